import {known, type Reading, unknown, valueOr} from '../../core/knowing.ts'
import {isBeingDeleted, type KubeObject, text} from '../../core/kube/object.ts'
import {RefMap} from '../../core/kube/ref-map.ts'
import {type DataKey, dataEntry, pemOf} from '../../core/kube/secret.ts'
import type {Fact, View} from '../../core/kube/view.ts'
import type {Certificate as X509} from '../../core/x509/certificate.ts'
import type {PemProblem} from '../../core/x509/pem/pem.ts'
import {type Issuer, issuers} from '../issuer/issuers.ts'
import {type CertificateTexts, certificateTexts} from './certificate-texts.ts'
import {type Certificate, certificates} from './certificates.ts'
import {sharedSecrets} from './shared-secrets.ts'

/** A Secret that is meant to hold a certificate and its private key. */
export interface TlsSecret {
  readonly object: KubeObject
  /** What stands in `tls.crt`, in its order: the first is what is served. */
  readonly chain: readonly X509[]
  /** What in `tls.crt` could not be read, by line. */
  readonly problems: readonly PemProblem[]
  /** What stands in `ca.crt`. */
  readonly authorities: readonly X509[]
  /** What stands in `tls.key`. */
  readonly keys: readonly DataKey[]
  /** The Certificate that stores into it; null where there is none. */
  readonly maker: Reading<Certificate | null>
  /** An issuer that signs with it. What is wrong with the CA of an issuer is told of the issuer. */
  readonly signs?: Issuer
}

/** Secrets of type `kubernetes.io/tls`, with a certificate and a key as `tls.crt` and `tls.key`, or that a Certificate names. */
export const tlsSecrets: Fact<readonly TlsSecret[]> = {
  name: 'TLS Secrets',
  of: ['core/secrets'],
  reads: [...new Set([...certificates.of, ...certificates.reads, ...issuers.of, ...issuers.reads])],
  derive: view => {
    const secrets = view.list('core/secrets')
    const texts = view.fact(certificateTexts)
    if (!secrets.known) return secrets
    if (!texts.known) return texts
    const makers = makersOf(view)
    const signers = signersOf(view)
    const tls = secrets.value.filter(object => isTls(object) || makers.get(object.ref) !== undefined)
    return known(
      tls
        .filter(object => !isBeingDeleted(object))
        .map(object => {
          const signs = signers.get(object.ref)
          return {
            object,
            chain: texts.value.ofPem(pemOf(object, 'tls.crt')),
            problems: problemsOf(object, texts.value),
            authorities: texts.value.ofPem(pemOf(object, 'ca.crt')),
            keys: dataEntry(object, 'tls.key')?.keys ?? [],
            maker: makerOf(view, object, makers),
            ...(signs !== undefined && {signs}),
          }
        }),
    )
  },
}

/** Types of their own mean what they like by these keys: Cluster API keeps the keys of service accounts under them. */
const isTls = (object: KubeObject): boolean => {
  const type = text(object.body, 'type') ?? 'Opaque'
  if (type === 'kubernetes.io/tls') return true
  const certificate = dataEntry(object, 'tls.crt')
  if (certificate === undefined || dataEntry(object, 'tls.key') === undefined) return false
  return type === 'Opaque' || certificate.pem !== undefined
}

/** By the door, which sees the whole text, and by the parser, which sees the certificates. */
const problemsOf = (object: KubeObject, texts: CertificateTexts): readonly PemProblem[] => [
  ...(dataEntry(object, 'tls.crt')?.problems ?? []),
  ...texts.problemsIn(pemOf(object, 'tls.crt')),
]

/** The Certificate to which each Secret belongs. */
const makersOf = (view: View): RefMap<Certificate> => {
  const losers = new Set(valueOr(view.fact(sharedSecrets), []).map(({certificate}) => certificate))
  const makers = new RefMap<Certificate>()
  for (const certificate of valueOr(view.fact(certificates), [])) {
    const {namespace, secretName: name} = certificate
    if (!losers.has(certificate)) makers.set({kind: 'core/secrets', namespace, name}, certificate)
  }
  return makers
}

/** The issuers that sign with a Secret. */
export const signersOf = (view: View): RefMap<Issuer> => {
  const signers = new RefMap<Issuer>()
  for (const issuer of valueOr(view.fact(issuers), [])) {
    for (const {target, purpose} of issuer.secrets) if (purpose === 'signing') signers.set(target, issuer)
  }
  return signers
}

const makerOf = (view: View, {ref}: KubeObject, makers: RefMap<Certificate>): TlsSecret['maker'] => {
  const maker = makers.get(ref)
  if (maker !== undefined) return known(maker)
  if (view.isClosed('cert-manager.io/certificates', ref.namespace)) return known(null)
  const [gap] = view.gaps('cert-manager.io/certificates')
  return gap === undefined ? UNDECLARED : {known: false, because: gap.because}
}

const UNDECLARED = unknown('undeclared', 'a Certificate that is not in what was read may store into it')
