import {createECDH, createPublicKey, type ECDH} from 'node:crypto'
import {known, type Reading, unknown} from '../../knowing.ts'
import {contextConstructed, DerError, DerReader, TAG} from '../der/der.ts'
import {readBitString, readInteger, smallInteger} from '../der/der-values.ts'
import {derElement} from '../der/der-writer.ts'
import {isContent, oidBytes, readOid} from '../der/oid.ts'
import {type PemBlock, parsePem} from '../pem/pem.ts'
import {type PublicKey, readPublicKey} from './public-key.ts'

/**
 * The public half of a private key in PEM: PKCS#1, SEC 1 or PKCS#8, whatever its label says, as Go's `tls.X509KeyPair`
 * takes it. Its `hash` equals `Certificate.publicKey.hash` of every certificate for the key. Unknown (`unreadable`) where
 * the key is encrypted, broken, or its halves do not belong together. No part of the key is in the answer.
 */
export const publicHalf = (keyText: string): Reading<PublicKey> => {
  const {blocks} = parsePem(keyText)
  const block = blocks.find(({label}) => label === 'PRIVATE KEY' || label.endsWith(' PRIVATE KEY'))
  if (block === undefined) return unknown('unreadable', 'holds no private key in PEM')
  if (isEncrypted(block)) return unknown('unreadable', 'the private key is encrypted')
  if (block.label === 'OPENSSH PRIVATE KEY') return unknown('unreadable', 'the private key has the format of OpenSSH')
  try {
    const spki = publicKeyInfo(block.der)
    return known(readPublicKey(new DerReader(spki)))
  } catch (error) {
    const detail = error instanceof DerError ? error.message : 'it is no key'
    return unknown('unreadable', `the private key cannot be read: ${detail}`)
  } finally {
    for (const {der} of blocks) der.fill(0)
  }
}

const isEncrypted = ({label, headers}: PemBlock): boolean =>
  label === 'ENCRYPTED PRIVATE KEY' || (headers['Proc-Type'] ?? '').includes('ENCRYPTED')

const RSA = oidBytes('1.2.840.113549.1.1.1')
const EC = oidBytes('1.2.840.10045.2.1')
const P256 = oidBytes('1.2.840.10045.3.1.7')

/** All three formats begin with a version: 0 and an INTEGER is PKCS#1, 0 and a SEQUENCE PKCS#8, 1 is SEC 1. */
const publicKeyInfo = (der: Uint8Array): Uint8Array => {
  const reader = new DerReader(der)
  reader.enter(TAG.sequence, 'private key')
  const negative = readInteger(reader, 'private key version')
  const version = negative ? -1 : smallInteger(reader)
  if (version === 0 && reader.peek(TAG.integer)) return rsaInfo(reader)
  if (version === 1 && reader.peek(TAG.octetString)) return ecInfo(reader, undefined)
  if (!reader.peek(TAG.sequence)) throw new DerError('unexpected-tag', reader.at, 'private key has an unknown format')
  return pkcs8Info(reader, der)
}

/** PrivateKeyInfo (RFC 5208 §5). */
const pkcs8Info = (reader: DerReader, der: Uint8Array): Uint8Array => {
  const outer = reader.enter(TAG.sequence, 'private key algorithm')
  readOid(reader, 'private key algorithm')
  const [isRsa, isEc] = [isContent(reader, RSA), isContent(reader, EC)]
  const parameters = reader.bytes.subarray(reader.at, reader.end)
  reader.leave(outer)
  reader.enter(TAG.octetString, 'private key')
  if (isRsa) {
    reader.enter(TAG.sequence, 'private key')
    readInteger(reader, 'private key version')
    return rsaInfo(reader)
  }
  if (!isEc) return otherInfo(der)
  reader.enter(TAG.sequence, 'private key')
  readInteger(reader, 'private key version')
  return ecInfo(reader, parameters)
}

/** RSAPrivateKey (RFC 8017 A.1.2) after its version. That n = p·q shows that both halves are of one key. */
const rsaInfo = (reader: DerReader): Uint8Array => {
  const start = reader.at
  const modulus = positive(reader)
  readInteger(reader, 'RSA exponent')
  const publicPart = reader.bytes.subarray(start, reader.at)
  readInteger(reader, 'RSA private exponent')
  if (positive(reader) * positive(reader) !== modulus) {
    throw new DerError('bad-public-key', start, 'modulus is not the product of the primes')
  }
  return subjectPublicKeyInfo(RSA_ALGORITHM, derElement(TAG.sequence, publicPart))
}

const positive = (reader: DerReader): bigint => {
  if (readInteger(reader, 'RSA number')) throw new DerError('bad-integer', reader.start, 'RSA number is negative')
  return BigInt(`0x${Buffer.from(reader.content()).toString('hex')}`)
}

/**
 * ECPrivateKey (RFC 5915 §3) after its version. For P-256 the point is computed from the scalar, as Go does; for the
 * other curves, where that takes milliseconds, the point in the key is taken at its word.
 */
const ecInfo = (reader: DerReader, outerParameters: Uint8Array | undefined): Uint8Array => {
  reader.expect(TAG.octetString, 'private scalar')
  const scalar = reader.content()
  let parameters = outerParameters
  if (reader.peek(contextConstructed(0))) {
    const outer = reader.enter(contextConstructed(0), 'curve')
    parameters ??= reader.bytes.subarray(reader.at, reader.end)
    reader.leave(outer)
  }
  if (parameters === undefined) throw new DerError('bad-public-key', reader.at, 'private key names no curve')
  const algorithm = derElement(TAG.sequence, EC_OID, parameters)
  const curve = new DerReader(parameters)
  readOid(curve, 'curve')
  if (isContent(curve, P256)) return subjectPublicKeyInfo(algorithm, p256Point(scalar))
  if (!reader.peek(contextConstructed(1))) return otherInfo(reader.bytes)
  reader.enter(contextConstructed(1), 'public point')
  readBitString(reader, 'public point')
  return subjectPublicKeyInfo(algorithm, reader.content())
}

let pair: ECDH | undefined

/** By one pair for all keys: making a pair takes as long as computing the point. */
const p256Point = (scalar: Uint8Array): Buffer => {
  pair ??= createECDH('prime256v1')
  pair.setPrivateKey(scalar)
  return pair.getPublicKey()
}

/** Everything else (Ed25519, a curve without its point): OpenSSL makes the public half. Slower. */
const otherInfo = (der: Uint8Array): Uint8Array => {
  const key = Buffer.from(der)
  try {
    const type = isPkcs8(der) ? 'pkcs8' : 'sec1'
    return createPublicKey({key, format: 'der', type} as never).export({type: 'spki', format: 'der'})
  } finally {
    key.fill(0)
  }
}

const isPkcs8 = (der: Uint8Array): boolean => {
  const reader = new DerReader(der)
  reader.enter(TAG.sequence, 'private key')
  reader.next('private key version')
  return reader.peek(TAG.sequence)
}

const EC_OID = derElement(TAG.oid, Uint8Array.from(EC))
const RSA_ALGORITHM = derElement(TAG.sequence, derElement(TAG.oid, Uint8Array.from(RSA)), derElement(TAG.null))

const subjectPublicKeyInfo = (algorithm: Uint8Array, key: Uint8Array): Uint8Array =>
  derElement(TAG.sequence, algorithm, derElement(TAG.bitString, ZERO_UNUSED, key))

const ZERO_UNUSED = Uint8Array.of(0)
