import {context, contextConstructed, DerError, DerReader, TAG} from './der/der.ts'
import {readBitString, readInteger, smallInteger} from './der/der-values.ts'
import {readOid} from './der/oid.ts'
import {readTime} from './der/time.ts'
import {type Extension, readOptionalExtensions} from './extension/extension.ts'
import {type ExtensionValues, readExtensionValues} from './extension/extension-values.ts'
import type {Span} from './extension/key-identifier.ts'
import {type PublicKey, readPublicKey} from './key/public-key.ts'
import {readName} from './name/name.ts'

/** Larger certificates are refused before they are looked at. */
export const MAX_CERTIFICATE_BYTES = 1024 * 1024

/** Where the parts of a certificate are, after all of it was checked. Spans are offsets into the DER. */
export interface CertificateLayout {
  readonly version: 1 | 2 | 3
  readonly signedPart: Span
  readonly serial: Span
  /** Content of the AlgorithmIdentifier. */
  readonly algorithm: Span
  readonly issuer: Span
  readonly notBefore: number
  readonly notAfter: number
  readonly subject: Span
  readonly publicKey: PublicKey
  readonly extensions: readonly Extension[]
  readonly values: ExtensionValues
  readonly signature: Span
}

/**
 * Certificate (RFC 5280 §4.1). Inside the signed part it takes what Go takes; outside of it, where a change would not
 * break the signature, it is strict: nothing may follow, and both algorithm identifiers are the same bytes.
 */
export const readCertificateLayout = (der: Uint8Array): CertificateLayout => {
  if (der.length > MAX_CERTIFICATE_BYTES) throw new DerError('too-large', 0, 'certificate is larger than 1 MiB')
  const reader = new DerReader(der)
  const outer = reader.enter(TAG.sequence, 'certificate')
  const signedEnd = reader.enter(TAG.sequence, 'tbsCertificate')
  const signedPart = {from: reader.start, to: reader.end}
  const head = readHead(reader)
  const body = readBody(reader)
  const extensions = head.version === 3 ? readOptionalExtensions(reader, 3) : []
  reader.leave(signedEnd)
  const signature = readSignature(reader, head.algorithm)
  reader.finish(outer, 'certificate')
  if (!reader.isEmpty) throw new DerError('trailing-data', reader.at, 'certificate is followed by more')
  return {...head, ...body, signedPart, extensions, signature, values: readExtensionValues(der, extensions)}
}

/** version, serialNumber, signature (§4.1.2.1–3). */
const readHead = (reader: DerReader) => {
  const version = readVersion(reader)
  if (readInteger(reader, 'serial number'))
    throw new DerError('negative-serial', reader.start, 'serial number is negative')
  const serial = {from: reader.from, to: reader.to}
  const outer = reader.enter(TAG.sequence, 'signature algorithm')
  const algorithm = {from: reader.at, to: reader.end}
  readOid(reader, 'signature algorithm')
  if (!reader.isEmpty) reader.next('signature algorithm parameters')
  reader.leave(outer)
  return {version, serial, algorithm}
}

const readVersion = (reader: DerReader): 1 | 2 | 3 => {
  if (!reader.peek(contextConstructed(0))) return 1
  const outer = reader.enter(contextConstructed(0), 'version')
  const negative = readInteger(reader, 'version')
  const version = smallInteger(reader)
  reader.finish(outer, 'version')
  if (negative || version > 2) throw new DerError('bad-version', reader.start, 'version is none of 1, 2 and 3')
  return (version + 1) as 1 | 2 | 3
}

/** issuer, validity, subject, subjectPublicKeyInfo, unique identifiers (§4.1.2.4–8). */
const readBody = (reader: DerReader) => {
  const issuer = readNameSpan(reader, 'issuer')
  const validity = reader.enter(TAG.sequence, 'validity')
  const notBefore = readTime(reader, 'notBefore')
  const notAfter = readTime(reader, 'notAfter')
  reader.leave(validity)
  const subject = readNameSpan(reader, 'subject')
  const publicKey = readPublicKey(reader)
  reader.optional(context(1), 'issuerUniqueID')
  reader.optional(context(2), 'subjectUniqueID')
  return {issuer, notBefore, notAfter, subject, publicKey}
}

const readNameSpan = (reader: DerReader, what: string): Span => {
  const from = reader.at
  readName(reader, what)
  return {from, to: reader.at}
}

/** signatureAlgorithm and signatureValue (§4.1.1.2–3). */
const readSignature = (reader: DerReader, inner: Span): Span => {
  reader.expect(TAG.sequence, 'outer signature algorithm')
  const {bytes, from, to} = reader
  let same = to - from === inner.to - inner.from
  for (let i = 0; same && i < to - from; i++) same = bytes[from + i] === bytes[inner.from + i]
  if (!same) throw new DerError('algorithm-mismatch', from, 'inner and outer signature algorithm differ')
  if (readBitString(reader, 'signature') !== 0)
    throw new DerError('bad-bit-string', reader.start, 'signature has unused bits')
  return {from: reader.from, to: reader.to}
}
