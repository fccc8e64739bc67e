import {FORM} from './forms.ts'
import {hit, type Scan} from './scan.ts'

const PART = /[A-Za-z0-9_-]*/y

/**
 * A JWT (three parts) or an encrypted key in JWE compact form (five parts, or cut off; RFC 7516 §3.1), told by the header
 * that the first part holds. Answers where it ends; undefined where there is none.
 */
export const findJose = (scan: Scan, from: number, to: number): number | undefined => {
  const {text} = scan
  if (!text.startsWith('eyJ', from) || text[to] !== '.') return undefined
  const header = Buffer.from(text.slice(from, Math.min(to, from + 4096)), 'base64').toString('latin1')
  const isEncrypted = /"enc"/.test(header)
  if (!isEncrypted && !/"alg"/.test(header)) return undefined
  let parts = 1
  let end = to
  while (parts < 5 && text[end] === '.') {
    PART.lastIndex = end + 1
    PART.test(text)
    end = PART.lastIndex
    parts++
  }
  if (parts === 5 || isEncrypted) hit(scan, from, end, FORM.jwe)
  else if (parts === 3) hit(scan, from, end, FORM.jwt)
  else return undefined
  return end
}
