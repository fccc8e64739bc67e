import type {ChainView} from '../../../core/inspect/chain-view.ts'
import type {PrivateKeyView} from '../../../core/inspect/inspection.ts'
import type {ConditionView, RequestView} from '../../../core/inspect/parts.ts'
import {shown} from '../../escape.ts'
import type {Entry} from '../panel.ts'
import {nameOf} from './certificate-branch.ts'
import {clockOf, lasting} from './clock.ts'
import {stateEntry} from './requests.ts'
import type {Saying} from './saying.ts'

/** The answer in a line or two: whether it is valid and how long, and whether the key is the right one. */
export const sayVerdicts = (saying: Saying): readonly Entry[] => {
  const {state, chains, keys, gaps} = saying.inspection
  if (state === 'absent') return [{sign: 'error', label: '', text: 'there is no such object'}]
  if (state === 'unknown')
    return [{sign: 'unsure', label: '', text: `could not be looked at: ${shown(gaps[0]?.because.detail ?? '')}`}]
  const presented = chains.filter(({role, certificates}) => role === 'chain' && certificates.length > 0)
  const said = [...presented.map(chain => verdictEntry(saying, chain, presented.length > 1)), ...keys.map(keyEntry)]
  return said.length > 0 ? said : standing(saying)
}

const verdictEntry = (saying: Saying, chain: ChainView, isOneOfSeveral: boolean): Entry => {
  const {verdict, at} = chain
  const where = isOneOfSeveral ? `${shown(at, 200)}: ` : ''
  if (verdict?.is === 'invalid')
    return {sign: 'error', label: '', text: `${where}invalid: ${shown(verdict.detail ?? '')}`}
  const end = endText(saying, chain)
  if (verdict?.is === 'valid')
    return {sign: 'fine', label: '', text: `${where}valid until ${end}${vouchedText(saying, chain)}`}
  const why = verdict?.detail === undefined ? '' : `: ${shown(verdict.detail)}`
  return {sign: 'unsure', label: '', text: `${where}nothing that was read trusts it${why}; it ends ${end}`}
}

/** Whoever writes a Secret writes its ca.crt, too: that says nothing to anybody else. */
const vouchedText = (saying: Saying, {paths, at}: ChainView): string => {
  const places = saying.certificate(paths[0]?.certificates.at(-1) ?? '')?.places ?? []
  const own = places.filter(place => place.is === 'own' && place.at !== at).map(place => place.at)
  const isTrusted = places.some(place => place.is !== 'own' || place.at.endsWith('caBundle'))
  if (isTrusted || places.length === 0) return ''
  return own.length === 0
    ? '; it is its own anchor'
    : `; nothing but ${shown(own.join(', '), 200)} beside it vouches for that`
}

/** Until when, and which certificate of the chain ends it where that is not the leaf. */
const endText = (saying: Saying, {effectiveNotAfter: end = '', certificates, paths}: ChainView): string => {
  const first = saying.certificate(certificates[0] ?? '')
  const earlier =
    first === undefined || Date.parse(first.notAfter) <= Date.parse(end)
      ? undefined
      : paths[0]?.certificates.map(each => saying.certificate(each)).find(each => each?.notAfter === end)
  const left = Date.parse(end) - saying.now
  const span = left >= 0 ? `${lasting(left)} left` : `${lasting(left)} ago`
  return `${clockOf(end)}, ${span}${earlier === undefined ? '' : `, when ${nameOf(earlier)} ends`}`
}

const keyEntry = ({at, algorithm = '', bits, matches, unreadable}: PrivateKeyView): Entry => {
  const name = shown(at, 200)
  const kind = shown(/\d/.test(algorithm) || bits === undefined ? algorithm : `${algorithm} ${bits}`, 80)
  if (unreadable === 'encrypted') return {sign: 'unsure', label: '', text: `${name} is encrypted`}
  if (unreadable === 'malformed') return {sign: 'error', label: '', text: `${name} is no key that anybody can read`}
  if (matches === undefined) return {sign: 'info', label: '', text: `${name} is a private key (${kind})`}
  return matches
    ? {sign: 'fine', label: '', text: `${name} is its key (${kind})`}
    : {sign: 'error', label: '', text: `${name} is the key of another certificate (${kind})`}
}

/** How things stand where there is no chain to judge. */
const standing = ({inspection}: Saying): readonly Entry[] => {
  const {order, requests, issuer, bundle, servers, chains, gaps} = inspection
  const conditions = order?.conditions ?? issuer?.conditions ?? bundle?.conditions
  const ready = conditions?.find(({type}) => type === 'Ready' || type === 'Synced')
  if (order !== undefined) return [gaps.length > 0 ? NOT_READ : NO_CERTIFICATE]
  if (conditions !== undefined) return [ready === undefined ? UNVISITED : readyEntry(ready)]
  if (requests !== undefined && requests.length > 0) return [standingRequest(requests)]
  if (servers?.length === 0) return [NO_TLS]
  const problems = (servers ?? []).flatMap(({problem}) => problem ?? [])
  if (problems.length > 0) return problems.map(text => ({sign: 'error', label: '', text: shown(text)}))
  const count = new Set(chains.flatMap(({certificates}) => certificates)).size
  return [count > 0 ? {sign: 'info', label: '', text: authoritiesText(count)} : EMPTY]
}

/** The first is the newest. */
const standingRequest = ([newest, ...others]: readonly RequestView[]): Entry => {
  if (newest === undefined) return EMPTY
  const {sign, text} = stateEntry(newest)
  const which = others.length === 0 ? '' : `newest of ${others.length + 1} requests: `
  return {...(sign !== undefined && {sign}), label: '', text: `${which}${text}`}
}

const authoritiesText = (count: number): string =>
  count === 1 ? 'one certificate, trusted as it is' : `${count} certificates, each trusted as it is`

const NO_CERTIFICATE: Entry = {sign: 'error', label: '', text: 'there is no certificate yet'}
const NOT_READ: Entry = {sign: 'unsure', label: '', text: 'its certificate was not looked at'}
const UNVISITED: Entry = {sign: 'unsure', label: '', text: 'no controller has said anything about it yet'}
const NO_TLS: Entry = {sign: 'info', label: '', text: 'no certificate has to do with it'}
const EMPTY: Entry = {sign: 'info', label: '', text: 'there is no certificate in it'}

const readyEntry = ({type, status, reason, message}: ConditionView): Entry => ({
  sign: status === 'True' ? 'fine' : status === 'False' ? 'error' : 'unsure',
  label: '',
  text: shown(status === 'True' ? type.toLowerCase() : `not ${type.toLowerCase()}: ${message || reason}`, 600),
})
