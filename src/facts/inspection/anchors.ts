import {subjectOf} from '../../core/doctor/judge.ts'
import type {Place} from '../../core/inspect/chain-view.ts'
import {valueOr} from '../../core/knowing.ts'
import {type KubeObject, text} from '../../core/kube/object.ts'
import {kubectlName} from '../../core/kube/ref.ts'
import {pemOf} from '../../core/kube/secret.ts'
import type {View} from '../../core/kube/view.ts'
import type {Certificate} from '../../core/x509/certificate.ts'
import {CertificatePool, isSelfSigned} from '../../core/x509/path/path.ts'
import {certificateTexts} from '../certificate/certificate-texts.ts'
import {type Issuer, issuers} from '../issuer/issuers.ts'
import {trustedRoots} from '../trust/trusted-roots.ts'

/** A certificate and a place where it was found. */
export interface Placed {
  readonly certificate: Certificate
  readonly place: Place
}

/** Certificates that something vouches for, and CAs that were seen beside them. */
export interface Anchors {
  readonly all: readonly Placed[]
  readonly pool: CertificatePool
  /** CA certificates that nobody trusts by themselves: intermediates of issuers. */
  readonly intermediates: readonly Certificate[]
  placesOf(certificate: Certificate): readonly Place[]
  /** The pool with some more. Nearly every Secret has a CA beside its chain that is known already: then nothing is copied. */
  poolWith(more: readonly Certificate[]): CertificatePool
  /** The same with some more, which only what stands beside them trusts. */
  with(more: readonly Placed[]): Anchors
}

/**
 * Every trust anchor that was read: what Bundles distribute, the CAs of issuers, the cluster's own. `more` are those that are
 * known from elsewhere: a kubeconfig, the machine.
 */
export const anchorsOf = (view: View, more: readonly Placed[] = []): Anchors => {
  const ofIssuers = valueOr(view.fact(issuers), []).flatMap(issuer => issuerCertificates(view, issuer))
  const trusted = ofIssuers.filter(({certificate, place}) => place.at.includes('caBundle') || isSelfSigned(certificate))
  const own = new Set(trusted)
  const intermediates = ofIssuers.filter(each => !own.has(each)).map(({certificate}) => certificate)
  return anchors([...bundled(view), ...trusted, ...clusterRoots(view), ...more], intermediates, ofIssuers)
}

const anchors = (all: readonly Placed[], intermediates: readonly Certificate[], seen: readonly Placed[]): Anchors => {
  const pool = new CertificatePool(all.map(({certificate}) => certificate))
  let places: Map<string, Placed[]> | undefined
  return {
    all,
    intermediates,
    pool,
    placesOf: ({fingerprint}) => {
      places ??= Map.groupBy([...all, ...seen], ({certificate}) => certificate.fingerprint)
      return oncePerPlace((places.get(fingerprint) ?? []).map(({place}) => place))
    },
    poolWith: more => {
      const unknown = more.filter(certificate => !pool.has(certificate))
      return unknown.length === 0 ? pool : new CertificatePool([...pool.certificates, ...unknown])
    },
    with: more => anchors([...all, ...more], intermediates, seen),
  }
}

const oncePerPlace = (places: readonly Place[]): readonly Place[] => [
  ...new Map(places.map(place => [place.at, place])).values(),
]

const bundled = (view: View): readonly Placed[] => {
  const roots = valueOr(view.fact(trustedRoots), undefined)
  return (roots?.pool.certificates ?? []).flatMap(certificate => {
    const bundle = roots?.bundleOf(certificate)
    if (bundle === undefined) return []
    return [
      {
        certificate,
        place: {is: 'bundle' as const, at: kubectlName(bundle.object.ref), subject: subjectOf(bundle.object)},
      },
    ]
  })
}

/** The certificates of an issuer's CA: out of its Secret, or its caBundle. */
const issuerCertificates = (view: View, {object, secrets, type}: Issuer): readonly Placed[] => {
  const texts = valueOr(view.fact(certificateTexts), undefined)
  const subject = subjectOf(object)
  const placed = (certificates: readonly Certificate[], at: string): readonly Placed[] =>
    certificates.filter(({isCa}) => isCa).map(certificate => ({certificate, place: {is: 'issuer', at, subject}}))
  if (type === 'step') {
    const bundle = texts?.ofBase64(text(object.body, 'spec', 'caBundle'))
    return placed(bundle?.is === 'certificates' ? bundle.certificates : [], `caBundle of ${kubectlName(object.ref)}`)
  }
  const signing = secrets.find(({purpose}) => purpose === 'signing')
  const secret = signing === undefined ? null : valueOr(view.find(signing.target), null)
  if (secret === null) return []
  const certificates = ['tls.crt', 'ca.crt'].flatMap(key => texts?.ofPem(pemOf(secret, key)) ?? [])
  return placed(certificates, `CA of ${kubectlName(object.ref)}`)
}

/** The CA of the API server and of kubelets, as every namespace has it. */
const clusterRoots = (view: View): readonly Placed[] => {
  const texts = valueOr(view.fact(certificateTexts), undefined)
  const seen = valueOr(view.list('core/configmaps'), []).filter(isClusterRoot)
  const certificates = new Set(seen.flatMap(object => texts?.ofPem(pemOf(object, 'ca.crt')) ?? []))
  return [...certificates].map(certificate => ({certificate, place: CLUSTER}))
}

const isClusterRoot = ({ref: {name}}: KubeObject): boolean => name === 'kube-root-ca.crt'

const CLUSTER: Place = {is: 'cluster', at: 'configmap/kube-root-ca.crt'}
