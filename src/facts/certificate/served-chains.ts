import {known, valueOr} from '../../core/knowing.ts'
import type {Fact, View} from '../../core/kube/view.ts'
import type {Certificate as X509} from '../../core/x509/certificate.ts'
import {chainFrom, isLikelyIssuedBy, isLikelySelfSigned} from '../../core/x509/path/likely-issuer.ts'
import {CertificatePool} from '../../core/x509/path/path.ts'
import {secretUsers} from '../consumer/secret-users.ts'
import {issuerAuthorities} from '../issuer/issuer-authorities.ts'
import {issuers} from '../issuer/issuers.ts'
import {trustedRoots} from '../trust/trusted-roots.ts'
import {type TlsSecret, tlsSecrets} from './tls-secrets.ts'

/** What a server sends that has a Secret, against what its clients need. */
export interface ServedChain {
  readonly secret: TlsSecret
  readonly leaf: X509
  /** The leaf and what leads up from it, in that order. */
  readonly chain: readonly X509[]
  /** Whether this order is that of `tls.crt`. */
  readonly isOrdered: boolean
  /** What stands in `tls.crt` and has issued nothing in it. */
  readonly strangers: readonly X509[]
  /** A root in it, which nobody needs: who trusts it has it. */
  readonly root?: X509
  /** An intermediate that issued the last of the chain and that clients have to get from somewhere else. */
  readonly missing?: X509
  /** A certificate of a public CA alone: such a CA has an intermediate always. */
  readonly isPublicAlone: boolean
}

/** Of every Secret with a certificate. */
export const servedChains: Fact<readonly ServedChain[]> = {
  name: 'served chains',
  of: tlsSecrets.of,
  reads: [
    ...new Set([...tlsSecrets.reads, ...issuerAuthorities.reads, ...trustedRoots.of, ...trustedRoots.reads]),
    ...secretUsers.reads,
  ],
  derive: view => {
    const secrets = view.fact(tlsSecrets)
    if (!secrets.known) return secrets
    const pool = knownAuthorities(view, secrets.value)
    const isServed = valueOr(view.fact(secretUsers), undefined)?.isServed ?? (() => false)
    const trusted = valueOr(view.fact(trustedRoots), undefined)?.pool
    const isKnown = (secret: TlsSecret, authority: X509): boolean =>
      trusted?.has(authority) === true || (isIn(secret.authorities, authority) && !isServed(secret.object.ref))
    return known(
      secrets.value.flatMap(secret => {
        const [leaf, ...above] = secret.chain
        return leaf === undefined ? [] : [servedChain(secret, leaf, above, {pool, isKnown})]
      }),
    )
  },
}

const isIn = (certificates: readonly X509[], one: X509): boolean =>
  certificates.some(({fingerprint}) => fingerprint === one.fingerprint)

/** Every CA certificate that was seen, to tell intermediates from roots. */
const knownAuthorities = (view: View, secrets: readonly TlsSecret[]): CertificatePool => {
  const byIssuer = valueOr(view.fact(issuerAuthorities), undefined)
  const texts = new Set([
    ...valueOr(view.fact(issuers), []).map(issuer => (byIssuer === undefined ? [] : valueOr(byIssuer.of(issuer), []))),
    ...secrets.map(({authorities}) => authorities),
    ...secrets.flatMap(({chain}) => (chain.some(({isCa}) => isCa) ? [chain] : [])),
  ])
  return new CertificatePool([...texts].flat().filter(({isCa}) => isCa))
}

interface Surroundings {
  readonly pool: CertificatePool
  isKnown(secret: TlsSecret, authority: X509): boolean
}

const servedChain = (secret: TlsSecret, leaf: X509, above: readonly X509[], around: Surroundings): ServedChain => {
  const chain = chainFrom(leaf, above)
  const strangers = above.filter(each => !chain.some(child => child === each || isLikelyIssuedBy(child, each)))
  const root = leaf.isCa ? undefined : chain.slice(1).find(isLikelySelfSigned)
  const inOrder = above.filter(each => chain.includes(each))
  const missing = missingAbove(secret, chain, around)
  return {
    secret,
    leaf,
    chain,
    isOrdered: inOrder.every((each, i) => each === chain[i + 1]),
    strangers,
    isPublicAlone: above.length === 0 && !leaf.isSelfIssued && isPublic(leaf),
    ...(root !== undefined && {root}),
    ...(missing !== undefined && {missing}),
  }
}

const missingAbove = (secret: TlsSecret, chain: readonly X509[], around: Surroundings): X509 | undefined => {
  const top = chain.at(-1)
  if (top === undefined || isLikelySelfSigned(top)) return undefined
  const found = around.pool.candidates(top).filter(each => isLikelyIssuedBy(top, each))
  if (found.some(each => isLikelySelfSigned(each) || around.isKnown(secret, each))) return undefined
  return found[0]
}

/** List of signed certificate timestamps (RFC 6962 §3.3), which only CAs that browsers trust put into certificates. */
const TIMESTAMPS = '1.3.6.1.4.1.11129.2.4.2'

const isPublic = ({extensions}: X509): boolean => extensions.some(({oid}) => oid === TIMESTAMPS)
