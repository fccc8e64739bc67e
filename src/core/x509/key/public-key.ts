import {DerError, DerReader, TAG} from '../der/der.ts'
import {readBitString, readInteger, smallInteger} from '../der/der-values.ts'
import {isContent, oidBytes, oidText, readOid} from '../der/oid.ts'
import {isOnCurve} from './curve.ts'
import {nodeCrypto} from './node-crypto.ts'

export type KeyAlgorithm = 'RSA' | 'ECDSA' | 'Ed25519' | 'X25519' | 'DSA' | 'unknown'

/** Content of the OIDs of RFC 3279 §2.3, RFC 5480 §2.1 and RFC 8410 §3. */
const ALGORITHMS: readonly (readonly [KeyAlgorithm, readonly number[]])[] = [
  ['RSA', oidBytes('1.2.840.113549.1.1.1')],
  ['ECDSA', oidBytes('1.2.840.10045.2.1')],
  ['Ed25519', oidBytes('1.3.101.112')],
  ['X25519', oidBytes('1.3.101.110')],
  ['DSA', oidBytes('1.2.840.10040.4.1')],
]

/** Named curves (RFC 5480 §2.1.1.1) that Go knows, with the size of their field in bits. */
const CURVES: readonly (readonly [string, number, readonly number[]])[] = [
  ['P-256', 256, oidBytes('1.2.840.10045.3.1.7')],
  ['P-384', 384, oidBytes('1.3.132.0.34')],
  ['P-521', 521, oidBytes('1.3.132.0.35')],
  ['P-224', 224, oidBytes('1.3.132.0.33')],
]

interface Shape {
  readonly algorithm: KeyAlgorithm
  readonly bits: number
  readonly curve?: string
}

/** A public key as a certificate carries it (RFC 5280 §4.1.2.7). */
export class PublicKey {
  readonly algorithm: KeyAlgorithm
  /** Size that its strength is judged by: modulus (RSA, DSA) or field (elliptic curves); 0 where unknown. */
  readonly bits: number
  /** `P-256`, …; only for ECDSA. */
  readonly curve: string | undefined
  /** DER of the SubjectPublicKeyInfo. */
  readonly spki: Uint8Array
  #hash: string | undefined
  #isOnCurve: boolean | undefined

  constructor(spki: Uint8Array, {algorithm, bits, curve}: Shape) {
    this.spki = spki
    this.algorithm = algorithm
    this.bits = bits
    this.curve = curve
  }

  /** `sha256:<hex>` of the SubjectPublicKeyInfo: the identity of the key, the same for every certificate of it. */
  get hash(): string {
    this.#hash ??= `sha256:${nodeCrypto().hash('sha256', this.spki, 'hex')}`
    return this.#hash
  }

  /** Whether the point of an elliptic key is on its curve; true for other keys. Go does not parse where it is not. */
  get isOnCurve(): boolean {
    const {curve, spki} = this
    this.#isOnCurve ??= curve === undefined || isOnCurve(curve, pointOf(spki))
    return this.#isOnCurve
  }

  /** Dotted OID of the algorithm. */
  get oid(): string {
    const reader = new DerReader(this.spki)
    reader.enter(TAG.sequence, 'public key')
    reader.enter(TAG.sequence, 'public key algorithm')
    reader.next('public key algorithm')
    return oidText(this.spki, reader.from, reader.to)
  }

  /** `RSA 2048`, `ECDSA P-256`, `Ed25519`. */
  toString(): string {
    if (this.algorithm === 'unknown') return `unknown (${this.oid})`
    if (this.curve !== undefined) return `${this.algorithm} ${this.curve}`
    return this.algorithm === 'RSA' || this.algorithm === 'DSA' ? `${this.algorithm} ${this.bits}` : this.algorithm
  }
}

/** The bits of a SubjectPublicKeyInfo. */
const pointOf = (spki: Uint8Array): Uint8Array => {
  const reader = new DerReader(spki)
  reader.enter(TAG.sequence, 'public key')
  reader.next('public key algorithm')
  readBitString(reader, 'public key')
  return reader.content()
}

/**
 * Reads a SubjectPublicKeyInfo and checks its parameters as Go does: NULL for RSA, a named curve and an uncompressed
 * point for ECDSA, none for Ed25519. That the point is on the curve is asked for where the key is used.
 */
export const readPublicKey = (reader: DerReader, what = 'public key'): PublicKey => {
  const outer = reader.enter(TAG.sequence, what)
  const start = reader.start
  const algorithmEnd = reader.enter(TAG.sequence, `${what} algorithm`)
  readOid(reader, `${what} algorithm`)
  const algorithm = ALGORITHMS.find(([, content]) => isContent(reader, content))?.[0] ?? 'unknown'
  const parameters = reader.isEmpty ? undefined : readElement(reader, what)
  reader.leave(algorithmEnd)
  const unused = readBitString(reader, what)
  const key = new DerReader(reader.bytes, reader.from, reader.to)
  if (algorithm !== 'unknown' && unused !== 0) refuse(key, `${what} has unused bits`)
  reader.leave(outer)
  const spki = reader.bytes.subarray(start, reader.at)
  return new PublicKey(spki, READERS[algorithm](key, parameters, what))
}

/** The next element of any type, as a reader of its own. */
const readElement = (reader: DerReader, what: string): DerReader => {
  reader.next(`${what} parameters`)
  return new DerReader(reader.bytes, reader.start, reader.to)
}

type KeyReader = (key: DerReader, parameters: DerReader | undefined, what: string) => Shape

const refuse = (reader: DerReader, detail: string): never => {
  throw new DerError('bad-public-key', reader.at, detail)
}

/** RFC 3279 §2.3.1. */
const readRsa: KeyReader = (key, parameters, what) => {
  if (parameters === undefined || !parameters.optional(TAG.null, what) || parameters.to !== parameters.from) {
    return refuse(key, `${what} is an RSA key without NULL parameters`)
  }
  key.enter(TAG.sequence, what)
  const bits = positiveBits(key, `${what} modulus`)
  if (readInteger(key, `${what} exponent`) || key.to - key.from > 8 || smallInteger(key) === 0) {
    refuse(key, `${what} has no positive exponent`)
  }
  return {algorithm: 'RSA', bits}
}

const positiveBits = (reader: DerReader, what: string): number => {
  if (readInteger(reader, what)) refuse(reader, `${what} is negative`)
  const {bytes, from, to} = reader
  const first = bytes[from] as number
  if (to - from === 1 && first === 0) refuse(reader, `${what} is zero`)
  const significant = first === 0 ? from + 1 : from
  return (to - significant) * 8 - (Math.clz32(bytes[significant] as number) - 24)
}

/** RFC 5480 §2.1.1 and §2.2. */
const readEcdsa: KeyReader = (key, parameters, what) => {
  if (parameters === undefined) return refuse(key, `${what} names no curve`)
  readOid(parameters, `${what} curve`)
  const found = CURVES.find(([, , content]) => isContent(parameters, content))
  if (found === undefined) return refuse(key, `${what} is on an unsupported curve`)
  const [curve, bits] = found
  if (key.end - key.at !== 1 + 2 * Math.ceil(bits / 8) || key.bytes[key.at] !== 4) {
    refuse(key, `${what} is no uncompressed point of ${curve}`)
  }
  return {algorithm: 'ECDSA', bits, curve}
}

/** RFC 8410 §3: no parameters, 32 bytes. */
const readCurve25519 =
  (algorithm: 'Ed25519' | 'X25519'): KeyReader =>
  (key, parameters, what) => {
    if (parameters !== undefined) refuse(key, `${what} has parameters that ${algorithm} forbids`)
    if (key.end - key.at !== 32) refuse(key, `${what} is not 32 bytes long`)
    return {algorithm, bits: 256}
  }

/** RFC 3279 §2.3.2; never valid for a signature that we accept, but a certificate may carry it. */
const readDsa: KeyReader = (key, parameters, what) => {
  positiveBits(key, `${what} value`)
  if (parameters === undefined) return refuse(key, `${what} is a DSA key without parameters`)
  parameters.enter(TAG.sequence, `${what} parameters`)
  const bits = positiveBits(parameters, `${what} prime`)
  positiveBits(parameters, `${what} subprime`)
  positiveBits(parameters, `${what} base`)
  return {algorithm: 'DSA', bits}
}

const READERS: Readonly<Record<KeyAlgorithm, KeyReader>> = {
  RSA: readRsa,
  ECDSA: readEcdsa,
  Ed25519: readCurve25519('Ed25519'),
  X25519: readCurve25519('X25519'),
  DSA: readDsa,
  unknown: () => ({algorithm: 'unknown', bits: 0}),
}
