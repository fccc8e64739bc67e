/** How a field is written: on a line of its own (YAML, properties), or between braces and commas (JSON, queries). */
export type Style = 'line' | 'flow'

/** How the field that has its name at a place is written; undefined where the name is only a word in a sentence. */
export const styleOf = (text: string, name: number): Style | undefined => {
  let from = name
  while (from > 0 && name - from < 64 && /[\w.-]/.test(text[from - 1] as string)) from--
  if (text.startsWith('--', from)) return undefined
  if (text[from] === 'n' && text[from - 1] === '\\') return 'line'
  while (from > 0 && name - from < 200 && /["'\\ \t]/.test(text[from - 1] as string)) from--
  const before = text[from - 1]
  if (before === undefined || /[\n\r]/.test(before)) return 'line'
  if (/[{,[&?;]/.test(before)) return 'flow'
  return before === 'n' && text[from - 2] === '\\' ? 'line' : listItem(text, from)
}

/** `- password: x`: the dash stands behind nothing but white space. */
const listItem = (text: string, from: number): Style | undefined =>
  /(?:^|[\n\r]|\\n)[ \t]{0,80}-$/.test(text.slice(Math.max(0, from - 84), from)) ? 'line' : undefined

export interface Span {
  readonly from: number
  readonly to: number
}

interface Field {
  readonly style: Style
  /** Whether the name stands in quotes: then what follows without quotes is a number or a structure. */
  readonly quoted: boolean
  /** Whether it is `name=value`. */
  readonly assigned: boolean
}

const OPENING = /(\\{0,300})(["'])/y
const BLOCK = /[|>][-+0-9]{0,2}[ \t]{0,8}(?:#[^\n]{0,200})?\r?\n/y
const LINE = /(?:[^\n\r\\]|\\(?![\\nr"])){0,8192}/y
const FLOW = /(?:[^\n\r\\,}\]&]|\\(?![\\nr"])){0,8192}/y

/** Where the value of a field stands: between quotes, up to the end of the line, or in the lines of a YAML block. */
export const fieldValue = (text: string, from: number, {style, quoted, assigned}: Field): Span => {
  OPENING.lastIndex = from
  const opening = OPENING.exec(text)
  if (opening !== null) {
    const start = from + opening[0].length
    return {from: start, to: closing(text, start, (opening[1] as string).length, opening[2] as string)}
  }
  if (quoted || (!assigned && /[{[]/.test(text[from] ?? ''))) return {from, to: from}
  BLOCK.lastIndex = from
  if (BLOCK.test(text)) return {from, to: blockEnd(text, from, BLOCK.lastIndex)}
  const rest = style === 'line' ? LINE : FLOW
  rest.lastIndex = from
  const value = rest.exec(text)?.[0] ?? ''
  return {from, to: from + value.replace(/\s#.*$/, '').trimEnd().length}
}

/** No secret is longer. */
const LONGEST = 8192

/**
 * Where the quote closes that was opened behind so many backslashes (one for each JSON that the text is in). Fewer
 * backslashes close it too; more belong to a quote inside, and so does a single quote that is doubled.
 */
const closing = (text: string, from: number, backslashes: number, quote: string): number => {
  const limit = Math.min(text.length, from + LONGEST)
  let before = 0
  for (let at = from; at < limit; at++) {
    const character = text[at]
    if (character === '\n' || character === '\r') return at
    if (character === quote && (before <= backslashes || (backslashes === 0 && before % 2 === 0))) {
      if (quote === '"' || text[at + 1] !== quote) return at - Math.min(before, backslashes)
      at++
    }
    before = character === '\\' && quote === '"' ? before + 1 : 0
  }
  return limit
}

/** The end of the lines behind `from` that are indented deeper than the line of the field. */
const blockEnd = (text: string, field: number, from: number): number => {
  const lineStart = text.lastIndexOf('\n', field) + 1
  const indent = /^[ \t-]*/.exec(text.slice(lineStart, lineStart + 200))?.[0].length ?? 0
  let to = from
  while (to < text.length) {
    const end = text.indexOf('\n', to)
    const line = text.slice(to, end === -1 ? text.length : end)
    if (line.trim() !== '' && line.length - line.trimStart().length <= indent) break
    to = end === -1 ? text.length : end + 1
  }
  return text[to - 1] === '\n' ? to - 1 : to
}
