import {given} from '../../core/given.ts'
import {known, type Unknown, valueOr} from '../../core/knowing.ts'
import {annotation} from '../../core/kube/object.ts'
import {refKey} from '../../core/kube/ref.ts'
import type {Fact, View} from '../../core/kube/view.ts'
import type {Certificate as X509} from '../../core/x509/certificate.ts'
import {isLikelyIssuedBy} from '../../core/x509/path/likely-issuer.ts'
import {issuerAuthorities} from '../issuer/issuer-authorities.ts'
import type {Issuer} from '../issuer/issuers.ts'
import type {Bundle} from '../trust/bundles.ts'
import {privateTrust} from '../trust/private-trust.ts'
import {trustedRoots} from '../trust/trusted-roots.ts'
import type {Certificate} from './certificates.ts'
import {type IssuedCertificate, issuedCertificates} from './issued-certificates.ts'

/** A certificate of a CA issuer that was signed with another key than the one that the issuer has now. */
export interface RetiredSigner {
  readonly certificate: Certificate
  readonly issued: IssuedCertificate
  readonly issuer: Issuer
  /** The CA that signed it, where that was seen: the latest to expire of those with its key. */
  readonly signer?: X509
  /** A Bundle in which that CA still is. */
  readonly bundle?: Bundle
  /** Certificates of this issuer and namespace that the same CA signed, by name, this one among them: one command renews them. */
  readonly together: readonly [Certificate, ...Certificate[]]
}

/** More in one command would load issuer and pods at once. */
const MOST_TOGETHER = 20

/** CA issuers whose CA could not be looked at, and why. */
export interface UnseenSigner {
  readonly issuer: Issuer
  readonly unsure: Unknown
}

/**
 * By keys, not by certificates: a CA that was renewed with its old key goes on. Not among them: certificates that only the API
 * server verifies, for cainjector gives it the CA that lies beside them.
 */
export const retiredSigners: Fact<readonly (RetiredSigner | UnseenSigner)[]> = {
  name: 'certificates of retired CAs',
  of: issuedCertificates.of,
  reads: [
    ...new Set([
      ...issuedCertificates.reads,
      ...issuerAuthorities.reads,
      ...trustedRoots.of,
      ...trustedRoots.reads,
      ...privateTrust.of,
    ]),
  ],
  derive: view => {
    const all = view.fact(issuedCertificates)
    if (!all.known) return all
    const authorities = valueOr(view.fact(issuerAuthorities), undefined)
    const unseen = new Map<Issuer, Unknown>()
    const retired = all.value.flatMap(issued => {
      const {issuer, leaf, certificate} = issued
      if (issuer?.type !== 'ca' || certificate === undefined || !isFrom(issued, certificate)) return []
      const found = authorities?.of(issuer)
      if (found?.known === false) unseen.set(issuer, found.because)
      const [own] = found?.known === true ? found.value : []
      return own === undefined || isLikelyIssuedBy(leaf, own)
        ? []
        : [retiredSigner(view, issued, {certificate, issuer})]
    })
    const hidden = valueOr(view.fact(privateTrust), undefined)
    return known([
      ...together(retired.filter(({certificate}) => hidden?.holds(certificate) !== true)),
      ...[...unseen].map(([issuer, unsure]) => ({issuer, unsure})),
    ])
  },
}

type Alone = Omit<RetiredSigner, 'together'>

const together = (all: readonly Alone[]): readonly RetiredSigner[] => {
  const alike = Map.groupBy(all, ({certificate, issuer, signer, bundle}) =>
    JSON.stringify([refKey(issuer.object.ref), certificate.namespace, signer?.notAfter, bundle?.object.ref.name]),
  )
  const chunks = new Map<Alone, RetiredSigner['together']>()
  for (const group of alike.values()) {
    const sorted = group.toSorted((a, b) => (a.certificate.name < b.certificate.name ? -1 : 1))
    for (let i = 0; i < sorted.length; i += MOST_TOGETHER) {
      const chunk = sorted.slice(i, i + MOST_TOGETHER)
      const named = chunk.map(({certificate}) => certificate) as [Certificate, ...Certificate[]]
      for (const each of chunk) chunks.set(each, named)
    }
  }
  return all.map(each => ({...each, together: chunks.get(each) ?? [each.certificate]}))
}

/** Whether this issuer has issued it, by what cert-manager has noted: a Certificate may name another one by now. */
const isFrom = ({secret, request}: IssuedCertificate, {issuer}: Certificate): boolean => {
  if (secret === undefined) return request?.issuer.name === issuer.name && request.issuer.kind === issuer.kind
  const noted = (field: string) => annotation(secret, `cert-manager.io/issuer-${field}`)
  return noted('name') === issuer.name && (noted('kind') || 'Issuer') === issuer.kind
}

const retiredSigner = (
  view: View,
  issued: IssuedCertificate,
  parts: Pick<RetiredSigner, 'certificate' | 'issuer'>,
): Alone => {
  const {leaf, authorities, above} = issued
  const roots = valueOr(view.fact(trustedRoots), undefined)
  const trusted = (roots?.pool.candidates(leaf) ?? []).filter(each => isLikelyIssuedBy(leaf, each))
  const [signer] = [...trusted, ...authorities, ...above]
    .filter(each => isLikelyIssuedBy(leaf, each))
    .sort((a, b) => b.notAfter - a.notAfter)
  const bundle = trusted.map(each => roots?.bundleOf(each)).find(each => each !== undefined)
  return {...parts, issued, ...given({signer, bundle})}
}
