import type {Scan} from './scan.ts'

/** What stands between the lines of wrapped base64: white space, escaped line breaks, quotes, comment signs. */
const BETWEEN = /(?:[\s"',#>|\\]|(?<=\\)[nrt]){1,400}/y

const PIECE = {
  base64: /[A-Za-z0-9+/_-]+/y,
  hex: /[0-9a-fA-F]+/y,
}

/** Shorter pieces are words, unless the digits end with them. */
const SHORTEST_PIECE = 16

export interface Gathered {
  /** The digits without what stood between them. */
  readonly digits: string
  /** Where they end in the text, padding included. */
  readonly to: number
}

export interface Wanted {
  readonly encoding: keyof typeof PIECE
  /** How many digits, where that is known. */
  readonly count: number
  /** Only lines as long as the first, and one last shorter line. */
  readonly even?: boolean
}

/**
 * The digits of base64 or hex from a place on, over line breaks. Stops at anything that cannot belong to it, at words,
 * and where it has as many as wanted.
 */
export const gather = (scan: Scan, at: number, {encoding, count, even}: Wanted): Gathered => {
  const {text} = scan
  const pieces: string[] = []
  const lines: number[] = []
  let total = 0
  let to = at
  for (let next = at; total < count; ) {
    const line = matchAt(PIECE[encoding], text, next)
    if (line === '' || !belongs(line.length, lines, count - total, even === true)) break
    const taken = line.slice(0, count - total)
    pieces.push(taken)
    lines.push(line.length)
    total += taken.length
    to = next + taken.length
    if (text.charCodeAt(to) === 61 || (lines.length > 1 && line.length < SHORTEST_PIECE)) break
    next = to + matchAt(BETWEEN, text, to).length
    if (next === to) break
  }
  scan.budget.left -= total
  while (text.charCodeAt(to) === 61) to++
  return {digits: pieces.join(''), to}
}

const belongs = (length: number, lines: readonly number[], missing: number, even: boolean): boolean => {
  const first = lines[0]
  if (first === undefined) return true
  if (even) return length <= first && lines.at(-1) === first
  return length >= SHORTEST_PIECE || length >= missing || missing === Number.POSITIVE_INFINITY
}

const matchAt = (pattern: RegExp, text: string, at: number): string => {
  pattern.lastIndex = at
  return pattern.exec(text)?.[0] ?? ''
}
