import {known, type Reading, valueOr} from '../../core/knowing.ts'
import {type Path, texts} from '../../core/kube/object.ts'
import type {ObjectRef} from '../../core/kube/ref.ts'
import {RefMap} from '../../core/kube/ref-map.ts'
import type {Fact, View} from '../../core/kube/view.ts'
import type {Certificate as X509} from '../../core/x509/certificate.ts'
import {isSelfSigned} from '../../core/x509/path/path.ts'
import {type CertificateRequest, certificateRequests} from '../certificate/certificate-requests.ts'
import {type Certificate, certificates} from '../certificate/certificates.ts'
import {privateTrust} from '../trust/private-trust.ts'
import {issuerAuthorities} from './issuer-authorities.ts'
import {issuerOf} from './issuer-ref.ts'
import {type Issuer, issuers} from './issuers.ts'

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
  reads: [...new Set([...issuerAuthorities.reads, ...certificates.of, ...certificates.reads, ...privateTrust.of])],
  derive: view => {
    const all = view.fact(issuers)
    if (!all.known) return all
    const uses = usesByIssuer(view)
    return known(
      all.value
        .filter(({type}) => type === 'ca' || type === 'step')
        .flatMap(issuer => {
          const own = uses.get(issuer.object.ref) ?? []
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
const usesByIssuer = (view: View): RefMap<readonly Use[]> => {
  const uses = new RefMap<Use[]>()
  const add = ({issuer, namespace}: Certificate | CertificateRequest, use: Use) => {
    const target = issuerOf(issuer, namespace)
    if (target !== null) uses.ensure(target, () => []).push(use)
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
  const known = valueOr(view.fact(issuerAuthorities), undefined)
  if (known === undefined) return null
  const authorities = known.of(issuer)
  if (type === 'step') return {issuer, path: ['spec', 'caBundle'], authorities, isLocal: false}
  const secret = secrets.find(({purpose}) => purpose === 'signing')?.target
  const own = authorities.known ? authorities.value[0] : undefined
  const isLocal = object.ref.namespace !== undefined && own !== undefined && isSelfSigned(own)
  return {issuer, path: ['spec', 'ca', 'secretName'], authorities, isLocal, ...(secret !== undefined && {secret})}
}
