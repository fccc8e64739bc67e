/**
 * A strict reader of DER (X.690 §8, §10): definite minimal lengths, low tag numbers, canonical INTEGER, BOOLEAN and
 * BIT STRING. It moves a cursor over the bytes and allocates nothing, because ten thousand certificates go through it.
 */

/** Why bytes are refused. Stable: tests, findings and machine output name them. */
export type DerCode =
  | 'truncated'
  | 'trailing-data'
  | 'indefinite-length'
  | 'non-minimal-length'
  | 'length-overflow'
  | 'high-tag-number'
  | 'unexpected-tag'
  | 'bad-boolean'
  | 'bad-integer'
  | 'bad-bit-string'
  | 'bad-oid'
  | 'bad-string'
  | 'bad-time'
  | 'bad-name'
  | 'bad-version'
  | 'negative-serial'
  | 'algorithm-mismatch'
  | 'duplicate-extension'
  | 'bad-extension'
  | 'bad-public-key'
  | 'too-large'

/** The one error of everything that reads bytes here: what is wrong, and at which byte of the input. */
export class DerError extends Error {
  readonly code: DerCode
  /** Byte offset in the input, 0-based. */
  readonly offset: number

  constructor(code: DerCode, offset: number, detail: string) {
    super(`${detail} at byte ${offset}`)
    this.name = 'DerError'
    this.code = code
    this.offset = offset
  }
}

/** Identifier octets (X.690 §8.1.2) of the universal types that certificates use. */
export const TAG = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  null: 0x05,
  oid: 0x06,
  utf8String: 0x0c,
  numericString: 0x12,
  printableString: 0x13,
  teletexString: 0x14,
  ia5String: 0x16,
  utcTime: 0x17,
  generalizedTime: 0x18,
  bmpString: 0x1e,
  sequence: 0x30,
  set: 0x31,
} as const

/** Identifier octet of a context-specific tag, primitive: `[n]` IMPLICIT of a primitive type. */
export const context = (number: number): number => 0x80 | number

/** Identifier octet of a context-specific tag, constructed: `[n]` EXPLICIT, or IMPLICIT of a SEQUENCE. */
export const contextConstructed = (number: number): number => 0xa0 | number

export class DerReader {
  readonly bytes: Uint8Array
  /** Where the next element starts. */
  at: number
  /** Where the element that is being read ends. */
  end: number
  /** The last element read: identifier octet, start, and the bounds of its content. */
  tag = 0
  start = 0
  from = 0
  to = 0

  constructor(bytes: Uint8Array, at = 0, end = bytes.length) {
    this.bytes = bytes
    this.at = at
    this.end = end
  }

  get isEmpty(): boolean {
    return this.at >= this.end
  }

  /** Whether the next element has this tag. */
  peek(tag: number): boolean {
    return this.at < this.end && this.bytes[this.at] === tag
  }

  /** Reads the header of the next element and steps behind the element. */
  next(what: string): number {
    const {bytes, at, end} = this
    if (at + 2 > end) throw new DerError('truncated', at, `${what} is missing`)
    const tag = bytes[at] as number
    if ((tag & 0x1f) === 0x1f) throw new DerError('high-tag-number', at, `${what} has a tag number above 30`)
    const first = bytes[at + 1] as number
    const from = first < 0x80 ? at + 2 : at + 2 + (first & 0x7f)
    const length = first < 0x80 ? first : this.#longLength(first & 0x7f, what)
    const to = from + length
    if (to > end) throw new DerError('truncated', at, `${what} is longer than what holds it`)
    this.tag = tag
    this.start = at
    this.from = from
    this.to = to
    this.at = to
    return tag
  }

  /** Reads the next element, which must have this tag. */
  expect(tag: number, what: string): void {
    const at = this.at
    if (this.next(what) !== tag) throw new DerError('unexpected-tag', at, `${what} has the wrong type`)
  }

  /** Reads the next element if it has this tag, and answers whether it did. */
  optional(tag: number, what: string): boolean {
    if (!this.peek(tag)) return false
    this.next(what)
    return true
  }

  /** Steps into the next element. Answers what `leave` or `finish` needs to step out again. */
  enter(tag: number, what: string): number {
    this.expect(tag, what)
    const outer = this.end
    this.at = this.from
    this.end = this.to
    return outer
  }

  /** Steps out, whatever is left unread. */
  leave(outer: number): void {
    this.at = this.end
    this.end = outer
  }

  /** Steps out; nothing may be left unread. */
  finish(outer: number, what: string): void {
    if (this.at !== this.end) throw new DerError('trailing-data', this.at, `${what} is followed by more`)
    this.end = outer
  }

  /** The content of the last element read; shares memory with the input. */
  content(): Uint8Array {
    return this.bytes.subarray(this.from, this.to)
  }

  #longLength(count: number, what: string): number {
    const {bytes, at, end} = this
    if (count === 0) throw new DerError('indefinite-length', at + 1, `${what} has an indefinite length`)
    if (count > 4) throw new DerError('length-overflow', at + 1, `${what} has a length of more than four bytes`)
    if (at + 2 + count > end) throw new DerError('truncated', at, `${what} is missing its length`)
    let length = 0
    for (let i = 0; i < count; i++) length = length * 256 + (bytes[at + 2 + i] as number)
    if (length < 0x80 || bytes[at + 2] === 0) {
      throw new DerError('non-minimal-length', at + 1, `${what} has a length written longer than needed`)
    }
    return length
  }
}
