import {given} from '../../core/given.ts'
import {known, type Unknown, valueOr} from '../../core/knowing.ts'
import type {KubeObject, Path} from '../../core/kube/object.ts'
import {RefMap} from '../../core/kube/ref-map.ts'
import {pemOf, privateKeys} from '../../core/kube/secret.ts'
import type {Fact, View} from '../../core/kube/view.ts'
import {DEFAULT_LIFETIME, renewalInterval} from '../../core/renewal-interval.ts'
import type {Certificate as X509} from '../../core/x509/certificate.ts'
import {certificateRequests} from '../certificate/certificate-requests.ts'
import {certificateTexts} from '../certificate/certificate-texts.ts'
import {type Certificate, certificates} from '../certificate/certificates.ts'
import {secretMakers} from '../certificate/secret-makers.ts'
import {issuerAuthorities} from './issuer-authorities.ts'
import {type IssuerRef, issuerOf} from './issuer-ref.ts'
import {type Issuer, issuers} from './issuers.ts'

/** How long what an issuer signs lives, in milliseconds. */
export interface SignedLifetime {
  /** The longest that anybody asks for. */
  readonly lifetime: number
  /** The longest that one stays in use: cert-manager replaces it before its end. */
  readonly inUse: number
}

/** An issuer and the certificate of its CA: the one that a CA issuer signs with, of a Step issuer the root that ends last. */
export interface SigningCa {
  readonly issuer: Issuer
  /** Where the issuer names it. */
  readonly path: Path
  /** What stands first in its Secret, a CA or not; undefined where that was not read or is not there yet. */
  readonly own?: X509
  readonly secret?: KubeObject
  /** The Secret holds a private key, and it is not that of the certificate. */
  readonly hasOtherKey: boolean
  /** The Certificate that makes and renews the CA. */
  readonly maker?: Certificate
  /** Undefined where nobody asks it for anything. */
  readonly signs?: SignedLifetime
  /** Why its certificate could not be looked at. */
  readonly unsure?: Unknown
}

/** Of every CA issuer and Step issuer. A repository holds no Secrets: there is nothing to judge there. */
export const signingCas: Fact<readonly SigningCa[]> = {
  name: 'CAs that sign',
  of: issuers.of,
  reads: [
    ...new Set([
      ...issuerAuthorities.reads,
      ...secretMakers.of,
      ...secretMakers.reads,
      ...certificateRequests.of,
      'core/secrets' as const,
    ]),
  ],
  derive: view => {
    const all = view.fact(issuers)
    if (!all.known) return all
    const lifetimes = lifetimesByIssuer(view)
    return known(
      all.value.flatMap(issuer => {
        const signs = lifetimes.get(issuer.object.ref)
        const found = issuer.type === 'ca' ? caOf(view, issuer) : issuer.type === 'step' ? rootOf(view, issuer) : null
        return found === null ? [] : [{...found, ...given({signs})}]
      }),
    )
  },
}

const caOf = (view: View, issuer: Issuer): SigningCa | null => {
  const path = ['spec', 'ca', 'secretName']
  const target = issuer.secrets.find(({purpose}) => purpose === 'signing')?.target
  const secret = target === undefined ? undefined : (valueOr(view.find(target), null) ?? undefined)
  const maker = target === undefined ? undefined : makerOf(view, target.namespace ?? '', target.name)
  const rest = {issuer, path, ...given({secret, maker})}
  if (secret === undefined) {
    const authorities = valueOr(view.fact(issuerAuthorities), undefined)?.of(issuer)
    if (authorities?.known === false) {
      return authorities.because.reason === 'undeclared'
        ? null
        : {...rest, hasOtherKey: false, unsure: authorities.because}
    }
    return {...rest, hasOtherKey: false, ...given({own: authorities?.value[0]})}
  }
  const own = valueOr(view.fact(certificateTexts), undefined)?.ofPem(pemOf(secret, 'tls.crt'))[0]
  const keys = privateKeys(secret).filter(({key}) => key === 'tls.key')
  const hasOtherKey = own !== undefined && keys.length > 0 && keys.every(({hash}) => hash !== own.publicKey.hash)
  return {...rest, hasOtherKey, ...given({own})}
}

const makerOf = (view: View, namespace: string, name: string): Certificate | undefined =>
  valueOr(view.fact(secretMakers), undefined)
    ?.of(namespace, name)
    .find(({how}) => how === 'certificate')?.certificate

const rootOf = (view: View, issuer: Issuer): SigningCa => {
  const roots = valueOr(view.fact(issuerAuthorities), undefined)?.of(issuer)
  const [own] = roots?.known ? roots.value.toSorted((a, b) => b.notAfter - a.notAfter) : []
  return {issuer, path: ['spec', 'caBundle'], hasOtherKey: false, ...given({own})}
}

/** What step-ca signs for where nobody says (authority/config `globalProvisionerClaims`). */
const STEP_LIFETIME = 24 * 3_600_000

const lifetimesByIssuer = (view: View): RefMap<SignedLifetime> => {
  const found = new RefMap<SignedLifetime>()
  const add = (issuer: IssuerRef, namespace: string, {lifetime, inUse}: SignedLifetime) => {
    const target = issuerOf(issuer, namespace)
    if (target === null) return
    const before = found.get(target) ?? {lifetime: 0, inUse: 0}
    found.set(target, {lifetime: Math.max(before.lifetime, lifetime), inUse: Math.max(before.inUse, inUse)})
  }
  const unsaid = ({group}: IssuerRef) => (group === 'cert-manager.io' ? DEFAULT_LIFETIME : STEP_LIFETIME)
  for (const {issuer, namespace, duration, renewBefore} of valueOr(view.fact(certificates), [])) {
    const lifetime = duration ?? unsaid(issuer)
    add(issuer, namespace, {lifetime, inUse: renewalInterval({lifetime, renewBefore})})
  }
  for (const {issuer, namespace, duration, certificateName} of valueOr(view.fact(certificateRequests), [])) {
    const lifetime = duration ?? unsaid(issuer)
    if (certificateName === undefined) add(issuer, namespace, {lifetime, inUse: lifetime})
  }
  return found
}
