import {known, valueOr} from '../../core/knowing.ts'
import {text} from '../../core/kube/object.ts'
import {refKey} from '../../core/kube/ref.ts'
import {RefMap} from '../../core/kube/ref-map.ts'
import type {Fact, View} from '../../core/kube/view.ts'
import {type Certificate, certificates} from '../certificate/certificates.ts'
import {rotationPolicyOf} from '../certificate/key-rotation.ts'
import {secretMakers} from '../certificate/secret-makers.ts'
import {isNeverRenewed} from '../trust/rotating-sources.ts'
import {issuerOf} from './issuer-ref.ts'
import {type Issuer, issuers} from './issuers.ts'

/** A root that cert-manager makes with another key at each renewal, and an issuer that signs with it. */
export interface RotatingCa {
  readonly certificate: Certificate
  readonly issuer: Issuer
  /** The Certificate says so itself, and does not leave it to the version of cert-manager. */
  readonly isStated: boolean
}

/**
 * Roots only: what an intermediate has signed carries the old intermediate with it, and still verifies by the root. Of a
 * ClusterIssuer whose Secret lies nobody knows where, the only Certificate of a CA that makes a Secret of that name.
 */
export const rotatingCas: Fact<readonly RotatingCa[]> = {
  name: 'CAs that rotate',
  of: certificates.of,
  reads: [
    ...new Set([...certificates.reads, ...issuers.of, ...issuers.reads, ...secretMakers.of, ...secretMakers.reads]),
  ],
  derive: view => {
    const all = view.fact(certificates)
    if (!all.known) return all
    const byRef = new RefMap<Issuer>()
    for (const issuer of valueOr(view.fact(issuers), [])) byRef.set(issuer.object.ref, issuer)
    const found = [...byRef.values()].flatMap(issuer => rotating(view, issuer, byRef))
    const byCertificate = new Map(found.toReversed().map(each => [refKey(each.certificate.object.ref), each]))
    return known([...byCertificate.values()])
  },
}

const rotating = (view: View, issuer: Issuer, byRef: RefMap<Issuer>): readonly RotatingCa[] => {
  const certificate = makerOf(view, issuer)
  if (certificate?.isCa !== true || isNeverRenewed(certificate)) return []
  const above = issuerOf(certificate.issuer, certificate.namespace)
  if (above === null || byRef.get(above)?.type !== 'selfSigned') return []
  if (rotationPolicyOf(view, certificate) === 'Never') return []
  const isStated = text(certificate.object.body, 'spec', 'privateKey', 'rotationPolicy') === 'Always'
  return [{certificate, issuer, isStated}]
}

const makerOf = (view: View, {object, secrets, resourceNamespace}: Issuer): Certificate | undefined => {
  const makers = valueOr(view.fact(secretMakers), undefined)
  const target = secrets.find(({purpose}) => purpose === 'signing')?.target
  const name = text(object.body, 'spec', 'ca', 'secretName')
  const isUnplaced = target === undefined && resourceNamespace?.known === false
  const found =
    target !== undefined ? makers?.of(target.namespace ?? '', target.name) : isUnplaced ? makers?.named(name ?? '') : []
  const cas = (found ?? []).flatMap(({certificate}) => (certificate?.isCa === true ? [certificate] : []))
  return cas.length === 1 ? cas[0] : undefined
}
