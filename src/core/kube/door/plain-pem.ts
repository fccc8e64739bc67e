import {base64Length, headBytes} from './base64.ts'
import {derHead, HEAD_BYTES} from './der-form.ts'

const BEGIN = '-----BEGIN '
const END = '\n-----END '

/** Labels of what anybody may see. */
const PUBLIC_LABELS = ['CERTIFICATE', 'CERTIFICATE REQUEST', 'NEW CERTIFICATE REQUEST', 'X509 CRL', 'PUBLIC KEY']

/**
 * Whether a text is nothing but PEM blocks as every program writes them (64 columns, line feeds, no text around), of
 * certificates alone or of anything public, each exactly as long as the DER in it says. Nearly all PEM of a cluster is,
 * and needs no closer look: there is no room for a key in it.
 */
export const isPlainPem = (text: string, which: 'certificates' | 'public'): boolean => {
  if (text === '') return false
  let at = 0
  while (at < text.length) {
    const next = blockEnd(text, at, which)
    if (next === -1) return false
    at = next
  }
  return true
}

/** Where the block that starts at `at` ends, its line feed included; -1 where none starts there or it is not plain. */
const blockEnd = (text: string, at: number, which: 'certificates' | 'public'): number => {
  if (!text.startsWith(BEGIN, at)) return -1
  const from = text.indexOf('\n', at) + 1
  const label = text.slice(at + BEGIN.length, from - 6)
  if (from === 0 || (which === 'certificates' ? label !== 'CERTIFICATE' : !PUBLIC_LABELS.includes(label))) return -1
  const close = `${label}-----`
  const to = text.indexOf(END, from)
  if (to === -1 || !text.startsWith('-----\n', from - 6) || !text.startsWith(close, to + END.length)) return -1
  if (!isExactBody(text, from, to)) return -1
  const end = to + END.length + close.length
  if (end === text.length) return end
  return text.charCodeAt(end) === 10 ? end + 1 : -1
}

/** Whether the lines between two places hold one element of DER, no key, and nothing else. */
const isExactBody = (text: string, from: number, to: number): boolean => {
  const head = derHead(headBytes(text, from, HEAD_BYTES))
  if (head === null || head.form !== undefined) return false
  const characters = base64Length(head.length)
  return to - from === characters + Math.ceil(characters / 64) - 1
}
