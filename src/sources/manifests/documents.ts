/** One document of a YAML stream. */
export interface Document {
  /** With its directives and its `---` only where it needs them. */
  readonly text: string
  /** The line of the file on which `text` begins, from 1. */
  readonly line: number
  /** Lines of the file that `text` leaves out, by the lines of `text` (from 0) that follow them. */
  readonly gaps?: readonly {readonly before: number; readonly lines: number}[]
}

const MARKER = /^(?:---|\.\.\.)(?=[ \t\r\n]|$)/gm

/**
 * Cuts a YAML stream at `---` and `...` in the first column, which end a document wherever they stand (YAML 1.2, 9.1.2).
 * So a document that cannot be read does not cost the others. What is blank is left out; comments are not.
 */
export function* documentsOf(text: string): Generator<Document> {
  const cutter = new RegExp(MARKER)
  let from = 0
  let line = 1
  for (let match = cutter.exec(text); match !== null; match = cutter.exec(text)) {
    const part = text.slice(from, match.index)
    const isStart = match[0] === '---'
    if (isStart && isDirectives(part)) continue
    yield* filled(part, line)
    line += countLines(part)
    from = isStart && hasContent(text, match.index + 3) ? match.index : lineAfter(text, match.index)
    if (from > match.index) line += 1
    // What stands on the line of a marker must not be taken for another marker.
    cutter.lastIndex = Math.max(cutter.lastIndex, from)
  }
  yield* filled(text.slice(from), line)
}

function* filled(text: string, line: number): Generator<Document> {
  if (/\S/.test(text)) yield {text, line}
}

/** Whether there is nothing but directives (`%YAML 1.2`), comments and blank lines, and at least one directive. */
const isDirectives = (text: string): boolean =>
  /^\s*[%#]/.test(text) && /^%/m.test(text) && /^(?:(?:[%#].*|[ \t]*)\r?(?:\n|$))*$/.test(text)

/** Whether something other than a comment stands behind a marker, on its line. */
const hasContent = (text: string, at: number): boolean => {
  const end = text.indexOf('\n', at)
  return /^\s+[^\s#]/.test(text.slice(at, end === -1 ? text.length : end))
}

const lineAfter = (text: string, at: number): number => {
  const end = text.indexOf('\n', at)
  return end === -1 ? text.length : end + 1
}

export const countLines = (text: string): number => {
  let count = 0
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) count += 1
  return count
}
