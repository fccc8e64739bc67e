import type {StepView, StoryView} from '../../../core/inspect/story.ts'
import {shown} from '../../escape.ts'
import type {Sign} from '../../terminal.ts'
import type {Entry, Panel} from '../panel.ts'
import {clockOf, fromNow, lasting} from './clock.ts'
import type {Saying} from './saying.ts'

const SIGNS: Readonly<Partial<Record<StepView['is'], Sign>>> = {
  approved: 'fine',
  signed: 'fine',
  stored: 'fine',
  denied: 'error',
  failed: 'error',
  pending: 'unsure',
  waits: 'unsure',
  retries: 'warning',
  'can-succeed': 'info',
  event: 'info',
}

const LABELS: Readonly<Partial<Record<StepView['is'], string>>> = {'can-succeed': 'succeeds', event: 'says'}

/** How a certificate came to be, step by step, and what comes next; what nobody can tell any more is said. */
export const sayStory = ({now}: Saying, {revision, failedAttempts, steps, lost}: StoryView): readonly Panel[] => {
  if (steps.length === 0) return []
  const days = steps.map(({at, ahead}) => (ahead === true ? undefined : at?.slice(0, 'YYYY-MM-DD'.length)))
  const first = days.find(day => day !== undefined)
  const heading = [
    'story',
    ...(first === undefined ? [] : [first]),
    ...(revision === undefined ? [] : [`revision ${revision}`]),
    ...(failedAttempts > 0 ? [`${failedAttempts} failed ${failedAttempts === 1 ? 'attempt' : 'attempts'}`] : []),
  ]
  const entries = [
    ...steps.map((step, index) => {
      const day = days.slice(0, index).findLast(each => each !== undefined) ?? first
      return stepEntry(step, {before: steps[index - 1], day, now})
    }),
    ...lost.map((text): Entry => ({sign: 'unsure', label: 'not told', text: shown(text)})),
  ]
  return [{is: 'entries', heading: heading.join(', '), entries}]
}

/** What a step stands behind: the step before it, and the day that was named last. */
interface Around {
  readonly before: StepView | undefined
  readonly day: string | undefined
  readonly now: number
}

const stepEntry = (step: StepView, around: Around): Entry => {
  const sign = SIGNS[step.is]
  return {
    ...(sign !== undefined && {sign}),
    lead: clockText(step, around),
    label: LABELS[step.is] ?? step.is,
    text: textOf(step),
  }
}

/** What lies ahead has its clock here: the column of clocks says how far it is. */
const textOf = ({at, ahead, detail}: StepView): string =>
  [ahead === true && at !== undefined ? clockOf(at) : '', shown(detail, 600)].filter(text => text !== '').join(', ')

/** Behind a request how long it took; the day only where it is another than that named last; of what lies ahead how far. */
const clockText = ({at, after, ahead, revision}: StepView, {before, day, now}: Around): string => {
  if (at === undefined) return ahead === true ? 'now' : ''
  if (ahead === true) return fromNow(at, now)
  if (after !== undefined && before?.revision === revision) return `+${lasting(after)}`
  const [own, clock = ''] = at.replace(/(\.\d+)?Z$/, 'Z').split('T')
  return own === day ? clock : `${own} ${clock}`
}
