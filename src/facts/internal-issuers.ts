import {known, type Reading, type Unknown, unknown, valueOr} from '../core/knowing.ts'
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
  if (secret === undefined) {
    return issuedAuthorities(view, object.ref, resourceNamespace?.known === false ? resourceNamespace.because : NOWHERE)
  }
  const found = view.find(secret)
  if (!found.known) return issuedAuthorities(view, object.ref, found.because)
  const texts = valueOr(view.fact(certificateTexts), undefined)
  if (found.value === null || texts === undefined) return known([])
  const [own, ...above] = texts.ofPem(pemOf(found.value, 'tls.crt'))
  return known(own?.isCa === true ? [own, ...above, ...texts.ofPem(pemOf(found.value, 'ca.crt'))] : [])
}

/** Where its Secret is not read: what came with the latest certificate that the issuer has signed. */
const issuedAuthorities = (view: View, issuer: ObjectRef, because: Unknown): Reading<readonly X509[]> => {
  const read = valueOr(view.fact(certificateTexts), undefined)
  const latest = valueOr(view.fact(certificateRequests), [])
    .filter(({issuer: named, namespace, ready}) => {
      const target = issuerOf(named, namespace)
      return ready?.status === 'True' && target !== null && refKey(target) === refKey(issuer)
    })
    .sort((a, b) => (b.created ?? 0) - (a.created ?? 0))[0]
  const ofField = (name: string): readonly X509[] => {
    const bundle = read?.ofBase64(text(latest?.object.body, 'status', name))
    return bundle?.is === 'certificates' ? bundle.certificates : []
  }
  const found = [...ofField('certificate').slice(1), ...ofField('ca')]
  return found.length > 0 ? known(found) : {known: false, because}
}
