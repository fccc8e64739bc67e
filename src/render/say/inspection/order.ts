import {goDuration} from '../../../core/duration.ts'
import type {AskedView, ConditionView, OrderView} from '../../../core/inspect/parts.ts'
import {shown} from '../../escape.ts'
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
    ...(duration === undefined ? [] : [goDuration(duration)]),
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
const ADVERSE: ReadonlySet<string> = new Set(['Issuing', 'Denied', 'InvalidRequest', 'Failed'])

/** Conditions as people read them; `Issuing=False` after a success says nothing. */
export const conditionEntries = (conditions: readonly ConditionView[], now: number): readonly Entry[] =>
  conditions
    .filter(({type, status, reason}) => !(type === 'Issuing' && status !== 'True' && reason !== 'Failed'))
    .map(({type, status, reason, message, since}): Entry => {
      const isGood = ADVERSE.has(type) ? status !== 'True' && reason !== 'Failed' : status === 'True'
      const sign = isGood ? 'fine' : status === 'Unknown' || type === 'Issuing' ? 'unsure' : 'error'
      const when = since === undefined ? '' : ` (${fromNow(since, now)})`
      return {
        sign,
        label: shown(type, 40),
        text: `${shown(`${status}${reason === '' ? '' : `, ${reason}`}: ${message}`, 800)}${when}`,
      }
    })
