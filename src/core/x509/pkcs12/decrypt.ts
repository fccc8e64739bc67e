import {createDecipheriv, pbkdf2Sync} from 'node:crypto'
import {DerError, type DerReader, TAG} from '../der/der.ts'
import {readInteger, smallInteger} from '../der/der-values.ts'
import {oidText, readOid} from '../der/oid.ts'
import {deriveKey} from './derive-key.ts'
import {decryptRc2} from './rc2.ts'

/** Undoes an encryption with a password; null where the password is another. */
export type Decrypt = (text: Uint8Array, password: string) => Buffer | null

/** More would only keep us busy: OpenSSL and Java take 2048 and 10000. The older derivation is the slower one here. */
const MOST_ITERATIONS = {pbkdf2: 1_000_000, old: 50_000} as const

/** Hash functions of PBKDF2 (RFC 8018 appendix B.1). */
const HASHES: Readonly<Record<string, string>> = {
  '1.2.840.113549.2.7': 'sha1',
  '1.2.840.113549.2.9': 'sha256',
  '1.2.840.113549.2.10': 'sha384',
  '1.2.840.113549.2.11': 'sha512',
}

/** Ciphers of PBES2 with the bytes of their keys. */
const CIPHERS: Readonly<Record<string, readonly [string, number]>> = {
  '2.16.840.1.101.3.4.1.2': ['aes-128-cbc', 16],
  '2.16.840.1.101.3.4.1.22': ['aes-192-cbc', 24],
  '2.16.840.1.101.3.4.1.42': ['aes-256-cbc', 32],
  '1.2.840.113549.3.7': ['des-ede3-cbc', 24],
}

/** Schemes of PKCS#12 itself (RFC 7292 appendix C), with the bytes of their keys. */
const OLD: Readonly<Record<string, readonly ['des-ede3-cbc' | 'rc2', number]>> = {
  '1.2.840.113549.1.12.1.3': ['des-ede3-cbc', 24],
  '1.2.840.113549.1.12.1.5': ['rc2', 16],
  '1.2.840.113549.1.12.1.6': ['rc2', 5],
}

const PBES2 = '1.2.840.113549.1.5.13'

/** Reads an AlgorithmIdentifier of a password-based encryption. @throws DerError for one that is none of ours */
export const readDecryption = (reader: DerReader): Decrypt => {
  const outer = reader.enter(TAG.sequence, 'encryption')
  const algorithm = oidIn(reader)
  const decrypt = algorithm === PBES2 ? pbes2(reader) : pbe(reader, algorithm)
  reader.leave(outer)
  return decrypt
}

const oidIn = (reader: DerReader): string => {
  readOid(reader, 'algorithm')
  return oidText(reader.bytes, reader.from, reader.to)
}

/** PBES2-params (RFC 8018 appendix A.4), with PBKDF2. */
const pbes2 = (reader: DerReader): Decrypt => {
  const outer = reader.enter(TAG.sequence, 'PBES2 parameters')
  const derivation = reader.enter(TAG.sequence, 'key derivation')
  oidIn(reader)
  const parameters = reader.enter(TAG.sequence, 'PBKDF2 parameters')
  const {salt, iterations} = saltIn(reader, MOST_ITERATIONS.pbkdf2)
  reader.optional(TAG.integer, 'key length')
  const hash = reader.peek(TAG.sequence) ? HASHES[firstOid(reader)] : 'sha1'
  reader.leave(parameters)
  reader.leave(derivation)
  reader.enter(TAG.sequence, 'cipher')
  const [cipher, length] = CIPHERS[oidIn(reader)] ?? []
  reader.expect(TAG.octetString, 'initialization vector')
  const iv = reader.content()
  reader.leave(outer)
  if (hash === undefined || cipher === undefined || length === undefined) throw unknown(reader)
  return (text, password) => decipher(cipher, pbkdf2Sync(password, salt, iterations, length, hash), iv, text)
}

const firstOid = (reader: DerReader): string => {
  const outer = reader.enter(TAG.sequence, 'hash function')
  const oid = oidIn(reader)
  reader.leave(outer)
  return oid
}

/** Salt and iterations, as both families of schemes have them. */
const saltIn = (reader: DerReader, most: number): {readonly salt: Uint8Array; readonly iterations: number} => {
  reader.expect(TAG.octetString, 'salt')
  const salt = reader.content()
  readInteger(reader, 'iterations')
  const iterations = reader.to - reader.from > 4 ? Number.POSITIVE_INFINITY : smallInteger(reader)
  if (iterations < 1 || iterations > most) {
    throw new DerError('too-large', reader.start, 'the password has to be hashed too often')
  }
  return {salt, iterations}
}

const pbe = (reader: DerReader, algorithm: string): Decrypt => {
  const [cipher, length] = OLD[algorithm] ?? []
  if (cipher === undefined || length === undefined) throw unknown(reader)
  const outer = reader.enter(TAG.sequence, 'parameters')
  const salted = saltIn(reader, MOST_ITERATIONS.old)
  reader.leave(outer)
  return (text, password) => {
    const bytes = bmpString(password)
    const [key, iv] = [deriveKey(bytes, salted, 1, length), deriveKey(bytes, salted, 2, 8)]
    return cipher === 'rc2' ? withoutPadding(decryptRc2(text, key, iv)) : decipher(cipher, key, iv, text)
  }
}

/** UTF-16 with a zero at its end (RFC 7292 appendix B.1). */
const bmpString = (password: string): Buffer => Buffer.from(`${password}\0`, 'utf16le').swap16()

const decipher = (cipher: string, key: Uint8Array, iv: Uint8Array, text: Uint8Array): Buffer | null => {
  try {
    const own = createDecipheriv(cipher, key, iv)
    return Buffer.concat([own.update(text), own.final()])
  } catch {
    return null
  }
}

/** PKCS#7 padding (RFC 8018 §6.1.1); null where there is none. */
const withoutPadding = (clear: Buffer): Buffer | null => {
  const count = clear.at(-1) ?? 0
  const isPadded = count >= 1 && count <= 8 && clear.subarray(-count).every(byte => byte === count)
  return isPadded ? clear.subarray(0, -count) : null
}

const unknown = (reader: DerReader): DerError =>
  new DerError('algorithm-mismatch', reader.start, 'it is encrypted by a scheme that is not known here')
