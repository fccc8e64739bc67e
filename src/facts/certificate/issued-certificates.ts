import {given} from '../../core/given.ts'
import {known, type Reading, valueOr} from '../../core/knowing.ts'
import {type KubeObject, text} from '../../core/kube/object.ts'
import {type ObjectRef, ref} from '../../core/kube/ref.ts'
import {RefMap} from '../../core/kube/ref-map.ts'
import type {Fact, View} from '../../core/kube/view.ts'
import type {Certificate as X509} from '../../core/x509/certificate.ts'
import {issuerOf} from '../issuer/issuer-ref.ts'
import {type Issuer, issuers} from '../issuer/issuers.ts'
import type {CertificateRequest} from './certificate-requests.ts'
import {certificateTexts} from './certificate-texts.ts'
import {type Certificate, certificates} from './certificates.ts'
import {sharedSecrets} from './shared-secrets.ts'
import {signersOf, type TlsSecret, tlsSecrets} from './tls-secrets.ts'

/** An X.509 certificate in use, and where it comes from. */
export interface IssuedCertificate {
  readonly leaf: X509
  /** What is served behind it. */
  readonly above: readonly X509[]
  /** The CA that came with it (`ca.crt`). */
  readonly authorities: readonly X509[]
  /** The Secret that holds it; undefined where that was not read, and the certificate is known by a request. */
  readonly secret?: KubeObject
  /** The Certificate that it was issued for, where there is one. */
  readonly certificate?: Certificate
  /** The same, and whether it is known that there is none. */
  readonly maker: Reading<Certificate | null>
  /** The issuer that this Certificate names, where it was seen. */
  readonly issuer?: Issuer
  /** The request that was answered with it, as long as it is there. */
  readonly request?: CertificateRequest
  /** An issuer that signs with it. */
  readonly signs?: Issuer
}

/**
 * Every certificate that a Secret holds; of Certificates whose Secret may not be read, what the request of their revision was
 * answered with.
 */
export const issuedCertificates: Fact<readonly IssuedCertificate[]> = {
  name: 'issued certificates',
  of: ['core/secrets', 'cert-manager.io/certificates'],
  reads: [...new Set([...certificates.reads, ...tlsSecrets.reads, ...issuers.of, ...issuers.reads])],
  derive: view => {
    const stored = view.fact(tlsSecrets)
    const all = view.fact(certificates)
    if (!stored.known && !all.known) return stored
    const issuersByRef = new RefMap<Issuer>()
    for (const issuer of valueOr(view.fact(issuers), [])) issuersByRef.set(issuer.object.ref, issuer)
    const signers = signersOf(view)
    return known([
      ...valueOr(stored, []).flatMap(secret => ofSecret(secret, issuersByRef)),
      ...unread(view, valueOr(all, [])).flatMap(certificate => {
        const signs = signers.get(secretOf(certificate))
        return ofRequest(view, certificate, issuersByRef).map(issued => ({...issued, ...given({signs})}))
      }),
    ])
  },
}

const ofSecret = (secret: TlsSecret, issuersByRef: RefMap<Issuer>): readonly IssuedCertificate[] => {
  const {object, maker, authorities, signs} = secret
  const [leaf, ...above] = secret.chain
  if (leaf === undefined) return []
  const certificate = valueOr(maker, null) ?? undefined
  const more = certificate === undefined ? {} : {certificate, ...partsOf(certificate, issuersByRef)}
  return [{leaf, above, authorities, secret: object, maker, ...more, ...given({signs})}]
}

const partsOf = (certificate: Certificate, issuersByRef: RefMap<Issuer>) => {
  const target = issuerOf(certificate.issuer, certificate.namespace)
  return given({
    issuer: target === null ? undefined : issuersByRef.get(target),
    request: certificate.requests.find(
      ({revision, ready}) => revision !== undefined && revision === certificate.revision && ready?.status === 'True',
    ),
  })
}

/** Certificates whose Secret could not be looked at. */
const unread = (view: View, all: readonly Certificate[]): readonly Certificate[] => {
  if (view.isClosed('core/secrets')) return []
  const losers = new Set(valueOr(view.fact(sharedSecrets), []).map(({certificate}) => certificate))
  return all.filter(certificate => !losers.has(certificate) && !view.find(secretOf(certificate)).known)
}

const secretOf = ({namespace, secretName}: Certificate): ObjectRef => ref('core/secrets', namespace, secretName)

const ofRequest = (
  view: View,
  certificate: Certificate,
  issuersByRef: RefMap<Issuer>,
): readonly IssuedCertificate[] => {
  const {request, issuer} = partsOf(certificate, issuersByRef)
  const texts = valueOr(view.fact(certificateTexts), undefined)
  if (request === undefined || texts === undefined) return []
  const read = (field: string): readonly X509[] => {
    const bundle = texts.ofBase64(text(request.object.body, 'status', field))
    return bundle.is === 'certificates' ? bundle.certificates : []
  }
  const [leaf, ...above] = read('certificate')
  if (leaf === undefined) return []
  const more = given({issuer})
  return [{leaf, above, authorities: read('ca'), certificate, maker: known(certificate), request, ...more}]
}
