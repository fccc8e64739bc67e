import {goDuration} from '../../../core/duration.ts'
import type {PolicyView, RequestView} from '../../../core/inspect/parts.ts'
import {shown} from '../../escape.ts'
import type {Sign} from '../../terminal.ts'
import type {Entry, Panel} from '../panel.ts'
import {clockOf, fromNow} from './clock.ts'
import {askedEntries} from './order.ts'
import type {Saying} from './saying.ts'

/** Requests that are described unless all are asked for; those of a kubelet that nobody approves pile up. */
const DESCRIBED = 3

/** What was asked to be certified, by whom, and who has decided. */
export const sayRequests = (saying: Saying, requests: readonly RequestView[]): readonly Panel[] => {
  const told = saying.wide ? requests : requests.slice(0, DESCRIBED)
  const rest = requests.slice(told.length)
  return [
    ...told.flatMap(request => sayRequest(saying, request, requests.length > 1)),
    ...(rest.length === 0 ? [] : [restPanel(rest)]),
  ]
}

const restPanel = (rest: readonly RequestView[]): Panel => ({
  is: 'entries',
  heading: `and ${rest.length} more ${rest.length === 1 ? 'request' : 'requests'} (-o wide shows all)`,
  entries: [...Map.groupBy(rest, ({state}) => state)].map(([state, group]) => ({
    label: shown(state, 100),
    text: `${group.length}: ${shown(group.map(({name}) => name).join(', '), 300)}`,
  })),
})

const sayRequest = (saying: Saying, request: RequestView, isOneOfSeveral: boolean): readonly Panel[] => {
  const {name, signer, requester, created, asks, duration, signatureProblem, doubtful = [], policies = []} = request
  const entries: readonly Entry[] = [
    stateEntry(request),
    ...(requester === undefined ? [] : [{label: 'by', text: shown(requester, 300)}]),
    ...(created === undefined ? [] : [{label: 'made', text: `${clockOf(created)}, ${fromNow(created, saying.now)}`}]),
    ...(signer === undefined ? [] : [{label: 'from', text: shown(signer, 300)}]),
    ...(asks === undefined ? [] : askedEntries(asks)),
    ...(duration === undefined ? [] : [{label: 'lasts', text: goDuration(duration)}]),
    ...(signatureProblem === undefined
      ? []
      : [{sign: 'error' as const, label: 'proof', text: shown(signatureProblem)}]),
    ...(doubtful.length === 0 ? [] : [{sign: 'error' as const, label: 'not its', text: shown(doubtful.join(', '))}]),
  ]
  return [
    {is: 'entries', heading: isOneOfSeveral ? `request ${shown(name, 200)}` : 'request', entries},
    ...sayPolicies(saying, policies, {refused: request.decision === 'denied'}),
  ]
}

const STATES: Readonly<Record<NonNullable<RequestView['decision']>, Sign>> = {
  approved: 'fine',
  denied: 'error',
  none: 'unsure',
}

/** How far a request is, and who has decided. */
export const stateEntry = ({state, decision, decidedBy}: RequestView): Entry => {
  const by = decidedBy === undefined ? '' : `; ${decision} by ${decidedBy}`
  const sign = state.startsWith('failed') ? 'error' : decision === undefined ? undefined : STATES[decision]
  return {...(sign !== undefined && {sign}), label: 'state', text: shown(`${state}${by}`, 800)}
}

/** Policies that come closest, where none is for it. */
const CLOSEST = 3

/**
 * How policies stand to what is asked for: whether they are meant for it, and whether who asks may use them. Those that are
 * not meant for it are named only, unless there is no other.
 */
export const sayPolicies = (
  {wide}: Saying,
  policies: readonly PolicyView[],
  {refused = false} = {},
): readonly Panel[] => {
  if (policies.length === 0) return []
  const meant = policies.filter(({selects}) => selects !== false)
  const others = policies.filter(({selects}) => selects === false).sort((a, b) => a.misses.length - b.misses.length)
  const told = wide ? [...meant, ...others] : meant.length > 0 ? meant : others.slice(0, CLOSEST)
  const rest = policies.filter(each => !told.includes(each)).map(({name}) => name)
  const more: Entry = {sign: 'info', label: '', text: `not for it: ${shown(rest.join(', '), 400)}`}
  return [
    {
      is: 'entries',
      heading: 'policies',
      entries: [...told.map(policy => policyEntry(policy, refused)), ...(rest.length === 0 ? [] : [more])],
    },
  ]
}

const policyEntry = ({name, selects, misses, granted}: PolicyView, refused: boolean): Entry => {
  const label = shown(name, 100)
  if (selects === false) return {sign: 'info', label, text: `is not for it: ${shown(misses.join('; '), 400)}`}
  if (selects === null) return {sign: 'unsure', label, text: 'it is not known whether it is for it'}
  if (granted === true && refused) return {sign: 'error', label, text: 'is for it, who asks may use it, and it refuses'}
  if (granted === true) return {sign: 'fine', label, text: 'is for it, and who asks may use it'}
  return granted === false
    ? {sign: 'error', label, text: 'is for it, but who asks is not granted its use'}
    : {sign: 'unsure', label, text: 'is for it; whether who asks may use it is not known'}
}
