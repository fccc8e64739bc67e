import {type CertificateView, certificateView, colonHex} from '../../core/inspect/certificate-view.ts'
import type {Certificate} from '../../core/x509/certificate.ts'
import {derOutline} from '../../core/x509/der/der-outline.ts'
import {EXTENSION, type ShownExtension} from '../../core/x509/extension/extension.ts'
import {authorityKeyIdentifierFields} from '../../core/x509/extension/key-identifier.ts'
import {readStepProvisioner, STEP_PROVISIONER} from '../../core/x509/extension/step-provisioner.ts'
import {type KeyPart, publicKeyParts} from '../../core/x509/key/public-key-parts.ts'
import {shownName} from '../../core/x509/name/general-name.ts'
import {shown} from '../escape.ts'

/** One certificate in full: every field, every extension (those without a name as an outline of their bytes), every byte of key and signature. */
export const certificateText = (certificate: Certificate): string => {
  const view = certificateView(certificate)
  const {version, publicKey, signatureAlgorithm, signature} = certificate
  return `${[
    'Certificate:',
    `    Version: ${version}`,
    `    Serial Number: ${colonHex(view.serialNumber)} (${BigInt(`0x${view.serialNumber}`)})`,
    `    Signature Algorithm: ${shown(signatureAlgorithm.name)}`,
    `    Issuer: ${shown(view.issuer)}`,
    '    Validity',
    `        Not Before: ${view.notBefore}`,
    `        Not After : ${view.notAfter}`,
    `    Subject: ${shown(view.subject)}`,
    '    Subject Public Key Info:',
    `        Public Key Algorithm: ${shown(String(publicKey))} (${publicKey.bits} bit)`,
    ...publicKeyParts(publicKey).flatMap(partLines),
    ...(certificate.extensions.length === 0 ? [] : ['    X509v3 extensions:']),
    ...certificate.extensions.flatMap(extension => extensionLines(extension, {certificate, view})),
    `    Signature Algorithm: ${shown(signatureAlgorithm.name)}`,
    ...bytesLines(signature, 8),
    `    SHA-256 Fingerprint: ${colonHex(view.fingerprint.replace(/^sha256:/, ''))}`,
    `    SPKI SHA-256: ${colonHex(view.key.hash.replace(/^sha256:/, ''))}`,
  ].join('\n')}\n`
}

/** Small numbers stand on the line. */
const partLines = ({name, bytes}: KeyPart): readonly string[] =>
  bytes.length <= 6
    ? [`        ${name}: ${Buffer.from(bytes).readUIntBE(0, bytes.length)}`]
    : [`        ${name}:`, ...bytesLines(bytes, 12)]

/** Rows of 20 bytes. */
const bytesLines = (bytes: Uint8Array, indent: number): readonly string[] =>
  (colonHex(bytes).match(/.{1,60}/g) ?? []).map(row => ' '.repeat(indent) + row)

const NONE = new Uint8Array()

interface Shown {
  readonly certificate: Certificate
  readonly view: CertificateView
}

const extensionLines = (extension: ShownExtension, all: Shown): readonly string[] => {
  const {name, oid, critical, value} = extension
  const named = oid === STEP_PROVISIONER ? 'step provisioner' : name
  const lines = (EXTENSIONS[extension.id]?.(all) ?? provisionerLines(extension)) || []
  const outline = derOutline(value).map(({depth, text}) => `${'  '.repeat(depth)}${text}`)
  return [
    `        ${named}${named === oid ? '' : ` (${oid})`}:${critical ? ' critical' : ''}`,
    ...(lines.length > 0 ? lines : outline).map(line => `            ${shown(line)}`),
  ]
}

const provisionerLines = ({oid, value}: ShownExtension): readonly string[] => {
  const provisioner = oid === STEP_PROVISIONER ? readStepProvisioner(value) : undefined
  if (provisioner === undefined) return []
  const {type, name, credential} = provisioner
  return [`Type: ${type}`, `Name: ${name}`, ...(credential === '' ? [] : [`CredentialID: ${credential}`])]
}

/** Extensions that are told in words. What else they may hold, such as the qualifiers of policies, only the outline has. */
const EXTENSIONS: Readonly<Record<number, (all: Shown) => readonly string[]>> = {
  [EXTENSION.keyUsage]: ({view}) => [(view.keyUsage ?? []).join(', ')],
  [EXTENSION.extKeyUsage]: ({view}) => [(view.extendedKeyUsage ?? []).join(', ')],
  [EXTENSION.basicConstraints]: ({view: {isCa, pathLength}}) => [
    `CA:${isCa ? 'TRUE' : 'FALSE'}${pathLength === undefined ? '' : `, pathlen:${pathLength}`}`,
  ],
  [EXTENSION.subjectAltName]: ({certificate}) => certificate.sans.map(shownName),
  [EXTENSION.subjectKeyIdentifier]: ({view}) => [colonHex(view.subjectKeyId ?? '')],
  [EXTENSION.authorityKeyIdentifier]: ({certificate, view}) => {
    const fields = authorityKeyIdentifierFields(certificate.extension(EXTENSION.authorityKeyIdentifier)?.value ?? NONE)
    return fields.join() === 'keyIdentifier' ? [`keyid:${colonHex(view.authorityKeyId ?? '')}`] : []
  },
  [EXTENSION.nameConstraints]: ({view}) => [
    ...(view.nameConstraints?.permitted ?? []).map(each => `Permitted: ${each}`),
    ...(view.nameConstraints?.excluded ?? []).map(each => `Excluded: ${each}`),
  ],
}
