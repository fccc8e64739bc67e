import {DerError, type DerReader, TAG} from './der.ts'

/** BOOLEAN: DER knows only 00 and FF (X.690 §11.1). */
export const readBoolean = (reader: DerReader, what: string): boolean => {
  reader.expect(TAG.boolean, what)
  const value = reader.bytes[reader.from]
  if (reader.to - reader.from !== 1 || (value !== 0 && value !== 0xff)) {
    throw new DerError('bad-boolean', reader.start, `${what} is neither 00 nor FF`)
  }
  return value === 0xff
}

/** Checks that the last element read holds a minimal INTEGER (X.690 §8.3.2). */
export const checkInteger = (reader: DerReader, what: string): void => {
  const {bytes, from, to} = reader
  if (to === from) throw new DerError('bad-integer', reader.start, `${what} is an empty integer`)
  if (to - from === 1) return
  const first = bytes[from] as number
  const second = bytes[from + 1] as number
  if ((first === 0 && second < 0x80) || (first === 0xff && second >= 0x80)) {
    throw new DerError('bad-integer', reader.start, `${what} is written longer than needed`)
  }
}

/** Steps over an INTEGER, whose bytes are then `from`..`to`, and answers whether it is negative. */
export const readInteger = (reader: DerReader, what: string): boolean => {
  reader.expect(TAG.integer, what)
  checkInteger(reader, what)
  return (reader.bytes[reader.from] as number) >= 0x80
}

/**
 * The last element read as a whole number that JavaScript holds exactly; other than that, values saturate at
 * ±2^53, which is larger than any path length or policy depth that has a meaning.
 */
export const smallInteger = (reader: DerReader): number => {
  const {bytes, from, to} = reader
  const negative = (bytes[from] as number) >= 0x80
  if (to - from > 7) return negative ? -(2 ** 53) : 2 ** 53
  let value = 0
  for (let i = from; i < to; i++) value = value * 256 + (bytes[i] as number)
  return negative ? value - 2 ** (8 * (to - from)) : value
}

/**
 * BIT STRING (X.690 §8.6, §11.2): unused bits are zero. Afterwards `from` points behind the count of unused bits,
 * which is the answer.
 */
export const readBitString = (reader: DerReader, what: string): number => {
  reader.expect(TAG.bitString, what)
  const {bytes, from, to} = reader
  if (to === from) throw new DerError('bad-bit-string', reader.start, `${what} is empty`)
  const unused = bytes[from] as number
  const last = to - from === 1 ? 0xff : (bytes[to - 1] as number)
  if (unused > 7 || (last & ((1 << unused) - 1)) !== 0) {
    throw new DerError('bad-bit-string', reader.start, `${what} has wrong unused bits`)
  }
  reader.from = from + 1
  return unused
}

/** Whether two ranges of bytes are the same. */
export const sameBytes = (a: Uint8Array, b: Uint8Array): boolean => {
  if (a.length !== b.length) return false
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false
  return true
}

/** Lower-case hex. */
export const hex = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex')
