import {headBytes} from './base64.ts'
import {binaryForm, derHead} from './der-form.ts'
import {FORM} from './forms.ts'
import {hit, type Scan} from './scan.ts'

/** White space, and line ends that were escaped or folded, as they get between the words of a label. */
const GAP = '(?:[\\s+_\\\\"\',#>|]|(?<=\\\\)[nrt]){1,60}'

/** BEGIN or END of a private key, of whatever kind, with or without its dashes. */
const PRIVATE = new RegExp(`(BEGIN|END)${GAP}(?:[A-Z0-9]{1,16}${GAP}){0,4}PRIVATE${GAP}KEY(?:${GAP}BLOCK)?`, 'g')

const ENCRYPTED = /ENCRYPTED/

/** Finds private keys in PEM, whatever was done to their line ends. */
export const findPrivatePem = (scan: Scan): void => {
  const {text} = scan
  if (!text.includes('PRIVATE')) return
  const markers = [...text.matchAll(PRIVATE)].map(match => ({
    begins: match[1] === 'BEGIN',
    from: beforeDashes(text, match.index),
    to: afterDashes(text, match.index + match[0].length),
    label: match[0],
  }))
  let done = 0
  for (const [i, marker] of markers.entries()) {
    if (marker.from < done) continue
    const next = markers[i + 1]
    if (!marker.begins) done = headless(scan, marker, done)
    else if (next !== undefined && !next.begins && !text.slice(marker.to, next.from).includes('-----BEGIN')) {
      done = closed(scan, marker, next)
    } else done = open(scan, marker, next?.from ?? text.length)
  }
}

interface Marker {
  readonly from: number
  readonly to: number
  readonly label: string
}

const beforeDashes = (text: string, at: number): number => {
  let from = at
  if (text[from - 1] === ' ' && text[from - 2] === '-') from--
  while (from > 0 && at - from < 6 && text[from - 1] === '-') from--
  return from
}

const afterDashes = (text: string, at: number): number => {
  let to = at
  if (text[to] === ' ' && text[to + 1] === '-') to++
  while (to < text.length && to - at < 6 && text[to] === '-') to++
  return to
}

/** BEGIN and its END: all that stands between goes. A label in prose, with nothing like a key behind it, stays. */
const closed = (scan: Scan, begin: Marker, end: Marker): number => {
  const body = scan.text.slice(begin.to, end.from)
  if (!isKeyBody(body)) return begin.to
  hit(scan, begin.from, end.to, ENCRYPTED.test(begin.label) || ENCRYPTED.test(body) ? FORM.encryptedPem : FORM.pem)
  return end.to
}

/** A piece of a cut-off key: base64, the headers of encrypted keys, and what stands between. */
const BODY_PIECE =
  /[A-Za-z0-9+/=_-]{16,}|(?:[\s"',#>|\\]|(?<=\\)[nrt]){1,400}|(?:Proc-Type|DEK-Info|Version|Comment): ?[\w,. -]{0,80}/y

/** One last line of base64 that is shorter, and no name of a field. */
const LAST_LINE = /[A-Za-z0-9+/]{1,15}={0,2}(?![\w:=])/y

/** BEGIN without its END: what looks like lines of the key goes, and one shorter last line. */
const open = (scan: Scan, begin: Marker, limit: number): number => {
  const {text} = scan
  let to = begin.to
  while (to < limit) {
    BODY_PIECE.lastIndex = to
    if (!BODY_PIECE.test(text)) break
    to = BODY_PIECE.lastIndex
  }
  LAST_LINE.lastIndex = to
  if (LAST_LINE.test(text)) to = LAST_LINE.lastIndex
  to = Math.min(to, limit)
  const body = text.slice(begin.to, to)
  if (!isKeyBody(body)) return begin.to
  hit(scan, begin.from, to, ENCRYPTED.test(begin.label) || ENCRYPTED.test(body) ? FORM.encryptedPem : FORM.pem)
  return to
}

/** END without its BEGIN: the lines of base64 before it go. */
const headless = (scan: Scan, end: Marker, done: number): number => {
  const {text} = scan
  let from = end.from
  while (from > done && /[A-Za-z0-9+/=\s\\]/.test(text[from - 1] as string)) from--
  const first = text.slice(from, end.from).search(/[A-Za-z0-9+/]{16,}/)
  if (first === -1) return end.to
  hit(scan, from + first, end.to, FORM.pem)
  return end.to
}

const isKeyBody = (body: string): boolean => {
  if (/[A-Za-z0-9+/_-]{16,}/.test(body)) return true
  const digits = body.replace(/\\+[nrt]?|[^A-Za-z0-9+/\\]+/g, '')
  return digits.length >= 40 && derHead(headBytes(digits, 0)) !== null
}

const BEGIN = '-----BEGIN '
const END = '-----END '

/**
 * Looks into the PEM blocks with other labels: a private key may stand under the label of a certificate, or behind the
 * certificate inside one block, whole or cut off. Blocks in which nothing is found are marked clean.
 */
export const findMislabelled = (scan: Scan): void => {
  const {text} = scan
  for (let from = text.indexOf(BEGIN); from !== -1; ) {
    const closing = text.indexOf(END, from)
    const end = closing === -1 ? text.length : closing
    const begin = closing === -1 ? from : text.lastIndexOf(BEGIN, end)
    const label = text.slice(begin, begin + 80).match(/^-----BEGIN [A-Z0-9 .#-]{1,60}?-----/)?.[0]
    if (label !== undefined && !label.includes('PRIVATE')) judgeBlock(scan, begin, begin + label.length, end)
    from = text.indexOf(BEGIN, end)
  }
}

/** No honest block has more elements of DER than this. */
const MOST_ELEMENTS = 16

const judgeBlock = (scan: Scan, begin: number, bodyFrom: number, end: number): void => {
  const body = scan.text.slice(bodyFrom, end)
  const bytes = Buffer.from(body.replace(/\\+[nrt]?|[^A-Za-z0-9+/=\\]+/g, ''), 'base64')
  let elements = 0
  for (let at = 0; at < bytes.length; elements++) {
    const rest = bytes.subarray(at)
    const form = elements === MOST_ELEMENTS ? FORM.unseen : binaryForm(rest)
    if (form !== undefined) {
      const line = /^-----END [A-Z0-9 .#-]{1,60}?-----/.exec(scan.text.slice(end, end + 80))?.[0] ?? END
      hit(scan, begin, end + line.length, form)
      return
    }
    const head = derHead(rest)
    if (head === null) return
    at += head.length
  }
  if (end < scan.text.length) scan.clean.push({from: bodyFrom, to: end})
}
