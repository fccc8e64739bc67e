interface Curve {
  readonly p: bigint
  /** y² = x³ − 3x + b */
  readonly b: bigint
}

/** The NIST curves (SP 800-186 §3.2.1). */
const CURVES: Readonly<Record<string, Curve>> = {
  'P-224': {
    p: 2n ** 224n - 2n ** 96n + 1n,
    b: 0xb4050a850c04b3abf54132565044b0b7d7bfd8ba270b39432355ffb4n,
  },
  'P-256': {
    p: 2n ** 256n - 2n ** 224n + 2n ** 192n + 2n ** 96n - 1n,
    b: 0x5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604bn,
  },
  'P-384': {
    p: 2n ** 384n - 2n ** 128n - 2n ** 96n + 2n ** 32n - 1n,
    b: 0xb3312fa7e23ee7e4988e056be3f82d19181d9c6efe8141120314088f5013875ac656398d8a2ed19d2a85c8edd3ec2aefn,
  },
  'P-521': {
    p: 2n ** 521n - 1n,
    b: 0x051953eb9618e1c9a1f929a21a0b68540eea2da725b99b315f3b8b489918ef109e156193951ec7e937b1652c0bd3bb1bf073573df883d2c34f1ef451fd46b503f00n,
  },
}

/**
 * Whether an uncompressed point (SEC 1 §2.3.3: 04, x, y) is on the curve. Go refuses to parse a certificate where it is
 * not; here it is asked for where a key is used.
 */
export const isOnCurve = (name: string, point: Uint8Array): boolean => {
  const curve = CURVES[name]
  if (curve === undefined) return false
  const half = (point.length - 1) / 2
  const x = number(point.subarray(1, 1 + half))
  const y = number(point.subarray(1 + half))
  if (x >= curve.p || y >= curve.p) return false
  return (y * y - (x * x - 3n) * x - curve.b) % curve.p === 0n
}

const number = (bytes: Uint8Array): bigint => BigInt(`0x${Buffer.from(bytes).toString('hex')}`)
