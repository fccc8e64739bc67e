import {FORM} from './forms.ts'

/** What the first bytes of DER say it is: how long it claims to be, and the form of key material that it is, if any. */
export interface DerHead {
  /** Header and content in bytes; Infinity for an indefinite length (BER, as some PKCS#12 writers use). */
  readonly length: number
  readonly form?: string
}

const SEQUENCE = 0x30
const INTEGER = 0x02
const OCTET_STRING = 0x04
const OID = 0x06

/** Object identifiers that start an algorithm which encrypts a PKCS#8 key: PKCS#5 (1.2.840.113549.1.5), PKCS#12 PBE. */
const ENCRYPTION = [
  [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x05],
  [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x0c, 0x01],
]

/**
 * Tells private keys (PKCS#1, SEC1, PKCS#8 clear and encrypted, DSA) and PKCS#12 stores from all other DER by their
 * outermost two levels: certificates, requests, CRLs and public keys start with a SEQUENCE inside a SEQUENCE whose
 * first element is no encryption algorithm. Null for what is no DER SEQUENCE.
 */
export const derHead = (bytes: Uint8Array): DerHead | null => {
  if (bytes[0] !== SEQUENCE) return null
  const outer = header(bytes, 0)
  if (outer === null) return null
  const length = outer.to
  const form = innerForm(bytes, outer.from)
  return form === undefined ? {length} : {length, form}
}

const innerForm = (bytes: Uint8Array, at: number): string | undefined => {
  const first = header(bytes, at)
  if (first === null) return undefined
  if (bytes[at] === SEQUENCE) return isEncryption(bytes, first.from) ? FORM.encryptedDer : undefined
  if (bytes[at] !== INTEGER || first.to - first.from !== 1) return undefined
  const version = bytes[first.from]
  const second = header(bytes, first.to)
  if (second === null) return undefined
  const tag = bytes[first.to]
  const size = second.to - second.from
  if (version === 3) return tag === SEQUENCE && bytes[second.from] === OID ? FORM.pkcs12 : undefined
  if (version !== 0 && version !== 1) return undefined
  if (tag === SEQUENCE) return bytes[second.from] === OID ? FORM.der : undefined
  if (tag === INTEGER) return size >= 16 ? FORM.der : undefined
  return tag === OCTET_STRING && version === 1 && size >= 16 ? FORM.der : undefined
}

const isEncryption = (bytes: Uint8Array, at: number): boolean => {
  const oid = bytes[at] === OID ? header(bytes, at) : null
  return oid !== null && ENCRYPTION.some(prefix => prefix.every((byte, i) => bytes[oid.from + i] === byte))
}

/** Where the content of the element at `at` starts and ends; null where the header is cut off or too long. */
const header = (bytes: Uint8Array, at: number): {from: number; to: number} | null => {
  const first = bytes[at + 1]
  if (first === undefined) return null
  if (first < 0x80) return {from: at + 2, to: at + 2 + first}
  if (first === 0x80) return {from: at + 2, to: Number.POSITIVE_INFINITY}
  const count = first & 0x7f
  if (count > 4 || at + 2 + count > bytes.length) return null
  let length = 0
  for (let i = 0; i < count; i++) length = length * 256 + (bytes[at + 2 + i] ?? 0)
  return {from: at + 2 + count, to: at + 2 + count + length}
}

/** PKCS#12 bag types keyBag and pkcs8ShroudedKeyBag (RFC 7292 appendix D): 1.2.840.113549.1.12.10.1.1 and .2. */
const KEY_BAG = Buffer.from('2a864886f70d010c0a01', 'hex')

/** The first four bytes of Java key stores: JKS and JCEKS. */
const JAVA_MAGIC = [0xfeedfeed, 0xcececece]

/** What bytes are as a whole: key material, a store, or undefined for anything else. */
export const binaryForm = (bytes: Buffer): string | undefined => {
  if (bytes.length >= 12 && JAVA_MAGIC.includes(bytes.readUInt32BE(0))) return javaForm(bytes)
  if (bytes.subarray(0, 15).toString('latin1') === 'openssh-key-v1\0') return FORM.openssh
  const form = derHead(bytes)?.form
  if (form !== FORM.pkcs12) return form
  return hasKeyBag(bytes) ? FORM.pkcs12 : FORM.pkcs12Trust
}

const hasKeyBag = (bytes: Buffer): boolean => {
  for (let at = bytes.indexOf(KEY_BAG); at !== -1; at = bytes.indexOf(KEY_BAG, at + 1)) {
    const last = bytes[at + KEY_BAG.length]
    if (last === 1 || last === 2) return true
  }
  return false
}

/** A Java store counts as a trust store where every entry is a certificate (tag 2); layout as in JDK's JavaKeyStore. */
const javaForm = (bytes: Buffer): string => {
  const count = bytes.readUInt32BE(8)
  let at = 12
  for (let entry = 0; entry < count; entry++) {
    if (at + 6 > bytes.length || bytes.readUInt32BE(at) !== 2) return FORM.jks
    at += 6 + bytes.readUInt16BE(at + 4) + 8
    if (at + 2 > bytes.length) return FORM.jks
    at += 2 + bytes.readUInt16BE(at)
    if (at + 4 > bytes.length) return FORM.jks
    at += 4 + bytes.readUInt32BE(at)
  }
  return FORM.jksTrust
}
