import {createPrivateKey, createPublicKey, generatePrimeSync} from 'node:crypto'
import type {Key} from '../../test/fixtures/keys.ts'

const EXPONENT = 65_537n
const BITS = 1024

/** Two primes with their highest bits set have a product of twice as many bits. */
const FLOOR = 3n << BigInt(BITS - 2)

/**
 * Different RSA-2048 keys, quickly: each is the product of another two out of some dozens of primes. Good for measuring and
 * for nothing else: whoever has two of them can factor both.
 */
export function* rsaKeys(): Generator<Key> {
  const primes: bigint[] = []
  for (;;) {
    const next = freshPrime(primes)
    for (const before of primes) yield keyOf(before, next)
    primes.push(next)
  }
}

const freshPrime = (primes: readonly bigint[]): bigint => {
  for (;;) {
    const prime = generatePrimeSync(BITS, {bigint: true})
    if (prime >= FLOOR && prime % EXPONENT !== 1n && !primes.includes(prime)) return prime
  }
}

const keyOf = (p: bigint, q: bigint): Key => {
  const d = inverse(EXPONENT, (p - 1n) * (q - 1n))
  const members = {n: p * q, e: EXPONENT, d, p, q, dp: d % (p - 1n), dq: d % (q - 1n), qi: inverse(q, p)}
  const jwk = Object.fromEntries(Object.entries(members).map(([name, value]) => [name, base64url(value)]))
  const privateKey = createPrivateKey({key: {kty: 'RSA', ...jwk}, format: 'jwk'})
  return {
    kind: 'RSA-2048',
    privateKey,
    spki: createPublicKey(privateKey).export({type: 'spki', format: 'der'}),
    pem: privateKey.export({type: 'pkcs8', format: 'pem'}).toString(),
  }
}

/** By the extended algorithm of Euclid. */
const inverse = (value: bigint, modulus: bigint): bigint => {
  let [r, s, x, y] = [modulus, value, 0n, 1n]
  while (s !== 0n) {
    const quotient = r / s
    ;[r, s, x, y] = [s, r - quotient * s, y, x - quotient * y]
  }
  return x < 0n ? x + modulus : x
}

const base64url = (value: bigint): string => {
  const hex = value.toString(16)
  return Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex').toString('base64url')
}
