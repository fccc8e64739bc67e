import {known, valueOr} from '../../core/knowing.ts'
import type {Fact} from '../../core/kube/view.ts'
import {namesMatchHost} from '../../core/x509/name/hostname.ts'
import {type CaAddress, caAddresses} from './ca-addresses.ts'
import {type CertifiedName, type ReachableCa, reachableCas} from './step-ca-reach.ts'
import type {StepCa} from './step-cas.ts'

/**
 * Whether a step-ca can be reached under a name that its certificate has:
 * `missing` the names stand for Services that do not exist · `astray` for Services that select other pods · `local` they are
 * good inside its own pod only.
 */
export type Verdict = 'reachable' | 'missing' | 'astray' | 'local' | 'unknown'

export interface StepCaUse {
  readonly ca: StepCa
  readonly names: readonly CertifiedName[]
  readonly verdict: Verdict
  /** The name that leads nowhere, one that an issuer uses before others. */
  readonly dead?: CertifiedName
  /** It also has a name that the cluster's DNS does not give out, and no issuer looks for it inside. */
  readonly isUsedOutside: boolean
}

export const stepCaUses: Fact<readonly StepCaUse[]> = {
  name: 'uses of step-cas',
  of: reachableCas.of,
  reads: [...new Set([...reachableCas.reads, ...caAddresses.of, ...caAddresses.reads])],
  derive: view => {
    const all = view.fact(reachableCas)
    if (!all.known) return all
    const addresses = valueOr(view.fact(caAddresses), [])
    return known(
      all.value.map(each =>
        useOf(
          each,
          addresses.filter(({ca}) => ca.known && ca.value === each),
        ),
      ),
    )
  },
}

/** An issuer that uses a name from outside proves that the CA can be reached. */
const useOf = ({ca, names}: ReachableCa, addresses: readonly CaAddress[]): StepCaUse => {
  const isOutside = names.some(({answer}) => answer === 'outside')
  const used = addresses.flatMap(({host}) => (host === undefined ? [] : names.filter(each => isNamed(each, host))))
  const dead = [...used, ...names].find(({answer}) => answer === 'none' || answer === 'astray')
  const rest = {ca, names, ...(dead !== undefined && {dead})}
  const isDeadUsed = dead !== undefined && used.includes(dead)
  const isTold = isToldByIssuer(ca, addresses) && !isDeadUsed
  const verdict = isTold ? 'reachable' : verdictOf({names, used, dead, isDeadUsed})
  return {...rest, verdict, isUsedOutside: isOutside && addresses.length === 0}
}

/**
 * Once it has run, an issuer whose URL the certificate does not cover says the same, with the same remedy. Before that, the
 * release is the better place to mend it.
 */
const isToldByIssuer = ({config}: StepCa, addresses: readonly CaAddress[]): boolean =>
  config !== undefined && addresses.some(({isCovered}) => isCovered.known && !isCovered.value)

interface Uses {
  readonly names: readonly CertifiedName[]
  readonly used: readonly CertifiedName[]
  readonly dead: CertifiedName | undefined
  readonly isDeadUsed: boolean
}

const verdictOf = ({names, used, dead, isDeadUsed}: Uses): Verdict => {
  if (names.some(({answer}) => answer === 'service') && !isDeadUsed) return 'reachable'
  if (used.length > 0 && used.every(({answer}) => answer === 'outside')) return 'reachable'
  if (names.some(({answer}) => answer === 'unknown')) return 'unknown'
  if (dead !== undefined) return dead.answer === 'none' ? 'missing' : 'astray'
  return names.some(({answer}) => answer === 'outside') ? 'reachable' : 'local'
}

const isNamed = ({name}: CertifiedName, host: string): boolean => namesMatchHost([name], host)
