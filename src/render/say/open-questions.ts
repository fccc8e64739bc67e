import type {Report, RuleRun} from '../../core/doctor/report.ts'
import {shown, shownName} from '../escape.ts'
import {subjectName} from './subject.ts'

/** Something that was not looked at, or not to the end: by rule where it belongs to one. */
export interface OpenQuestion {
  readonly is: 'crashed' | 'skipped' | 'partial' | 'unsure' | 'unreadable'
  readonly rule?: string
  readonly text: string
}

/** All that a report does not know, one sentence each, safe to show. "Not checked" is never "healthy" in any format. */
export const openQuestions = ({rules, doubts, unreadable}: Report): readonly OpenQuestion[] => [
  ...rules.flatMap(ofRun),
  ...doubts.map(({rule, subject, because}): OpenQuestion => {
    const name = subjectName(subject, null)
    return {is: 'unsure', rule, text: `${name === '' ? '' : `${name}: `}${shown(because.detail)}`}
  }),
  ...unreadable.map(({what, line, detail}): OpenQuestion => {
    const place = line === undefined ? shownName(what) : `${shownName(what)}:${line}`
    return {is: 'unreadable', text: `${place} could not be read: ${shown(detail)}`}
  }),
]

const ofRun = (run: RuleRun): readonly OpenQuestion[] => {
  const {rule, outcome, error = '', notLookedAt} = run
  if (outcome === 'crashed') return [{is: 'crashed', rule, text: `${rule} failed: ${shown(error, 200)}`}]
  if (outcome === 'skipped') return [{is: 'skipped', rule, text: `not checked: ${gapText(run)}`}]
  return notLookedAt.length === 0 ? [] : [{is: 'partial', rule, text: `checked in part: ${gapText(run)}`}]
}

/** Why a rule could not look, each reason once. */
const gapText = ({notLookedAt}: RuleRun): string =>
  [...new Set(notLookedAt.map(({because}) => shown(because.detail)))].join('; ')
