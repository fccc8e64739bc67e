import {LIMITS} from './limits.ts'
import {type Entry, type Node, Unusable} from './node.ts'

interface Cursor {
  readonly text: string
  at: number
  line: number
  values: number
}

/** Whether a text is JSON and not YAML, as kubectl decides it: by its first character. */
export const looksLikeJson = (text: string): boolean => /^\s*\{/.test(text)

/**
 * The values of a JSON text, one after the other as `jq` and kubectl write them, with their lines.
 * @throws Unusable where it is not JSON (YAML's flow style looks like it at first).
 */
export function* readJson(text: string, firstLine: number): Generator<Node> {
  const cursor: Cursor = {text, at: 0, line: firstLine, values: 0}
  skipSpace(cursor)
  while (cursor.at < text.length) {
    yield value(cursor, 0)
    skipSpace(cursor)
  }
}

const skipSpace = (cursor: Cursor): void => {
  for (const {text} = cursor; cursor.at < text.length; cursor.at++) {
    const code = text.charCodeAt(cursor.at)
    if (code === 10) cursor.line += 1
    else if (code !== 32 && code !== 9 && code !== 13) return
  }
}

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?/y

const value = (cursor: Cursor, depth: number): Node => {
  const {text, at, line} = cursor
  if (depth > LIMITS.nesting) throw new Unusable(line, `it is nested deeper than ${LIMITS.nesting} levels`)
  cursor.values += 1
  if (cursor.values > LIMITS.jsonValues) throw new Unusable(line, `it has more than ${LIMITS.jsonValues} values`)
  switch (text[at]) {
    case '{':
      return {is: 'map', line, entries: entries(cursor, depth)}
    case '[':
      return {is: 'list', line, items: items(cursor, depth)}
    case '"':
      return {is: 'scalar', line, value: string(cursor)}
  }
  for (const [word, meaning] of WORDS) {
    if (text.startsWith(word, at)) {
      cursor.at += word.length
      return {is: 'scalar', line, value: meaning}
    }
  }
  NUMBER.lastIndex = at
  const digits = NUMBER.exec(text)?.[0]
  if (digits === undefined) throw unexpected(cursor)
  cursor.at += digits.length
  return {is: 'scalar', line, value: Number(digits)}
}

const WORDS = [
  ['true', true],
  ['false', false],
  ['null', null],
] as const

const unexpected = ({text, at, line}: Cursor): Unusable =>
  new Unusable(line, at < text.length ? 'it is not valid JSON' : 'the JSON ends too early')

const take = (cursor: Cursor, character: string): boolean => {
  skipSpace(cursor)
  if (cursor.text[cursor.at] !== character) return false
  cursor.at += 1
  return true
}

const expect = (cursor: Cursor, character: string): void => {
  if (!take(cursor, character)) throw unexpected(cursor)
}

const entries = (cursor: Cursor, depth: number): Entry[] => {
  const found: Entry[] = []
  cursor.at += 1
  if (take(cursor, '}')) return found
  do {
    skipSpace(cursor)
    const {line} = cursor
    if (cursor.text[cursor.at] !== '"') throw unexpected(cursor)
    const key = string(cursor)
    expect(cursor, ':')
    skipSpace(cursor)
    found.push({key, line, node: value(cursor, depth + 1)})
  } while (take(cursor, ','))
  expect(cursor, '}')
  return found
}

const items = (cursor: Cursor, depth: number): Node[] => {
  const found: Node[] = []
  cursor.at += 1
  if (take(cursor, ']')) return found
  do {
    skipSpace(cursor)
    found.push(value(cursor, depth + 1))
  } while (take(cursor, ','))
  expect(cursor, ']')
  return found
}

/** The string at the cursor; no line break may stand in it. */
const string = (cursor: Cursor): string => {
  const {text, at} = cursor
  let end = at + 1
  let escaped = false
  for (; end < text.length; end++) {
    const code = text.charCodeAt(end)
    if (code === 34) break
    if (code < 32) throw unexpected(cursor)
    if (code === 92) {
      escaped = true
      end += 1
    }
  }
  if (end >= text.length) throw unexpected({...cursor, at: text.length})
  cursor.at = end + 1
  if (!escaped) return text.slice(at + 1, end)
  try {
    return JSON.parse(text.slice(at, end + 1)) as string
  } catch {
    throw unexpected(cursor)
  }
}
