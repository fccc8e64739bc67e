import {goDuration} from '../../../core/duration.ts'
import type {AskedView, ConditionView, OrderView} from '../../../core/inspect/parts.ts'
import {shown} from '../../escape.ts'
import type {Sign} from '../../terminal.ts'
import type {Entry, Panel} from '../panel.ts'
import {subjectName} from '../subject.ts'
import {sanText} from './certificate-branch.ts'
import {clockOf, fromNow} from './clock.ts'
import type {Saying} from './saying.ts'

/** What a Certificate orders, and how it stands. */
export const sayOrder = ({now}: Saying, order: OrderView): readonly Panel[] => {
  const {secret, issuer, duration, renewBefore, rotatesKey, renewalTime, nextAttempt, usefulAttempt} = order
  const {namespace: _, ...near} = secret
  const lasts = [
    duration === undefined ? 'as long as the issuer gives' : goDuration(duration),
    ...(renewBefore === undefined ? [] : [`renewed ${goDuration(renewBefore)} before its end`]),
    rotatesKey ? 'with a new key each time' : 'with the same key each time',
  ]
  return [
    {
      is: 'entries',
      heading: 'order',
      entries: [
        ...conditionEntries(order.conditions, now),
        ...askedEntries(order.asks),
        {label: 'from', text: shown(issuer)},
        {label: 'into', text: subjectName(near, null)},
        {label: 'lasts', text: lasts.join(', ')},
        ...(renewalTime === undefined
          ? []
          : [{label: 'renewal', text: `${clockOf(renewalTime)}, ${fromNow(renewalTime, now)}`}]),
        ...(nextAttempt === undefined
          ? []
          : [{label: 'next try', text: `${clockOf(nextAttempt)}, ${fromNow(nextAttempt, now)}`}]),
        ...(usefulAttempt === null ? [{label: '', text: 'no try can succeed while the failed request is there'}] : []),
      ],
    },
  ]
}

/** What somebody asks to be certified. */
export const askedEntries = ({subject, sans, isCa, usages, key}: AskedView): readonly Entry[] => [
  ...(subject === '' ? [] : [{label: 'subject', text: shown(subject)}]),
  ...(sans.length === 0 ? [] : [{label: 'for', text: sans.map(sanText).join(', ')}]),
  ...(isCa ? [{sign: 'warning' as const, label: 'as', text: 'a CA'}] : []),
  ...(usages.length === 0 ? [] : [{label: 'use', text: shown(usages.join(', '))}]),
  ...(key === undefined ? [] : [{label: 'key', text: shown(key.algorithm, 80)}]),
]

/** Conditions whose truth is no good news. */
const ADVERSE: ReadonlySet<string> = new Set(['Denied', 'InvalidRequest', 'Failed'])

/** Conditions as people read them. `Issuing=False` stays behind after a failure only: after a success there is none. */
export const conditionEntries = (conditions: readonly ConditionView[], now: number): readonly Entry[] =>
  conditions.map((condition): Entry => {
    const {type, status, reason, message, since} = condition
    const when = since === undefined ? '' : ` (${fromNow(since, now)})`
    const text = shown(`${status}${reason === '' ? '' : `, ${reason}`}: ${message}`, 800)
    return {sign: signOf(condition), label: shown(type, 40), text: `${text}${when}`}
  })

const signOf = ({type, status}: ConditionView): Sign => {
  if (status !== 'True' && status !== 'False') return 'unsure'
  if (type === 'Issuing') return status === 'True' ? 'unsure' : 'error'
  return (status === 'True') === ADVERSE.has(type) ? 'error' : 'fine'
}
