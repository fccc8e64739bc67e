import {known, type Reading, unknown} from '../knowing.ts'
import {contextConstructed, DerError, DerReader, TAG} from './der/der.ts'
import {readBitString, readInteger, smallInteger} from './der/der-values.ts'
import {oidText, readOid} from './der/oid.ts'
import {type KeyUsage, keyUsageNames} from './extension/basic-constraints.ts'
import {extendedKeyUsages} from './extension/extended-key-usage.ts'
import {
  EXTENSION,
  type Extension,
  readExtensions,
  refuseDuplicates,
  type ShownExtension,
  shownExtension,
} from './extension/extension.ts'
import {type ExtensionValues, readExtensionValues} from './extension/extension-values.ts'
import {type PublicKey, readPublicKey} from './key/public-key.ts'
import {type SignatureProblem, signatureProblem} from './key/signature.ts'
import {type SignatureAlgorithm, signatureAlgorithm} from './key/signature-algorithm.ts'
import {type GeneralName, generalNames} from './name/general-name.ts'
import {Name, readName} from './name/name.ts'
import {parsePem} from './pem/pem.ts'

/** An attribute of a request (RFC 2986 §4.1), with the DER of each of its values. */
export interface RequestAttribute {
  readonly oid: string
  /** `extensionRequest`, `challengePassword`, …; the OID where it has no usual name. */
  readonly name: string
  readonly values: readonly Uint8Array[]
}

const ATTRIBUTE_NAMES: Readonly<Record<string, string>> = {
  '1.2.840.113549.1.9.2': 'unstructuredName',
  '1.2.840.113549.1.9.7': 'challengePassword',
  '1.2.840.113549.1.9.8': 'unstructuredAddress',
  '1.2.840.113549.1.9.14': 'extensionRequest',
  '1.3.6.1.4.1.311.2.1.14': 'msExtensionRequest',
}

/** The attribute that Go and every CA here read extensions from (RFC 2985 §5.4.2). */
const EXTENSION_REQUEST = 'extensionRequest'

interface Parts {
  readonly signedPart: Uint8Array
  readonly version: number
  readonly subject: Name
  readonly publicKey: PublicKey
  readonly attributes: readonly RequestAttribute[]
  readonly signatureAlgorithm: SignatureAlgorithm
  readonly signature: Uint8Array
}

/** A certification request (PKCS#10, RFC 2986). All of it was checked when it was made, but for its signature. */
export class CertificateRequest {
  readonly der: Uint8Array
  /** As written: 0 is version 1, the only one there is. */
  readonly version: number
  readonly subject: Name
  readonly publicKey: PublicKey
  readonly attributes: readonly RequestAttribute[]
  readonly signatureAlgorithm: SignatureAlgorithm
  readonly signature: Uint8Array
  /** What the requester signed (certificationRequestInfo), DER. */
  readonly signedPart: Uint8Array
  /** What the requested extensions say. */
  readonly values: ExtensionValues
  /** Every requested extension, in order. */
  readonly extensions: readonly ShownExtension[]
  /** Every requested name, of all nine kinds. */
  readonly sans: readonly GeneralName[]

  constructor(der: Uint8Array, parts: Parts) {
    const extensions = requestedExtensions(der, parts.attributes)
    this.der = der
    this.version = parts.version
    this.subject = parts.subject
    this.publicKey = parts.publicKey
    this.attributes = parts.attributes
    this.signatureAlgorithm = parts.signatureAlgorithm
    this.signature = parts.signature
    this.signedPart = parts.signedPart
    this.values = readExtensionValues(der, extensions)
    this.extensions = extensions.map(extension => shownExtension(der, extension))
    const san = this.extension(EXTENSION.subjectAltName)
    this.sans = san === undefined ? [] : generalNames(san.value)
  }

  /** Whether a CA certificate is asked for. */
  get isCa(): boolean {
    return this.values.isCa
  }

  /** Undefined where the request does not ask for any. */
  get keyUsage(): readonly KeyUsage[] | undefined {
    return this.extension(EXTENSION.keyUsage) === undefined ? undefined : keyUsageNames(this.values.keyUsage)
  }

  /** Purposes by name or OID; undefined where the request does not ask for any. */
  get extendedKeyUsage(): readonly string[] | undefined {
    const extension = this.extension(EXTENSION.extKeyUsage)
    return extension === undefined ? undefined : extendedKeyUsages(extension.value)
  }

  /** The requested extension with one of the ids of `EXTENSION`, or undefined. */
  extension(id: number): ShownExtension | undefined {
    return this.extensions.find(extension => extension.id === id)
  }

  /**
   * Why the signature does not prove that the requester has the private key; undefined where it does. As in Go's
   * `CheckSignature`, SHA-1 is good enough here.
   */
  get signatureProblem(): SignatureProblem | undefined {
    return signatureProblem(this, this.publicKey, true)
  }
}

/** Parses one DER request with nothing behind it. Throws a `DerError`, and nothing else. */
export const parseCsr = (der: Uint8Array): CertificateRequest => {
  if (der.length > MAX_REQUEST_BYTES) throw new DerError('too-large', 0, 'request is larger than 1 MiB')
  const reader = new DerReader(der)
  const outer = reader.enter(TAG.sequence, 'request')
  const info = readInfo(reader)
  const algorithmStart = reader.enter(TAG.sequence, 'signature algorithm')
  const algorithm = der.subarray(reader.at, reader.end)
  readOid(reader, 'signature algorithm')
  if (!reader.isEmpty) reader.next('signature algorithm parameters')
  reader.finish(algorithmStart, 'signature algorithm')
  if (readBitString(reader, 'signature') !== 0)
    throw new DerError('bad-bit-string', reader.start, 'signature has unused bits')
  const signature = reader.content()
  reader.finish(outer, 'request')
  if (!reader.isEmpty) throw new DerError('trailing-data', reader.at, 'request is followed by more')
  return new CertificateRequest(der, {...info, signature, signatureAlgorithm: signatureAlgorithm(algorithm)})
}

const MAX_REQUEST_BYTES = 1024 * 1024

/** CertificationRequestInfo (RFC 2986 §4.1). */
const readInfo = (reader: DerReader) => {
  const start = reader.at
  const outer = reader.enter(TAG.sequence, 'certificationRequestInfo')
  readInteger(reader, 'version')
  if (reader.to - reader.from > 8) throw new DerError('bad-version', reader.start, 'version is out of range')
  const version = smallInteger(reader)
  const nameStart = reader.at
  readName(reader, 'subject')
  const subject = new Name(reader.bytes.subarray(nameStart, reader.at))
  const publicKey = readPublicKey(reader)
  if (!publicKey.isOnCurve) throw new DerError('bad-public-key', reader.start, 'public key is no point of its curve')
  const attributes = readAttributes(reader)
  reader.finish(outer, 'certificationRequestInfo')
  return {version, subject, publicKey, attributes, signedPart: reader.bytes.subarray(start, reader.at)}
}

const readAttributes = (reader: DerReader): readonly RequestAttribute[] => {
  const out: RequestAttribute[] = []
  const outer = reader.enter(contextConstructed(0), 'attributes')
  while (!reader.isEmpty) {
    const attribute = reader.enter(TAG.sequence, 'attribute')
    readOid(reader, 'attribute type')
    const oid = oidText(reader.bytes, reader.from, reader.to)
    const values: Uint8Array[] = []
    const set = reader.enter(TAG.set, 'attribute values')
    while (!reader.isEmpty) {
      reader.next('attribute value')
      values.push(reader.bytes.subarray(reader.start, reader.to))
    }
    reader.leave(set)
    reader.finish(attribute, 'attribute')
    out.push({oid, name: ATTRIBUTE_NAMES[oid] ?? oid, values})
  }
  reader.leave(outer)
  return out
}

/** The extensions of the extensionRequest attributes, as Go reads them: the first value of each; each OID once. */
const requestedExtensions = (der: Uint8Array, attributes: readonly RequestAttribute[]): readonly Extension[] => {
  const out: Extension[] = []
  for (const {name, values} of attributes) {
    const [value] = values
    if (name !== EXTENSION_REQUEST || value === undefined) continue
    const from = value.byteOffset - der.byteOffset
    out.push(...readExtensions(new DerReader(der, from, from + value.length), EXTENSION_REQUEST))
  }
  refuseDuplicates(out, der)
  return out
}

/** The request in a PEM text, as `spec.request` of a CertificateSigningRequest or CertificateRequest holds it. */
export const readCsr = (pem: string): Reading<CertificateRequest> => {
  const {blocks, problems} = parsePem(pem)
  const block = blocks.find(({label}) => label === 'CERTIFICATE REQUEST' || label === 'NEW CERTIFICATE REQUEST')
  if (block === undefined) return unknown('unreadable', problems[0]?.detail ?? 'holds no CERTIFICATE REQUEST in PEM')
  try {
    return known(parseCsr(block.der))
  } catch (error) {
    if (error instanceof DerError) return unknown('unreadable', error.message)
    throw error
  }
}
