import {known, type Reading, type Unknown, valueOr} from '../../core/knowing.ts'
import {label} from '../../core/kube/object.ts'
import {dataKeys, pemOf} from '../../core/kube/secret.ts'
import type {Fact, View} from '../../core/kube/view.ts'
import type {Certificate as X509} from '../../core/x509/certificate.ts'
import {findIssuers, isIssuedBy} from '../../core/x509/path/path.ts'
import {certificateTexts} from '../certificate/certificate-texts.ts'
import {BUNDLE_LABEL, type Bundle} from '../trust/bundles.ts'
import {sourceIssuers} from '../trust/source-issuers.ts'
import {type TrustedRoots, trustedRoots} from '../trust/trusted-roots.ts'
import {type InternalIssuer, internalIssuers} from './internal-issuers.ts'

/** How the Bundles of a cluster stand to an issuer's CA. */
export interface IssuerTrust extends InternalIssuer {
  readonly bundles: readonly Bundle[]
  /** The highest certificate that is known of its CA; undefined where there is none yet. */
  readonly root?: X509
  /** Certificates in Bundles by which it can be verified: its own or one above it, by name and key. */
  readonly anchors: readonly X509[]
  /** A certificate in a Bundle with the same name and another key. */
  readonly namesake?: X509
  /** It is trusted by other means: its Secret is the source of a Bundle, or several namespaces have it in a ConfigMap. */
  readonly isSpread: boolean
  readonly unread?: Unknown
  bundleOf(certificate: X509): Bundle | undefined
}

/** Of every internal issuer, where there are Bundles at all. */
export const issuerTrust: Fact<readonly IssuerTrust[]> = {
  name: 'issuers and bundles',
  of: internalIssuers.of,
  reads: [
    ...new Set([...internalIssuers.reads, ...trustedRoots.of, ...trustedRoots.reads, 'core/configmaps' as const]),
  ],
  derive: view => {
    const all = view.fact(internalIssuers)
    const roots = view.fact(trustedRoots)
    if (!all.known) return all
    if (!roots.known) return roots
    if (roots.value.bundles.length === 0) return known([])
    const byKey = Map.groupBy(roots.value.pool.certificates, ({publicKey}) => publicKey.hash)
    return known(all.value.map(issuer => trustOf(view, issuer, roots.value, byKey)))
  },
}

const trustOf = (
  view: View,
  internal: InternalIssuer,
  roots: TrustedRoots,
  byKey: ReadonlyMap<string, readonly X509[]>,
): IssuerTrust => {
  const authorities = valueOr(internal.authorities, [])
  const root = topOf(authorities)
  const anchors = anchorsOf(authorities, roots, byKey)
  const names = new Set(authorities.map(({subject}) => subject.key))
  const namesake = roots.pool.certificates.find(({subject, isCa}) => isCa && names.has(subject.key))
  const unread = roots.unread ?? (internal.authorities.known ? undefined : internal.authorities.because)
  const sources = view.fact(sourceIssuers)
  const isSource = sources.known && sources.value.has(internal.issuer.object.ref)
  const isSpread = isSource || (anchors.length === 0 && isInConfigMaps(view, authorities))
  return {
    ...internal,
    bundles: roots.bundles,
    bundleOf: roots.bundleOf,
    anchors,
    isSpread,
    ...(root !== undefined && {root}),
    ...(namesake !== undefined && {namesake}),
    ...(unread !== undefined && {unread}),
  }
}

const topOf = ([own, ...above]: readonly X509[]): X509 | undefined => {
  const left = new Set(above)
  let top = own
  for (let next = own; next !== undefined; ) {
    top = next
    const child = next
    next = [...left].find(each => isIssuedBy(child, each))
    if (next !== undefined) left.delete(next)
  }
  return top
}

/** Everything in the Bundles that verifies the signing certificate, or one of those that lead up from it. */
const anchorsOf = (
  [own, ...above]: readonly X509[],
  {pool}: TrustedRoots,
  byKey: ReadonlyMap<string, readonly X509[]>,
): readonly X509[] => {
  const anchors = new Set<X509>()
  const queue = own === undefined ? [] : [own]
  const seen = new Set(queue)
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    const child = next
    const same = (byKey.get(child.publicKey.hash) ?? []).filter(({subject}) => subject.key === child.subject.key)
    for (const anchor of [...same, ...findIssuers(child, pool)]) anchors.add(anchor)
    for (const parent of above.filter(each => !seen.has(each) && isIssuedBy(child, each))) {
      seen.add(parent)
      queue.push(parent)
    }
  }
  return [...anchors]
}

/** ConfigMaps of at least two namespaces hold it: somebody hands it out without trust-manager (istio-csr, Kyverno, Reflector). */
const isInConfigMaps = (view: View, authorities: readonly X509[]): boolean => {
  const places = valueOr(view.fact(certificatePlaces), new Map<string, ReadonlySet<string>>())
  return authorities.some(({publicKey, subject}) => (places.get(`${publicKey.hash} ${subject.key}`)?.size ?? 0) > 1)
}

/** The namespaces whose ConfigMaps hold a certificate, by its key and name; what Bundles write is not among them. */
const certificatePlaces: Fact<ReadonlyMap<string, ReadonlySet<string>>> = {
  name: 'certificates in ConfigMaps',
  of: ['core/configmaps'],
  reads: [],
  derive: (view): Reading<ReadonlyMap<string, ReadonlySet<string>>> => {
    const objects = view.list('core/configmaps')
    const texts = view.fact(certificateTexts)
    if (!objects.known) return objects
    const places = new Map<string, Set<string>>()
    for (const object of objects.value) {
      if (label(object, BUNDLE_LABEL) !== undefined || !texts.known) continue
      for (const key of dataKeys(object)) {
        for (const {publicKey, subject} of texts.value.ofPem(pemOf(object, key))) {
          const id = `${publicKey.hash} ${subject.key}`
          const found = places.get(id) ?? new Set<string>()
          places.set(id, found.add(object.ref.namespace ?? ''))
        }
      }
    }
    return known(places)
  },
}
