/** Whether a character is a digit of either base64 alphabet, by its code; hex digits are. */
const DIGIT = new Uint8Array(128)
for (const digit of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_') {
  DIGIT[digit.charCodeAt(0)] = 1
}

/** Shorter runs are words. */
const SHORTEST = 16

const isDigit = (text: string, at: number): boolean => {
  const code = text.charCodeAt(at)
  return code < 128 && DIGIT[code] === 1
}

/**
 * The next run of at least 16 base64 digits from a place on, up to its end; null where there is none. It looks at the
 * end of where a run would be first, and so skips most of a text unseen.
 */
export const nextRun = (text: string, at: number): {readonly from: number; readonly to: number} | null => {
  let from = at
  while (from + SHORTEST <= text.length) {
    let last = from + SHORTEST - 1
    while (last >= from && isDigit(text, last)) last--
    if (last >= from) {
      from = last + 1
      continue
    }
    let to = from + SHORTEST
    while (to < text.length && isDigit(text, to)) to++
    return {from, to}
  }
  return null
}
