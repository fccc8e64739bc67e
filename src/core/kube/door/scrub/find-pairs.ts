import {fieldValue, styleOf} from './field-value.ts'
import {FORM} from './forms.ts'
import {hit, type Scan} from './scan.ts'
import {formOfName, isReference, SENSITIVE} from './sensitive-name.ts'

/** Quotes as they get in JSON inside JSON: `"`, `\"`, `\\\"`. */
const QUOTE = `[\\\\"']{0,300}`

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
  if (text.includes('kty') || text.includes('crv')) findMembers(scan, JWK_MEMBER, FORM.jwk)
  if (text.includes('ciphertext')) findMembers(scan, JWE_MEMBER, FORM.jwe)
  if (text.includes('://')) findMembers(scan, URL_PASSWORD, FORM.password)
  if (!MENTIONED.test(text)) return
  FIELD.lastIndex = 0
  for (let match = FIELD.exec(text); match !== null; match = FIELD.exec(text)) {
    const [whole, name = '', quote = ''] = match
    const from = match.index + whole.length
    const style = styleOf(text, match.index)
    if (style === undefined) continue
    const value = fieldValue(text, from, {style, quoted: quote !== '', assigned: whole.trimEnd().endsWith('=')})
    take(scan, name, value.from, value.to)
    FIELD.lastIndex = Math.max(from, value.to)
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

const WORD = /["']?[^\s"']{1,8192}/y

const findWord = (scan: Scan, name: string, from: number): void => {
  WORD.lastIndex = from
  if (WORD.test(scan.text)) take(scan, name, from, WORD.lastIndex)
}

/** Takes a value out, unless it only points to one, or is a sentence about keys. */
const take = (scan: Scan, name: string, from: number, to: number): void => {
  const value = scan.text.slice(from, to).trim()
  const form = formOfName(name) ?? FORM.token
  if (value === '' || isReference(value) || (form === FORM.keyField && !KEY_LIKE.test(value))) return
  hit(scan, from, to, form)
}

/** One word that is long enough to be a key. */
const KEY_LIKE = /^[\w+/=.:-]{16,}$/
