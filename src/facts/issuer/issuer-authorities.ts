import {known, type Reading, unknown, valueOr} from '../../core/knowing.ts'
import {text} from '../../core/kube/object.ts'
import type {ObjectRef} from '../../core/kube/ref.ts'
import {RefMap} from '../../core/kube/ref-map.ts'
import {pemOf} from '../../core/kube/secret.ts'
import type {Fact, View} from '../../core/kube/view.ts'
import type {Certificate as X509} from '../../core/x509/certificate.ts'
import {type CertificateRequest, certificateRequests} from '../certificate/certificate-requests.ts'
import {certificateTexts} from '../certificate/certificate-texts.ts'
import {certificates} from '../certificate/certificates.ts'
import {issuerOf} from './issuer-ref.ts'
import {type Issuer, issuers} from './issuers.ts'

/** With which CA issuers sign. */
export interface IssuerAuthorities {
  /**
   * Of a CA issuer the certificate that signs, then those above it as far as they are known; of a Step issuer the roots in its
   * caBundle. None where there is no CA yet, and of issuers of other types.
   */
  of(issuer: Issuer): Reading<readonly X509[]>
}

/** By the Secrets of CA issuers; where these were not read, by what their requests were answered with. */
export const issuerAuthorities: Fact<IssuerAuthorities> = {
  name: 'CAs of issuers',
  of: issuers.of,
  reads: [...new Set([...issuers.reads, ...certificates.of, ...certificates.reads, 'core/secrets' as const])],
  derive: view => {
    const answered = once(() => answeredRequests(view))
    const found = new RefMap<Reading<readonly X509[]>>()
    return known({of: issuer => found.ensure(issuer.object.ref, () => authoritiesOf(view, issuer, answered))})
  },
}

const once = <T>(make: () => T): (() => T) => {
  let made: {readonly value: T} | undefined
  return () => {
    made ??= {value: make()}
    return made.value
  }
}

const NOWHERE = unknown('undeclared', 'it is not known where its Secret is')

const authoritiesOf = (view: View, issuer: Issuer, answered: () => Answered): Reading<readonly X509[]> => {
  const {object, type, secrets, resourceNamespace} = issuer
  const texts = valueOr(view.fact(certificateTexts), undefined)
  if (texts === undefined) return known([])
  if (type === 'step') {
    const bundle = texts.ofBase64(text(object.body, 'spec', 'caBundle'))
    return known(bundle.is === 'certificates' ? bundle.certificates : [])
  }
  if (text(object.body, 'spec', 'ca', 'secretName') === undefined) return known([])
  const secret = secrets.find(({purpose}) => purpose === 'signing')?.target
  const unplaced = resourceNamespace?.known === false ? resourceNamespace : NOWHERE
  const found = secret === undefined ? unplaced : view.find(secret)
  if (!found.known) return answeredAuthorities(view, object.ref, secret, answered()) ?? found
  if (found.value === null) return known([])
  const [own, ...above] = texts.ofPem(pemOf(found.value, 'tls.crt'))
  return known(own?.isCa === true ? [own, ...above, ...texts.ofPem(pemOf(found.value, 'ca.crt'))] : [])
}

/** Requests that were answered, the latest first: by issuer, and by the Secret that the answer was for. */
interface Answered {
  readonly byIssuer: RefMap<CertificateRequest[]>
  readonly bySecret: RefMap<CertificateRequest[]>
}

const answeredRequests = (view: View): Answered => {
  const byIssuer = new RefMap<CertificateRequest[]>()
  const bySecret = new RefMap<CertificateRequest[]>()
  const answered = valueOr(view.fact(certificateRequests), []).filter(({ready}) => ready?.status === 'True')
  for (const request of answered.toSorted((a, b) => (b.created ?? 0) - (a.created ?? 0))) {
    const issuer = issuerOf(request.issuer, request.namespace)
    if (issuer !== null) byIssuer.ensure(issuer, () => []).push(request)
  }
  for (const {namespace, secretName, requests} of valueOr(view.fact(certificates), [])) {
    const own = requests.filter(({ready}) => ready?.status === 'True')
    if (own.length > 0) bySecret.ensure({kind: 'core/secrets', namespace, name: secretName}, () => []).push(...own)
  }
  return {byIssuer, bySecret}
}

/** What came with the latest answer for the CA's own certificate, else with the latest answer of the issuer. */
const answeredAuthorities = (
  view: View,
  issuer: ObjectRef,
  secret: ObjectRef | undefined,
  {byIssuer, bySecret}: Answered,
): Reading<readonly X509[]> | undefined => {
  const requests = [...((secret && bySecret.get(secret)) ?? []), ...(byIssuer.get(issuer) ?? [])]
  for (const request of requests) {
    const found = authoritiesIn(view, request)
    if (found.length > 0) return known(found)
  }
  return undefined
}

/** The CA certificates that came with an answer: all but a leaf. */
const authoritiesIn = (view: View, {object}: CertificateRequest): readonly X509[] => {
  const read = valueOr(view.fact(certificateTexts), undefined)
  return ['certificate', 'ca'].flatMap(field => {
    const bundle = read?.ofBase64(text(object.body, 'status', field))
    return bundle?.is === 'certificates' ? bundle.certificates.filter(({isCa}) => isCa) : []
  })
}
