import {known, type Reading, unknown, valueOr} from '../core/knowing.ts'
import {type Path, text, texts} from '../core/kube/object.ts'
import {type ObjectRef, refKey} from '../core/kube/ref.ts'
import {pemOf} from '../core/kube/secret.ts'
import type {Fact, View} from '../core/kube/view.ts'
import type {Certificate as X509} from '../core/x509/certificate.ts'
import {isSelfSigned} from '../core/x509/path.ts'
import {type CertificateRequest, certificateRequests} from './certificate-requests.ts'
import {certificateTexts} from './certificate-texts.ts'
import {type Certificate, certificates} from './certificates.ts'
import {issuerOf} from './issuer-ref.ts'
import {type Issuer, issuers} from './issuers.ts'
import {privateTrust} from './private-trust.ts'

/** An issuer with a CA of our own that signs what others verify. */
export interface InternalIssuer {
  readonly issuer: Issuer
  /** Of what says which CA it is. */
  readonly path: Path
  /** Of CA issuers: where the CA is. */
  readonly secret?: ObjectRef
  /** The certificate that signs, then those above it as far as they are known; none where there is no CA yet. */
  readonly authorities: Reading<readonly X509[]>
  /** Its root was made for its own namespace alone, so that pods of others need not know it. */
  readonly isLocal: boolean
}

/**
 * CA and Step issuers whose leaf certificates others than the API server verify. Not among them: issuers that nobody uses or
 * that sign CAs only, and CAs of a single namespace whose certificates are also for clients (members of one application, who
 * take `ca.crt` from their own Secret).
 */
export const internalIssuers: Fact<readonly InternalIssuer[]> = {
  name: 'internal issuers',
  of: issuers.of,
  reads: [
    ...new Set([
      ...issuers.reads,
      ...certificates.of,
      ...certificates.reads,
      ...privateTrust.of,
      'core/secrets' as const,
    ]),
  ],
  derive: view => {
    const all = view.fact(issuers)
    if (!all.known) return all
    const uses = usesByIssuer(view)
    return known(
      all.value
        .filter(({type}) => type === 'ca' || type === 'step')
        .flatMap(issuer => {
          const own = uses.get(refKey(issuer.object.ref)) ?? []
          const internal = own.length === 0 ? null : internalIssuer(view, issuer)
          return internal === null || (internal.isLocal && own.some(isForClients)) ? [] : [internal]
        }),
    )
  },
}

/** Of a Certificate or a request that nobody made for one. */
type Use = readonly string[]

const isForClients = (usages: Use): boolean => usages.includes('client auth')

/** The usages of every leaf that is or was asked for, by issuer. */
const usesByIssuer = (view: View): ReadonlyMap<string, readonly Use[]> => {
  const uses = new Map<string, Use[]>()
  const add = ({issuer, namespace}: Certificate | CertificateRequest, use: Use) => {
    const target = issuerOf(issuer, namespace)
    if (target === null) return
    const before = uses.get(refKey(target))
    if (before === undefined) uses.set(refKey(target), [use])
    else before.push(use)
  }
  const forApiServer = valueOr(view.fact(privateTrust), undefined)
  for (const certificate of valueOr(view.fact(certificates), [])) {
    if (certificate.isCa || forApiServer?.holds(certificate) === true) continue
    add(certificate, texts(certificate.object.body, 'spec', 'usages'))
  }
  for (const request of valueOr(view.fact(certificateRequests), [])) {
    if (!request.isCa && request.certificateName === undefined) add(request, request.usages)
  }
  return uses
}

const internalIssuer = (view: View, issuer: Issuer): InternalIssuer | null => {
  const {object, type, secrets} = issuer
  const read = valueOr(view.fact(certificateTexts), undefined)
  if (read === undefined) return null
  if (type === 'step') {
    const bundle = read.ofBase64(text(object.body, 'spec', 'caBundle'))
    const authorities = known(bundle.is === 'certificates' ? bundle.certificates : [])
    return {issuer, path: ['spec', 'caBundle'], authorities, isLocal: false}
  }
  const secret = secrets.find(({purpose}) => purpose === 'signing')?.target
  const authorities = authoritiesOf(view, issuer, secret)
  const own = authorities.known ? authorities.value[0] : undefined
  const isLocal = object.ref.namespace !== undefined && own !== undefined && isSelfSigned(own)
  return {issuer, path: ['spec', 'ca', 'secretName'], authorities, isLocal, ...(secret !== undefined && {secret})}
}

const NOWHERE = unknown('undeclared', 'it is not known where its Secret is').because

const authoritiesOf = (
  view: View,
  {object, resourceNamespace}: Issuer,
  secret: ObjectRef | undefined,
): Reading<readonly X509[]> => {
  if (text(object.body, 'spec', 'ca', 'secretName') === undefined) return known([])
  const unplaced = resourceNamespace?.known === false ? resourceNamespace.because : NOWHERE
  const found = secret === undefined ? {known: false as const, because: unplaced} : view.find(secret)
  const texts = valueOr(view.fact(certificateTexts), undefined)
  if (!found.known) {
    const issued = [...ownRequests(view, secret), ...signedRequests(view, object.ref)].map(request =>
      issuedAuthorities(view, request),
    )
    const [best] = issued.filter(authorities => authorities.length > 0)
    return best === undefined ? found : known(best)
  }
  if (found.value === null || texts === undefined) return known([])
  const [own, ...above] = texts.ofPem(pemOf(found.value, 'tls.crt'))
  return known(own?.isCa === true ? [own, ...above, ...texts.ofPem(pemOf(found.value, 'ca.crt'))] : [])
}

/** Requests that were answered with a certificate for the CA itself, the latest first. */
const ownRequests = (view: View, secret: ObjectRef | undefined): readonly CertificateRequest[] =>
  valueOr(view.fact(certificates), [])
    .filter(({namespace, secretName}) => secret?.namespace === namespace && secret.name === secretName)
    .flatMap(({requests}) => requests)
    .filter(isReady)

/** Requests that the issuer has answered, the latest first. */
const signedRequests = (view: View, issuer: ObjectRef): readonly CertificateRequest[] =>
  valueOr(view.fact(certificateRequests), [])
    .filter(request => {
      const target = issuerOf(request.issuer, request.namespace)
      return isReady(request) && target !== null && refKey(target) === refKey(issuer)
    })
    .sort((a, b) => (b.created ?? 0) - (a.created ?? 0))

const isReady = ({ready}: CertificateRequest): boolean => ready?.status === 'True'

/** The CA certificates that came with an answer: all but a leaf. */
const issuedAuthorities = (view: View, {object}: CertificateRequest): readonly X509[] => {
  const read = valueOr(view.fact(certificateTexts), undefined)
  return ['certificate', 'ca'].flatMap(field => {
    const bundle = read?.ofBase64(text(object.body, 'status', field))
    return bundle?.is === 'certificates' ? bundle.certificates.filter(({isCa}) => isCa) : []
  })
}
