import {type OpenQuestion, questionText} from '../../say/open-questions.ts'

const LEVELS = {
  crashed: 'error',
  skipped: 'warning',
  partial: 'warning',
  unreadable: 'warning',
  unjudged: 'warning',
  unsure: 'note',
} as const

const TEXTS: Readonly<Record<OpenQuestion['is'], string>> = {
  crashed: 'A rule failed, which is a mistake of this program and says nothing about the cluster.',
  skipped: 'Rules were not checked: what they need could not be looked at.',
  partial: 'Rules were checked in the part that could be looked at.',
  unreadable: 'Something is there that could not be read.',
  unjudged: 'Something was read and is not judged: it stands twice.',
  unsure: 'A rule could not decide.',
}

/** The kinds of notifications, for `driver.notifications`. */
export const NOTIFICATIONS = (Object.keys(TEXTS) as OpenQuestion['is'][]).map(id => ({
  id,
  shortDescription: {text: TEXTS[id]},
  defaultConfiguration: {level: LEVELS[id]},
}))

/**
 * An open question as a notification (SARIF §3.58), which can point at one rule only: several are named in its text and in its
 * properties. Code scanning services show no results of another kind than `fail`.
 */
export const notificationOf = (question: OpenQuestion, indexes: ReadonlyMap<string, number>) => {
  const {is, rules, text} = question
  const [rule = '', ...others] = rules
  return {
    descriptor: {id: is},
    level: LEVELS[is],
    message: {text: others.length === 0 ? text : questionText(question)},
    ...(others.length === 0 && indexes.has(rule) && {associatedRule: {id: rule, index: indexes.get(rule)}}),
    ...(rules.length > 0 && {properties: {rules}}),
  }
}
