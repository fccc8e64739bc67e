import {digitsFor, headBytes} from './base64.ts'
import {binaryForm, derHead} from './der-form.ts'
import {FORM, inEncoding} from './forms.ts'
import {gather} from './gather.ts'
import {findJose} from './jose.ts'
import {nextRun} from './runs.ts'
import {type Hit, hit, MAX_DEPTH, type Scan} from './scan.ts'

/** Runs shorter than this are looked at only where their start is known. */
const LONG_RUN = 40

/** Finds key material in base64 and hex, of DER, of stores and of text in which something is found; JWT and JWE. */
export const findEncoded = (scan: Scan): void => {
  const {text} = scan
  const judged = [...scan.clean, ...scan.hits].sort((a, b) => a.from - b.from)
  let passed = 0
  for (let at = 0; ; ) {
    const run = nextRun(text, at)
    if (run === null) return
    const from = afterEscape(text, run.from)
    const {to} = run
    while (passed < judged.length && (judged[passed] as Hit).to <= from) passed++
    const inside = judged[passed]
    if (inside !== undefined && inside.from <= from) at = inside.to
    else at = Math.max(judgeRun(scan, from, to), run.from + 1)
    if (scan.budget.left < 0) {
      hit(scan, at, text.length, FORM.unseen)
      return
    }
  }
}

/** The letter of an escaped line break is no digit: `\nMII…`. A dash before the first digit is none either. */
const afterEscape = (text: string, at: number): number => {
  let from = text[at - 1] === '\\' ? at + 1 : at
  while (text[from] === '-') from++
  return from
}

/** What a run of digits is, told by how it starts. Answers where to go on. */
const judgeRun = (scan: Scan, from: number, to: number): number =>
  startingAt(scan, from, to) ?? behindSeparator(scan, from, to) ?? to

const startingAt = (scan: Scan, from: number, to: number): number | undefined =>
  findJose(scan, from, to) ??
  findDer(scan, from, to) ??
  findStore(scan, from, to) ??
  findHex(scan, from, to) ??
  findText(scan, from, to)

/** Digits that also stand between words, paths and the parts of a URL: `https://MII…`, `tls_MII…`. */
const SEPARATORS = '/+_-'

/** What begins in the middle of a run, behind something that only looks like digits. */
const behindSeparator = (scan: Scan, from: number, to: number): number | undefined => {
  for (let at = nextStart(scan.text, from, to); at < to - SHORTEST_REST; at = nextStart(scan.text, at, to)) {
    const hits = scan.hits.length
    const end = startingAt(scan, at, to)
    if (end !== undefined && scan.hits.length > hits) return end
    if (scan.budget.left < 0) {
      hit(scan, from, to, FORM.unseen)
      return to
    }
  }
  return undefined
}

/** Fewer digits are no key. */
const SHORTEST_REST = 40

/** Behind the next separator of a run; its end where there is none. */
const nextStart = (text: string, from: number, to: number): number => {
  let at = from
  while (at < to && !SEPARATORS.includes(text[at] as string)) at++
  return at + 1
}

const findDer = (scan: Scan, from: number, to: number): number | undefined => {
  const {text} = scan
  if (text[from] !== 'M') return undefined
  const start =
    to - from >= 32 ? text.slice(from, from + 32) : gather(scan, from, {encoding: 'base64', count: 32}).digits
  const bytes = headBytes(start, 0)
  const head = derHead(bytes)
  if (head === null || (head.form === undefined && isText(bytes))) return undefined
  if (head.form === undefined) return findBehind(scan, from, to, head.length)
  const wanted = gather(scan, from, {encoding: 'base64', count: digitsFor(head.length), even: head.length === Infinity})
  const form = binaryForm(Buffer.from(wanted.digits, 'base64')) ?? head.form
  hit(scan, from, wanted.to, inEncoding(form, 'base64'))
  return wanted.to
}

/** DER that anybody may see, with more behind it in the same run. */
const findBehind = (scan: Scan, from: number, to: number, length: number): number | undefined => {
  const digits = digitsFor(length)
  if (to - from <= digits || length < 20) return undefined
  scan.budget.left -= to - from
  const form = binaryForm(Buffer.from(scan.text.slice(from, to), 'base64').subarray(length))
  if (form === undefined) return from + digits
  hit(scan, from, to, inEncoding(form, 'base64'))
  return to
}

/** How stores, archives and keys that are neither DER nor text start in base64. */
const STARTS: readonly (readonly [string, string])[] = [
  ['/u3+7Q', FORM.jks],
  ['_u3-7Q', FORM.jks],
  ['zs7Ozg', FORM.jks],
  ['b3BlbnNzaC1rZXktdjEA', FORM.openssh],
  ['H4sI', FORM.compressed],
  ['KLUv', FORM.compressed],
  ['UEsDB', FORM.compressed],
  ['/Td6WFo', FORM.compressed],
  ['QlpoO', FORM.compressed],
]

const findStore = (scan: Scan, from: number, to: number): number | undefined => {
  const start = STARTS.find(([prefix]) => scan.text.startsWith(prefix, from))
  if (start === undefined || to - from < LONG_RUN) return undefined
  const {digits, to: end} = gather(scan, from, {encoding: 'base64', count: Number.POSITIVE_INFINITY, even: true})
  const form = binaryForm(Buffer.from(digits, 'base64')) ?? start[1]
  hit(scan, from, end, inEncoding(form, 'base64'))
  return end
}

const HEX = /[0-9a-fA-F]{32,}/y

const findHex = (scan: Scan, from: number, to: number): number | undefined => {
  const start = scan.text.startsWith('0x', from) ? from + 2 : from
  HEX.lastIndex = start
  if (!HEX.test(scan.text)) return undefined
  const end = HEX.lastIndex
  const bytes = Buffer.from(scan.text.slice(start, start + 96), 'hex')
  const head = derHead(bytes)
  if (head?.form !== undefined) {
    const even = head.length === Infinity
    const wanted = gather(scan, start, {encoding: 'hex', count: 2 * head.length, even})
    hit(scan, from, wanted.to, inEncoding(head.form, 'hex'))
    return wanted.to
  }
  const store = binaryForm(bytes)
  if (store === undefined && !isText(bytes)) return end - start === to - start ? to : undefined
  const all = gather(scan, start, {encoding: 'hex', count: Number.POSITIVE_INFINITY, even: true})
  if (store !== undefined) {
    hit(scan, from, all.to, inEncoding(binaryForm(Buffer.from(all.digits, 'hex')) ?? store, 'hex'))
    return all.to
  }
  return judgeText(scan, {
    from,
    to: all.to,
    decoded: Buffer.from(all.digits, 'hex').toString('latin1'),
    encoding: 'hex',
  })
}

/** How PEM and JSON start in base64. */
const TEXT_START = /(?:LS0t|eyJ|ewog|ewoJ)/y

const findText = (scan: Scan, from: number, to: number): number | undefined => {
  const {text} = scan
  TEXT_START.lastIndex = from
  const known = TEXT_START.test(text)
  if (!known && to - from < LONG_RUN) return undefined
  const head = Buffer.from(text.slice(from, Math.min(to, from + 64)), 'base64')
  if (!isText(head)) return undefined
  const pem = text.startsWith('LS0t', from)
  const all = gather(scan, from, {encoding: 'base64', count: pem ? text.length : Infinity, even: !pem})
  const bytes = Buffer.from(all.digits, 'base64')
  const wanted = pem ? pemLength(bytes) : bytes.length
  const part = wanted === bytes.length ? all : gather(scan, from, {encoding: 'base64', count: digitsFor(wanted)})
  return judgeText(scan, {from, to: part.to, decoded: decodeText(bytes.subarray(0, wanted)), encoding: 'base64'})
}

/** How many of the bytes are PEM, where words behind it were taken for its last digits. */
const pemLength = (bytes: Buffer): number => {
  const trailer = bytes.lastIndexOf('-----END ')
  const end = trailer === -1 ? -1 : bytes.indexOf('-----', trailer + 9)
  return end === -1 || isText(bytes.subarray(end)) ? bytes.length : end + 6
}

/** UTF-16, as PowerShell writes it, is read as such; everything else byte by byte. */
const decodeText = (bytes: Buffer): string =>
  bytes.length > 4 && bytes[1] === 0 && bytes[3] === 0 ? bytes.toString('utf16le') : bytes.toString('latin1')

/** A part of the text, and what it is the base64 or hex of. */
interface Decoded {
  readonly from: number
  readonly to: number
  readonly decoded: string
  readonly encoding: 'base64' | 'hex'
}

const judgeText = (scan: Scan, {from, to, decoded, encoding}: Decoded): number => {
  if (scan.depth >= MAX_DEPTH) {
    hit(scan, from, to, FORM.unseen)
    return to
  }
  const {text, forms} = scan.inner(decoded)
  if (forms.length > 0) {
    const keep = text.includes('-----BEGIN CERTIFICATE') && encoding === 'base64'
    scan.hits.push({
      from,
      to,
      forms: forms.map(form => inEncoding(form, encoding)),
      ...(keep && {instead: Buffer.from(text, 'latin1').toString('base64')}),
    })
  }
  return to
}

/**
 * Whether the first bytes are text: no control characters, and no more of the bytes above ASCII than a text in another
 * language has. Digests and names fail this, so they are not decoded any further.
 */
const isText = (bytes: Uint8Array): boolean => {
  const wide = bytes.length > 4 && bytes[1] === 0 && bytes[3] === 0
  const count = Math.min(bytes.length, 36)
  let high = 0
  for (let i = 0; i < count; i++) {
    const byte = bytes[i] as number
    if (byte < 32 && byte !== 9 && byte !== 10 && byte !== 13 && !(wide && byte === 0)) return false
    if (byte >= 127) high++
  }
  return high * 3 < count
}
