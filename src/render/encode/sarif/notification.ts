import type {OpenQuestion} from '../../say/open-questions.ts'

const LEVELS = {
  crashed: 'error',
  skipped: 'warning',
  partial: 'warning',
  unreadable: 'warning',
  unsure: 'note',
} as const

const TEXTS: Readonly<Record<OpenQuestion['is'], string>> = {
  crashed: 'A rule failed, which is a mistake of this program and says nothing about the cluster.',
  skipped: 'A rule was not checked: what it needs could not be looked at.',
  partial: 'A rule was checked in the part that could be looked at.',
  unreadable: 'Something is there that could not be read.',
  unsure: 'A rule could not decide.',
}

/** The kinds of notifications, for `driver.notifications`. */
export const NOTIFICATIONS = (Object.keys(TEXTS) as OpenQuestion['is'][]).map(id => ({
  id,
  shortDescription: {text: TEXTS[id]},
  defaultConfiguration: {level: LEVELS[id]},
}))

/** An open question as a notification (SARIF §3.58). Code scanning services show no results of another kind than `fail`. */
export const notificationOf = ({is, rule, text}: OpenQuestion, indexes: ReadonlyMap<string, number>) => ({
  descriptor: {id: is},
  level: LEVELS[is],
  message: {text},
  ...(rule !== undefined && indexes.has(rule) && {associatedRule: {id: rule, index: indexes.get(rule)}}),
})
