import type {ChainView} from '../../../core/inspect/chain-view.ts'
import type {PrivateKeyView} from '../../../core/inspect/inspection.ts'
import {shown} from '../../escape.ts'
import type {Entry} from '../panel.ts'
import {nameOf} from './certificate-branch.ts'
import {clockOf, lasting} from './clock.ts'
import type {Saying} from './saying.ts'

/** The answer in a line or two: whether it is valid and how long, and whether the key is the right one. */
export const sayVerdicts = (saying: Saying): readonly Entry[] => {
  const {state, chains, keys, gaps} = saying.inspection
  if (state === 'absent') return [{sign: 'error', label: '', text: 'there is no such object'}]
  if (state === 'unknown')
    return [{sign: 'unsure', label: '', text: `could not be looked at: ${shown(gaps[0]?.because.detail ?? '')}`}]
  const presented = chains.filter(({role, certificates}) => role === 'chain' && certificates.length > 0)
  return [...presented.map(chain => verdictEntry(saying, chain, presented.length > 1)), ...keys.map(keyEntry)]
}

const verdictEntry = (saying: Saying, chain: ChainView, isOneOfSeveral: boolean): Entry => {
  const {verdict, at} = chain
  const where = isOneOfSeveral ? `${shown(at, 200)}: ` : ''
  if (verdict?.is === 'invalid')
    return {sign: 'error', label: '', text: `${where}invalid: ${shown(verdict.detail ?? '')}`}
  const end = endText(saying, chain)
  if (verdict?.is === 'valid') return {sign: 'fine', label: '', text: `${where}valid ${end}`}
  const why = verdict?.detail === undefined ? '' : `: ${shown(verdict.detail)}`
  return {sign: 'unsure', label: '', text: `${where}nothing that was read trusts it${why}; it ends ${end}`}
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
  return `until ${clockOf(end)}, ${span}${earlier === undefined ? '' : `, when ${nameOf(earlier)} ends`}`
}

const keyEntry = ({at, algorithm, matches, unreadable}: PrivateKeyView): Entry => {
  const name = shown(at, 200)
  if (unreadable === 'encrypted') return {sign: 'unsure', label: '', text: `${name} is encrypted`}
  if (unreadable === 'malformed') return {sign: 'error', label: '', text: `${name} is no key that anybody can read`}
  if (matches === undefined)
    return {sign: 'info', label: '', text: `${name} is a private key (${shown(algorithm ?? '', 80)})`}
  return matches
    ? {sign: 'fine', label: '', text: `${name} is its key (${shown(algorithm ?? '', 80)})`}
    : {sign: 'error', label: '', text: `${name} is the key of another certificate (${shown(algorithm ?? '', 80)})`}
}
