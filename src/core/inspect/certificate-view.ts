import type {Certificate} from '../x509/certificate.ts'
import {DerReader} from '../x509/der/der.ts'
import {hex} from '../x509/der/der-values.ts'
import {EXTENSION} from '../x509/extension/extension.ts'
import {readDistributionPoints, readInformationAccess} from '../x509/extension/information-access.ts'
import type {IpRange, Subtrees} from '../x509/extension/name-constraints.ts'
import {readStepProvisioner, STEP_PROVISIONER, type StepProvisioner} from '../x509/extension/step-provisioner.ts'
import type {PublicKey} from '../x509/key/public-key.ts'
import type {GeneralName, GeneralNameKind} from '../x509/name/general-name.ts'
import {ipText} from '../x509/name/ip.ts'
import {isSelfSigned} from '../x509/path/path.ts'
import {timeText} from '../x509/path/reason.ts'
import {pemOfDer} from '../x509/pem/pem-text.ts'

/** One of the names that a certificate is for; `type` is the OID of an otherName. */
export interface NameView {
  readonly kind: GeneralNameKind
  readonly value: string
  readonly type?: string
}

export interface KeyView {
  /** `ECDSA P-256`, `RSA 2048`. */
  readonly algorithm: string
  readonly bits: number
  /** `sha256:<hex>` of the SubjectPublicKeyInfo. */
  readonly hash: string
}

/** A certificate as machine output has it. Times are RFC 3339, identifiers lower-case hex, names as in RFC 4514. */
export interface CertificateView {
  /** `sha256:<hex>` of the whole certificate. */
  readonly fingerprint: string
  readonly subject: string
  readonly commonName?: string
  readonly issuer: string
  readonly isSelfSigned: boolean
  readonly serialNumber: string
  readonly notBefore: string
  readonly notAfter: string
  readonly sans: readonly NameView[]
  readonly key: KeyView
  readonly signature: string
  readonly isCa: boolean
  readonly pathLength?: number
  readonly keyUsage?: readonly string[]
  readonly extendedKeyUsage?: readonly string[]
  readonly subjectKeyId?: string
  readonly authorityKeyId?: string
  readonly nameConstraints?: {readonly permitted: readonly string[]; readonly excluded: readonly string[]}
  readonly policies?: readonly string[]
  /** Who has authorized it, where step-ca says so. */
  readonly stepProvisioner?: StepProvisioner
  /** Of authorityInfoAccess and cRLDistributionPoints. They are shown and never asked. */
  readonly urls?: readonly {readonly for: string; readonly url: string}[]
  /** Extensions that make it invalid, because nobody understands them and they are critical. */
  readonly unknownCritical?: readonly string[]
  readonly pem: string
}

export const certificateView = (certificate: Certificate): CertificateView => {
  const {subject, issuer, signatureAlgorithm, unknownCriticalExtensions} = certificate
  return {
    fingerprint: certificate.fingerprint,
    subject: String(subject),
    ...(subject.commonName !== undefined && {commonName: subject.commonName}),
    issuer: String(issuer),
    isSelfSigned: isSelfSigned(certificate),
    serialNumber: certificate.serialNumber,
    notBefore: timeText(certificate.notBefore),
    notAfter: timeText(certificate.notAfter),
    sans: certificate.sans.map(nameView),
    key: keyView(certificate.publicKey),
    signature: signatureAlgorithm.name,
    isCa: certificate.isCa,
    ...usagesOf(certificate),
    ...identifiersOf(certificate),
    ...constraintsOf(certificate),
    ...(unknownCriticalExtensions.length > 0 && {unknownCritical: unknownCriticalExtensions}),
    pem: pemOfDer(certificate.der),
  }
}

export const nameView = ({kind, value, type}: GeneralName): NameView => ({
  kind,
  value,
  ...(type !== undefined && {type}),
})

export const keyView = (key: PublicKey): KeyView => ({algorithm: String(key), bits: key.bits, hash: key.hash})

const usagesOf = ({keyUsage, extendedKeyUsage, pathLength}: Certificate) => ({
  ...(pathLength !== undefined && {pathLength}),
  ...(keyUsage !== undefined && {keyUsage}),
  ...(extendedKeyUsage !== undefined && {extendedKeyUsage}),
})

const identifiersOf = ({ski, aki}: Certificate) => ({
  ...(ski !== undefined && {subjectKeyId: ski}),
  ...(aki !== undefined && {authorityKeyId: aki}),
})

const constraintsOf = (certificate: Certificate) => {
  const {nameConstraints, values} = certificate
  const provisioner = provisionerOf(certificate)
  const urls = urlsOf(certificate)
  return {
    ...(nameConstraints !== undefined && {
      nameConstraints: {
        permitted: subtreeTexts(nameConstraints.permitted),
        excluded: subtreeTexts(nameConstraints.excluded),
      },
    }),
    ...(values.policies.length > 0 && {policies: values.policies}),
    ...(provisioner !== undefined && {stepProvisioner: provisioner}),
    ...(urls.length > 0 && {urls}),
  }
}

const provisionerOf = ({extensions}: Certificate): StepProvisioner | undefined => {
  const found = extensions.find(({oid}) => oid === STEP_PROVISIONER)
  return found === undefined ? undefined : readStepProvisioner(found.value)
}

const urlsOf = (certificate: Certificate): readonly {for: string; url: string}[] => {
  const access = certificate.extension(EXTENSION.authorityInfoAccess)
  const points = certificate.extension(EXTENSION.cRLDistributionPoints)
  return [
    ...(access === undefined ? [] : readInformationAccess(new DerReader(access.value))).map(({method, uri}) => ({
      for: method,
      url: uri,
    })),
    ...(points === undefined ? [] : readDistributionPoints(new DerReader(points.value))).map(url => ({
      for: 'CRL',
      url,
    })),
  ]
}

const subtreeTexts = ({dns, email, uri, ip, others}: Subtrees): readonly string[] => [
  ...dns.map(base => `DNS:${base}`),
  ...ip.map(range => `IP:${rangeText(range)}`),
  ...email.map(base => `email:${base}`),
  ...uri.map(base => `URI:${base}`),
  ...others.map(({kind, value}) => `${kind}:${value}`),
]

/** `10.0.0.0/8`. */
const rangeText = ({address, mask}: IpRange): string => {
  const ones = [...mask].reduce((sum, byte) => sum + byte.toString(2).replaceAll('0', '').length, 0)
  return `${ipText(address)}/${ones}`
}

/** For columns of bytes: `3f:a0:11`. */
export const colonHex = (bytes: Uint8Array | string): string =>
  (typeof bytes === 'string' ? bytes : hex(bytes)).replace(/..(?=.)/g, '$&:')
