import {FORM} from './forms.ts'
import {hit, type Scan} from './scan.ts'
import {formOfName, isReference, SENSITIVE} from './sensitive-name.ts'

/** Quotes as they get in JSON inside JSON: `"`, `\"`, `\\\"`. */
const QUOTE = `[\\\\"']{0,16}`

const JWK_MEMBER = new RegExp(
  `(?<![\\w-])(?:d|p|q|dp|dq|qi|k)${QUOTE}[ \\t]{0,8}:[ \\t]{0,8}${QUOTE}([A-Za-z0-9_-]{8,})`,
  'g',
)
const JWE_MEMBER = new RegExp(`(?:ciphertext|encrypted_key)${QUOTE}\\s{0,40}:\\s{0,40}${QUOTE}([A-Za-z0-9_-]{8,})`, 'g')
const URL_PASSWORD = /:\/\/[^\s/:@"'\\]{0,128}:([^\s/@"'\\]{1,256})@/g
const FIELD = new RegExp(`(${SENSITIVE})(${QUOTE})[ \\t]{0,8}[:=][ \\t]{0,8}`, 'gi')
const FLAG = new RegExp(`(?<![\\w-])--?[\\w.-]{0,60}${SENSITIVE}[ =]{1,4}(?![-=\\s])`, 'gi')

const MENTIONED = new RegExp(SENSITIVE, 'i')

/** Finds what is secret by the name that stands before it: members of JWK and JWE, fields of kubeconfigs, flags. */
export const findPairs = (scan: Scan): void => {
  const {text} = scan
  if (text.includes('kty')) findMembers(scan, JWK_MEMBER, FORM.jwk)
  if (text.includes('ciphertext')) findMembers(scan, JWE_MEMBER, FORM.jwe)
  if (text.includes('://')) findMembers(scan, URL_PASSWORD, FORM.password)
  if (!MENTIONED.test(text)) return
  FIELD.lastIndex = 0
  for (let match = FIELD.exec(text); match !== null; match = FIELD.exec(text)) {
    const from = match.index + match[0].length
    if (isFieldStart(text, match.index)) FIELD.lastIndex = Math.max(from, findValue(scan, match[1] as string, from))
  }
  for (const match of text.matchAll(FLAG)) findWord(scan, match[0].replace(/[ =]+$/, ''), match.index + match[0].length)
}

const findMembers = (scan: Scan, pattern: RegExp, form: string): void => {
  for (const match of scan.text.matchAll(pattern)) {
    const to = match.index + match[0].length
    const value = match[1] as string
    const end = pattern === URL_PASSWORD ? to - 1 : to
    if (!isReference(value)) hit(scan, end - value.length, end, form)
  }
}

/** Whether a name stands where a field starts: at the start of a line, after a brace, a comma or a list's dash. */
const isFieldStart = (text: string, at: number): boolean => {
  let from = at
  while (from > 0 && at - from < 64 && /[\w.-]/.test(text[from - 1] as string)) from--
  if (text.startsWith('--', from)) return false
  if (text[from] === 'n' && text[from - 1] === '\\') return true
  while (from > 0 && at - from < 200 && /["'\\ \t]/.test(text[from - 1] as string)) from--
  const before = text[from - 1]
  if (before === undefined || /[\n\r{,[&?;]/.test(before)) return true
  return before === 'n' && text[from - 2] === '\\'
}

const QUOTED = /(\\{0,16}["'])((?:(?!\1)[^\n\r]){0,8192})/y
const BLOCK = /[|>][-+0-9]{0,2}[ \t]{0,8}(?:#[^\n]{0,200})?\r?\n/y

/** The value of a field: quoted, to the end of the line, or the lines of a YAML block. Answers where it ends. */
const findValue = (scan: Scan, name: string, from: number): number => {
  const {text} = scan
  QUOTED.lastIndex = from
  const quoted = QUOTED.exec(text)
  if (quoted !== null) {
    const start = from + (quoted[1] as string).length
    return take(scan, name, start, start + (quoted[2] as string).length)
  }
  BLOCK.lastIndex = from
  if (BLOCK.test(text)) return take(scan, name, BLOCK.lastIndex, blockEnd(text, from, BLOCK.lastIndex))
  const rest = /[^\n\r,}\]&]{0,8192}/y
  rest.lastIndex = from
  const line = (rest.exec(text)?.[0] ?? '').replace(/\s+#.*$/, '').trimEnd()
  return take(scan, name, from, from + line.length)
}

/** The lines behind `from` that are indented deeper than the line of the field. */
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
  return to
}

const WORD = /["']?[^\s"']{1,8192}/y

const findWord = (scan: Scan, name: string, from: number): void => {
  WORD.lastIndex = from
  if (WORD.test(scan.text)) take(scan, name, from, WORD.lastIndex)
}

/** Takes a value out, unless it only points to one. Answers where it ends. */
const take = (scan: Scan, name: string, from: number, to: number): number => {
  const value = scan.text.slice(from, to).trim()
  if (to > from && !isReference(value)) hit(scan, from, to, formOfName(name) ?? FORM.token)
  return to
}
