import type {Report, RuleRun} from '../../core/doctor/report.ts'
import {shown} from '../escape.ts'
import {subjectName} from './subject.ts'
import {unreadableText} from './unreadable.ts'

/** Something that was not looked at, or not to the end, with the rules that it concerns. */
export interface OpenQuestion {
  readonly is: 'crashed' | 'skipped' | 'partial' | 'unsure' | 'unreadable' | 'unjudged'
  readonly rules: readonly string[]
  readonly text: string
}

/**
 * All that a report does not know, one sentence each, safe to show. "Not checked" is never "healthy" in any format. Rules for
 * which the same is true stand together: one file that cannot be read may concern nearly all of them.
 */
export const openQuestions = ({rules, doubts, unreadable}: Report): readonly OpenQuestion[] => [
  ...together([
    ...rules.flatMap(ofRun),
    ...doubts.map(({rule, subject, because}): OpenQuestion => {
      const name = subjectName(subject, null)
      return {is: 'unsure', rules: [rule], text: `${name === '' ? '' : `${name}: `}${shown(because.detail)}`}
    }),
  ]),
  ...unreadable.map((each): OpenQuestion => {
    return {is: each.wasRead === true ? 'unjudged' : 'unreadable', rules: [], text: unreadableText(each)}
  }),
]

/** The question and whom it concerns, where that is not said otherwise. */
export const questionText = ({text, rules}: OpenQuestion): string =>
  rules.length === 0 ? text : `${text} (${rules.join(' ')})`

const together = (questions: readonly OpenQuestion[]): readonly OpenQuestion[] =>
  [...Map.groupBy(questions, ({is, text}) => `${is} ${text}`).values()].flatMap(group => {
    const [first] = group
    return first === undefined ? [] : [{...first, rules: [...new Set(group.flatMap(({rules}) => rules))]}]
  })

/** Each reason on its own. */
const ofRun = ({rule, outcome, error = '', notLookedAt}: RuleRun): readonly OpenQuestion[] => {
  const rules = [rule]
  if (outcome === 'crashed') return [{is: 'crashed', rules, text: `${rule} failed: ${shown(error, 200)}`}]
  const is = outcome === 'skipped' ? 'skipped' : 'partial'
  const what = outcome === 'skipped' ? 'not checked' : 'checked in part'
  const reasons = new Set(notLookedAt.map(({because}) => shown(because.detail)))
  return [...reasons].map(reason => ({is, rules, text: `${what}: ${reason}`}))
}
