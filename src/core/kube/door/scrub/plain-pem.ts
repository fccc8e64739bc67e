import {base64Length, headBytes} from './base64.ts'
import {derHead} from './der-form.ts'

const BEGIN = '-----BEGIN '
const DASHES = '-----'

/** Labels of what anybody may see. */
const PUBLIC_LABELS: ReadonlySet<string> = new Set([
  'CERTIFICATE',
  'CERTIFICATE REQUEST',
  'NEW CERTIFICATE REQUEST',
  'X509 CRL',
  'PUBLIC KEY',
])

const CERTIFICATES: ReadonlySet<string> = new Set(['CERTIFICATE'])

/**
 * Whether a text is nothing but PEM blocks as every program writes them (64 columns, line feeds, no text around), of
 * certificates alone or of anything public, each exactly as long as the DER in it says. Nearly all PEM of a cluster is,
 * and needs no closer look: there is no room for a key in it.
 */
export const isPlainPem = (text: string, which: 'certificates' | 'public'): boolean => {
  const labels = which === 'certificates' ? CERTIFICATES : PUBLIC_LABELS
  let at = 0
  while (at < text.length) {
    const next = blockEnd(text, at, labels)
    if (next === -1) return false
    at = next
  }
  return text.length > 0
}

/** A BEGIN line with the longest label, and so much of the body that it tells what is in it. */
const START = 80

/** Where the block that starts at `at` ends, its line feed included; -1 where none starts there or it is not plain. */
const blockEnd = (text: string, at: number, labels: ReadonlySet<string>): number => {
  const start = text.slice(at, at + START)
  const lineFeed = start.indexOf('\n')
  if (!start.startsWith(BEGIN) || !start.startsWith(DASHES, lineFeed - DASHES.length)) return -1
  const label = start.slice(BEGIN.length, lineFeed - DASHES.length)
  const head = labels.has(label) ? derHead(headBytes(start, lineFeed + 1)) : null
  if (head === null || head.form !== undefined) return -1
  const characters = base64Length(head.length)
  const bodyEnd = at + lineFeed + characters + Math.ceil(characters / 64)
  const trailer = `\n-----END ${label}${DASHES}\n`
  const end = bodyEnd + trailer.length
  const last = text.slice(bodyEnd, end)
  if (last === trailer) return end
  return end - 1 === text.length && last === trailer.slice(0, -1) ? end - 1 : -1
}
