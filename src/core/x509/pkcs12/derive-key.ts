import {hash} from 'node:crypto'

/** Bytes of a SHA-1 block and of its digest. */
const [BLOCK, DIGEST] = [64, 20]

/** What is derived: a key or an initialization vector (RFC 7292 appendix B.3). */
export type Purpose = 1 | 2

/**
 * The key derivation of PKCS#12 with SHA-1 (RFC 7292 appendix B.2).
 * @param password as bytes of a BMPString with its final zero
 */
export const deriveKey = (
  password: Uint8Array,
  {salt, iterations}: {readonly salt: Uint8Array; readonly iterations: number},
  purpose: Purpose,
  length: number,
): Buffer => {
  const input = Buffer.concat([filled(salt), filled(password)])
  const diversifier = Buffer.alloc(BLOCK, purpose)
  const parts: Buffer[] = []
  for (let made = 0; made < length; made += DIGEST) {
    let digest = hash('sha1', Buffer.concat([diversifier, input]), 'buffer')
    for (let i = 1; i < iterations; i += 1) digest = hash('sha1', digest, 'buffer')
    parts.push(digest)
    const addend = Buffer.alloc(BLOCK, digest)
    for (let at = 0; at < input.length; at += BLOCK) add(input, at, addend)
  }
  return Buffer.concat(parts).subarray(0, length)
}

/** Repeated until it fills whole blocks; nothing stays nothing. */
const filled = (bytes: Uint8Array): Buffer =>
  bytes.length === 0 ? Buffer.alloc(0) : Buffer.alloc(Math.ceil(bytes.length / BLOCK) * BLOCK, bytes)

/** Adds the block and one to the block of `to` at `at`, modulo its size. */
const add = (to: Buffer, at: number, addend: Buffer): void => {
  let carry = 1
  for (let i = BLOCK - 1; i >= 0; i -= 1) {
    const sum = (to[at + i] as number) + (addend[i] as number) + carry
    to[at + i] = sum & 0xff
    carry = sum >>> 8
  }
}
