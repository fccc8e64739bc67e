import {known} from '../../core/knowing.ts'
import type {Fact} from '../../core/kube/view.ts'
import type {Certificate as X509} from '../../core/x509/certificate.ts'
import {chainFrom} from '../../core/x509/path/likely-issuer.ts'
import {findPaths, type Reason} from '../../core/x509/path/path.ts'
import {type TlsSecret, tlsSecrets} from './tls-secrets.ts'

/** A certificate under a CA that limits what stands below it, by its names or by the length of the chain. */
export interface LimitedChain {
  readonly secret: TlsSecret
  /** The lowest CA that allows fewer CAs below itself than there are. */
  readonly tooLong?: {readonly authority: X509; readonly most: number; readonly count: number}
  /** Which of its names a CA does not allow; undefined where they are allowed, or the chain ends for another reason. */
  refusedName(now: Date): Reason | undefined
}

export const limitedChains: Fact<readonly LimitedChain[]> = {
  name: 'chains under CAs with limits',
  of: tlsSecrets.of,
  reads: tlsSecrets.reads,
  derive: view => {
    const secrets = view.fact(tlsSecrets)
    return secrets.known ? known(secrets.value.flatMap(limited)) : secrets
  },
}

/** Verifying signatures is dear: only chains with a limit in them are looked at. */
const limited = (secret: TlsSecret): readonly LimitedChain[] => {
  const [leaf, ...above] = secret.chain
  if (leaf === undefined || (leaf.isCa && secret.signs === undefined)) return []
  const all = [...above, ...secret.authorities]
  if (![leaf, ...all].some(isLimited)) return []
  const chain = chainFrom(leaf, all)
  if (!chain.some(isLimited)) return []
  const hasNames = chain.some(({nameConstraints}) => nameConstraints !== undefined)
  const tooLong = chain
    .map((authority, place) => ({authority, most: authority.pathLength ?? place, count: caBelow(chain, place)}))
    .find(({most, count}) => count > most)
  const refusedName = (now: Date) => (hasNames ? nameProblem(leaf, chain.slice(1), now) : undefined)
  return [{secret, refusedName, ...(tooLong !== undefined && {tooLong})}]
}

const isLimited = ({nameConstraints, pathLength}: X509): boolean =>
  nameConstraints !== undefined || pathLength !== undefined

/** RFC 5280 §4.2.1.9 counts the CAs between; one that signs counts itself, for what it signs stands below. */
const caBelow = (chain: readonly X509[], place: number): number => chain.slice(0, place).filter(({isCa}) => isCa).length

const nameProblem = (leaf: X509, above: readonly X509[], now: Date): Reason | undefined => {
  const top = above.at(-1)
  if (top === undefined) return undefined
  const {valid, rejected} = findPaths(leaf, {intermediates: above.slice(0, -1), roots: [top], now, usages: ['any']})
  return valid ? undefined : rejected.find(({reason: {code}}) => code === 'name-constraints')?.reason
}
