import {context, contextConstructed, DerError, DerReader, TAG} from '../der/der.ts'
import {oidText, readOid} from '../der/oid.ts'
import {readDecryption} from './decrypt.ts'

/** The certificates of a PKCS#12 store, DER each, and why there may be more. */
export interface Pkcs12Certificates {
  readonly certificates: readonly Uint8Array[]
  readonly problem?: string
}

const DATA = '1.2.840.113549.1.7.1'
const ENCRYPTED_DATA = '1.2.840.113549.1.7.6'
const CERTIFICATE_BAG = '1.2.840.113549.1.12.10.1.3'
const X509_CERTIFICATE = '1.2.840.113549.1.9.22.1'

/** What trust stores are encrypted with, because they need no secret: cert-manager and Java say `changeit`, trust-manager nothing. */
export const PASSWORDS: readonly string[] = ['changeit', '']

/**
 * Reads a PKCS#12 store (RFC 7292) as far as its certificates. Its keys are skipped, and its integrity is not verified: that
 * would take the password, too, and prove nothing about certificates.
 * @param passwords to try, each in turn; without any only what stands in clear is read
 */
export const readPkcs12 = (bytes: Uint8Array, passwords = PASSWORDS): Pkcs12Certificates => {
  try {
    return certificatesIn(bytes, passwords)
  } catch (error) {
    if (!(error instanceof DerError)) throw error
    return {certificates: [], problem: error.message}
  }
}

const certificatesIn = (bytes: Uint8Array, passwords: readonly string[]): Pkcs12Certificates => {
  const reader = new DerReader(bytes)
  reader.enter(TAG.sequence, 'PFX')
  reader.expect(TAG.integer, 'version')
  const contents = safeContents(reader, passwords)
  const found = contents.flatMap(each => (each === null ? [] : bagsIn(each)))
  if (!contents.includes(null)) return {certificates: found}
  return {certificates: found, problem: 'is encrypted with a password that is neither "changeit" nor empty'}
}

/** Of the parts of a store that no password opens; programs write one or two. Each that is tried takes milliseconds. */
const MOST_CLOSED = 3

/** The SafeContents of the AuthenticatedSafe, decrypted; null for one that no password opens. */
const safeContents = (reader: DerReader, passwords: readonly string[]): readonly (Uint8Array | null)[] => {
  enterContent(reader, DATA)
  reader.expect(TAG.octetString, 'authSafe')
  const safes = new DerReader(reader.content())
  safes.enter(TAG.sequence, 'AuthenticatedSafe')
  const found: (Uint8Array | null)[] = []
  while (!safes.isEmpty) {
    safes.expect(TAG.sequence, 'ContentInfo')
    const content = new DerReader(safes.bytes, safes.start, safes.to)
    const type = enterContent(content)
    if (type === DATA) {
      content.expect(TAG.octetString, 'SafeContents')
      found.push(content.content())
    } else if (type === ENCRYPTED_DATA) {
      const isTried = found.filter(each => each === null).length < MOST_CLOSED
      found.push(isTried ? decrypted(content, passwords) : null)
    }
  }
  return found
}

/** Steps into a ContentInfo (RFC 5652 §3), to its content. Answers its type. */
const enterContent = (reader: DerReader, wanted?: string): string => {
  reader.enter(TAG.sequence, 'ContentInfo')
  const type = oidIn(reader)
  if (wanted !== undefined && type !== wanted) {
    throw new DerError('unexpected-tag', reader.start, 'the store is protected by a key and not by a password')
  }
  reader.enter(contextConstructed(0), 'content')
  return type
}

const oidIn = (reader: DerReader): string => {
  readOid(reader, 'type')
  return oidText(reader.bytes, reader.from, reader.to)
}

/** EncryptedData (RFC 5652 §8) with whichever of the usual passwords gives SafeContents. */
const decrypted = (reader: DerReader, passwords: readonly string[]): Uint8Array | null => {
  reader.enter(TAG.sequence, 'EncryptedData')
  reader.expect(TAG.integer, 'version')
  reader.enter(TAG.sequence, 'EncryptedContentInfo')
  readOid(reader, 'content type')
  const decrypt = readDecryption(reader)
  reader.expect(context(0), 'encrypted content')
  const text = reader.content()
  for (const password of passwords) {
    const clear = decrypt(text, password)
    if (clear !== null && isSequence(clear)) return clear
  }
  return null
}

/** A wrong password passes for a right one in one of 256 cases, if one looks at the padding alone. */
const isSequence = (bytes: Uint8Array): boolean => {
  try {
    const reader = new DerReader(bytes)
    reader.expect(TAG.sequence, 'SafeContents')
    return reader.isEmpty
  } catch (error) {
    if (error instanceof DerError) return false
    throw error
  }
}

/** The certificates among the SafeBags of a SafeContents (RFC 7292 §4.2). */
const bagsIn = (contents: Uint8Array): readonly Uint8Array[] => {
  const reader = new DerReader(contents)
  reader.enter(TAG.sequence, 'SafeContents')
  const found: Uint8Array[] = []
  while (!reader.isEmpty) {
    const bag = reader.enter(TAG.sequence, 'SafeBag')
    if (oidIn(reader) === CERTIFICATE_BAG) found.push(...certificateIn(reader))
    reader.leave(bag)
  }
  return found
}

/** CertBag (RFC 7292 §4.2.3); there are SDSI certificates, too. */
const certificateIn = (reader: DerReader): readonly Uint8Array[] => {
  const outer = reader.enter(contextConstructed(0), 'bag value')
  const bag = reader.enter(TAG.sequence, 'CertBag')
  const type = oidIn(reader)
  const value = reader.enter(contextConstructed(0), 'certificate')
  reader.expect(TAG.octetString, 'certificate')
  const der = reader.content()
  reader.leave(value)
  reader.leave(bag)
  reader.leave(outer)
  return type === X509_CERTIFICATE ? [der] : []
}
