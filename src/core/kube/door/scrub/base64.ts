/** The value of each base64 digit, of both alphabets (RFC 4648 §4 and §5), by character code; 255 for any other. */
const DIGITS = new Uint8Array(128).fill(255)
const STANDARD = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
for (let i = 0; i < 64; i++) DIGITS[STANDARD.charCodeAt(i)] = i
DIGITS['-'.charCodeAt(0)] = 62
DIGITS['_'.charCodeAt(0)] = 63

/**
 * The first bytes of a base64 text, without decoding the rest; fewer where it ends or holds something else. The line
 * feeds of wrapped base64 are not skipped. The answer is valid until the next call: tens of thousands of these are asked.
 */
export const headBytes = (text: string, at: number): Uint8Array => {
  let filled = 0
  for (let i = at; filled < HEAD_BYTES && i + 1 < text.length; i += 4) {
    const a = digit(text, i)
    const b = digit(text, i + 1)
    if ((a | b) > 63) break
    HEAD[filled++] = (a << 2) | (b >> 4)
    const c = digit(text, i + 2)
    if (c > 63) break
    HEAD[filled++] = ((b & 15) << 4) | (c >> 2)
    const d = digit(text, i + 3)
    if (d > 63) break
    HEAD[filled++] = ((c & 3) << 6) | d
  }
  return filled === HEAD_BYTES ? HEAD : HEAD.subarray(0, filled)
}

/** So many bytes are enough to tell what DER is. A multiple of three. */
const HEAD_BYTES = 24
const HEAD = new Uint8Array(HEAD_BYTES)

const digit = (text: string, at: number): number => {
  const code = text.charCodeAt(at)
  return code < 128 ? (DIGITS[code] as number) : 255
}

/** How many digits (without padding) the base64 of so many bytes has. */
export const digitsFor = (bytes: number): number => Math.ceil((bytes * 4) / 3)

/** How many characters the padded base64 of so many bytes has. */
export const base64Length = (bytes: number): number => Math.ceil(bytes / 3) * 4

/** Longer values get a buffer of their own. */
const SCRATCH_BYTES = 65_536
const SCRATCH = Buffer.alloc(SCRATCH_BYTES)

/** Decodes base64 leniently, as Node does. The answer is valid until the next call. */
export const decodeOnce = (text: string): Buffer =>
  text.length <= SCRATCH_BYTES ? SCRATCH.subarray(0, SCRATCH.write(text, 'base64')) : Buffer.from(text, 'base64')

/**
 * Decodes base64 as the API server does (RFC 4648 §4, padded, line breaks ignored); null for anything else. Node's own
 * decoder skips what it does not know, so its answer is compared with the length that it must have. The answer is valid
 * until the next call.
 */
export const decodeStrictly = (text: string): Buffer | null => {
  const bytes = decodeOnce(text)
  if (isExact(text, bytes.length)) return bytes
  const joined = text.replace(/[\r\n]+/g, '')
  return joined.length !== text.length && isExact(joined, bytes.length) ? bytes : null
}

/** Whether a text is padded base64 of the standard alphabet that decodes to so many bytes. */
export const isExact = (text: string, decoded: number): boolean => {
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0
  if (text.length % 4 !== 0 || (text.length / 4) * 3 - padding !== decoded) return false
  return !text.includes('-') && !text.includes('_')
}
