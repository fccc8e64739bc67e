/** Signs in a text that it may hold something secret, as bits. */
export const SIGN = {
  /** A run of digits of base64 or hex as long as the shortest key, or a line break, or an escape. */
  key: 1,
  /** What stands between a name and its value. */
  pair: 2,
} as const

/** Shorter texts hold no key: the shortest, Ed25519 in PKCS#8, has 64 characters in base64; a signature of a JWT 43. */
export const SHORTEST_KEY = 40

/** Longer texts have enough signs anyway. */
const LONGEST = 1024

const BASE64 = 4
const HEX_OR_COLON = 8

/** What each character says: the signs above, and whether it is a digit. */
const CLASSES = new Uint8Array(128)
const mark = (characters: string, bit: number): void => {
  for (const character of characters) {
    CLASSES[character.charCodeAt(0)] = (CLASSES[character.charCodeAt(0)] as number) | bit
  }
}
mark('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_', BASE64)
mark('0123456789abcdefABCDEF:', HEX_OR_COLON)
mark('\n\r\\%&', SIGN.key)
mark(':=', SIGN.pair)

/**
 * What one pass over a text tells: nearly all strings of a cluster are names, sentences and times, and are done with
 * after it.
 */
export const signsIn = (text: string): number => {
  if (text.length > LONGEST) return SIGN.key | SIGN.pair
  const dashes = text.includes('--') ? SIGN.pair : 0
  if (text.length < SHORTEST_KEY) return dashes | (text.includes(':') || text.includes('=') ? SIGN.pair : 0)
  let all = 0
  let run = 0
  let hex = 0
  let longest = 0
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    const classes = code < 128 ? (CLASSES[code] as number) : 0
    all |= classes
    run = (classes & BASE64) === 0 ? 0 : run + 1
    hex = (classes & HEX_OR_COLON) === 0 ? 0 : hex + 1
    if (run > longest) longest = run
    if (hex > longest) longest = hex
  }
  return (all & (SIGN.key | SIGN.pair)) | (longest >= SHORTEST_KEY ? SIGN.key : 0) | dashes
}
