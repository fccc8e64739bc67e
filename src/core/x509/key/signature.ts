import type {KeyObject} from 'node:crypto'
import {latin1} from '../der/string.ts'
import {nodeCrypto} from './node-crypto.ts'
import type {PublicKey} from './public-key.ts'
import type {SignatureAlgorithm} from './signature-algorithm.ts'

/** Why a signature is not accepted. */
export type SignatureProblem =
  | 'algorithm-unsupported' // nobody verifies it (DSA, unknown, unusual PSS parameters)
  | 'algorithm-broken' // MD5 or SHA-1: Go refuses without looking at the signature
  | 'key-unusable' // the key is no key: a point off the curve, RSA below 1024 bits
  | 'key-mismatch' // an ECDSA signature and an RSA key, and so on
  | 'signature-mismatch' // the key did not make this signature

export interface Signed {
  /** What was signed, DER. */
  readonly signedPart: Uint8Array
  readonly signatureAlgorithm: SignatureAlgorithm
  readonly signature: Uint8Array
}

/** RSA keys below this are refused by Go (crypto/rsa, `checkKeySize`). */
const MIN_RSA_BITS = 1024
const CACHE_LIMIT = 4096

const keysBySpki = new Map<string, KeyObject | null>()
const keysByObject = new WeakMap<PublicKey, KeyObject | null>()

/**
 * The key for node:crypto, made once for all certificates that have it; undefined where it is unusable. OpenSSL checks
 * here that a point is on its curve.
 */
export const keyObject = (key: PublicKey): KeyObject | undefined => {
  let object = keysByObject.get(key)
  if (object === undefined) {
    object = sharedKey(key.spki)
    keysByObject.set(key, object)
  }
  return object ?? undefined
}

const sharedKey = (spki: Uint8Array): KeyObject | null => {
  const id = latin1(spki, 0, spki.length)
  let object = keysBySpki.get(id)
  if (object === undefined) {
    object = makeKey(spki)
    if (keysBySpki.size >= CACHE_LIMIT) keysBySpki.clear()
    keysBySpki.set(id, object)
  }
  return object
}

const makeKey = (spki: Uint8Array): KeyObject | null => {
  try {
    const {buffer, byteOffset, length} = spki
    return nodeCrypto().createPublicKey({key: Buffer.from(buffer, byteOffset, length), format: 'der', type: 'spki'})
  } catch {
    return null
  }
}

/**
 * Verifies a signature; undefined where it is right. Go's `checkSignature`: digests older than SHA-2 are refused for
 * certificates and taken for requests (`allowSha1`).
 */
export const signatureProblem = (signed: Signed, key: PublicKey, allowSha1 = false): SignatureProblem | undefined => {
  const {signatureAlgorithm: algorithm} = signed
  if (algorithm.status === 'unsupported') return 'algorithm-unsupported'
  if (algorithm.status === 'broken' && !(allowSha1 && algorithm.digest === 'sha1')) return 'algorithm-broken'
  if (algorithm.key !== key.algorithm) return 'key-mismatch'
  if (key.algorithm === 'RSA' && key.bits < MIN_RSA_BITS) return 'key-unusable'
  const object = keyObject(key)
  if (object === undefined) return 'key-unusable'
  return verifies(signed, object) ? undefined : 'signature-mismatch'
}

const verifies = ({signedPart, signatureAlgorithm: {digest, pss}, signature}: Signed, key: KeyObject): boolean => {
  const {constants, verify} = nodeCrypto()
  try {
    const how = pss
      ? {key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST}
      : key
    return verify(digest, signedPart, how, signature)
  } catch {
    return false
  }
}
