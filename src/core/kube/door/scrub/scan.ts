/** A piece of a text that is taken out. */
export interface Hit {
  readonly from: number
  readonly to: number
  readonly forms: readonly string[]
  /** What takes its place; where it is absent, the marker of the first form. */
  readonly instead?: string
}

/** What lies deeper in encodings than this is removed unseen. */
export const MAX_DEPTH = 8

/** One text that is being looked through, with what was found so far. */
export interface Scan {
  readonly text: string
  readonly hits: Hit[]
  /** Places known to hold nothing, in rising order: the bodies of certificates. */
  readonly clean: {readonly from: number; readonly to: number}[]
  /** How many encodings it was found in. */
  readonly depth: number
  /**
   * How many more characters may be looked at a second time. Honest text never uses it up; text that is made to be slow
   * does, and is then removed instead of being looked through.
   */
  readonly budget: {left: number}
  /** Looks through what was decoded from a part of the text. */
  readonly inner: (decoded: string) => {readonly text: string; readonly forms: readonly string[]}
}

/** Adds a hit; overlaps are settled when the text is put together. */
export const hit = (scan: Scan, from: number, to: number, form: string): void => {
  scan.hits.push({from, to, forms: [form]})
}
