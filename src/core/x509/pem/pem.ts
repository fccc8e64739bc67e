/** One block of a PEM text (RFC 7468). */
export interface PemBlock {
  /** What stands between BEGIN and the dashes: `CERTIFICATE`. */
  readonly label: string
  readonly der: Uint8Array
  /** `Proc-Type: …` and the like (RFC 1421); programs that look for certificates skip a block that has any. */
  readonly headers: Readonly<Record<string, string>>
  /** Of the BEGIN line, 1-based. */
  readonly line: number
  /** Of the BEGIN line, in characters. */
  readonly offset: number
}

export interface PemProblem {
  readonly line: number
  /** One clause for a person, without a full stop. Never holds what the block holds. */
  readonly detail: string
}

export interface Pem {
  readonly blocks: readonly PemBlock[]
  readonly problems: readonly PemProblem[]
}

/** Longer texts are not read. */
export const MAX_PEM_CHARACTERS = 16 * 1024 * 1024

const BEGIN = '-----BEGIN '
const END = '\n-----END '
const DASHES = '-----'

/**
 * The blocks that Go's `pem.Decode` finds, in order, and why it does not see others. A block counts where BEGIN and END
 * start a line, carry the same label, and hold padded base64 between them; whatever stands around it is text.
 */
export const parsePem = (text: string): Pem => {
  if (text.length > MAX_PEM_CHARACTERS) return {blocks: [], problems: [{line: 1, detail: 'is larger than 16 MiB'}]}
  const blocks: PemBlock[] = []
  const problems: PemProblem[] = []
  const lines = lineCounter(text)
  let at = 0
  for (let end = text.indexOf(END, at); end !== -1; end = text.indexOf(END, at)) {
    const start = at === 0 ? 0 : text.indexOf('\n', at) + 1
    const plain = plainBlock(text, start, end)
    const begin = plain === undefined ? lastBegin(text, at, end) : start
    const read = plain ?? (begin === -1 ? 'END has no BEGIN before it' : readBlock(text, {from: at, begin, end}))
    if (typeof read === 'string') problems.push({line: lines(begin === -1 ? end + 1 : begin), detail: read})
    else blocks.push({...read, line: lines(begin), offset: begin})
    at = end + END.length
  }
  const open = text.indexOf(BEGIN, at)
  if (open !== -1) problems.push({line: lines(open), detail: 'BEGIN has no END after it'})
  return {blocks, problems}
}

/** The last BEGIN between two places; repeated BEGIN lines without an END are skipped like that. */
const lastBegin = (text: string, from: number, to: number): number => {
  const found = text.slice(from, to).lastIndexOf(BEGIN)
  return found === -1 ? -1 : from + found
}

/** Answers for offsets in rising order which line they are in, from 1 on. */
export const lineCounter = (text: string): ((offset: number) => number) => {
  let line = 1
  let counted = 0
  return offset => {
    for (let next = text.indexOf('\n', counted); next !== -1 && next < offset; next = text.indexOf('\n', counted)) {
      line += 1
      counted = next + 1
    }
    return line
  }
}

type Read = Pick<PemBlock, 'label' | 'der' | 'headers'>

const NO_HEADERS: PemBlock['headers'] = {}

/** A block as nearly all are: BEGIN, base64 and END, each from the start of its line to its end. Undefined for any other. */
const plainBlock = (text: string, begin: number, end: number): Read | undefined => {
  if (!text.startsWith(BEGIN, begin)) return undefined
  const body = text.indexOf('\n', begin) + 1
  const dashes = body - 1 - DASHES.length
  if (body > end || dashes < begin + BEGIN.length || !text.startsWith(DASHES, dashes)) return undefined
  const label = text.slice(begin + BEGIN.length, dashes)
  const trailer = end + END.length + label.length
  if (!text.startsWith(label, end + END.length) || !text.startsWith(DASHES, trailer)) return undefined
  const next = trailer + DASHES.length
  if (next !== text.length && text[next] !== '\n') return undefined
  const lines = text.slice(body, end)
  const der = Buffer.from(lines, 'base64')
  return isWhole(lines, der.length) ? {label, der, headers: NO_HEADERS} : undefined
}

interface Place {
  /** Where the search went on, behind the last END; Go takes a BEGIN for the start of a line there, too. */
  readonly from: number
  readonly begin: number
  /** The line break before END. */
  readonly end: number
}

/** The block at a place, or what is wrong with it. */
const readBlock = (text: string, {from, begin, end}: Place): Read | string => {
  if (begin > from && text[begin - 1] !== '\n') return beginProblem(text, begin)
  const first = lineAt(text, begin)
  if (!first.line.endsWith(DASHES)) return 'BEGIN line does not end with five dashes'
  const label = first.line.slice(BEGIN.length, -DASHES.length)
  const trailer = lineAt(text, end + END.length).line
  if (trailer !== `${label}${DASHES}`) return `BEGIN ${shownLabel(label)} is closed by another END line`
  const {headers, next} = readHeaders(text, first.next, end)
  if (next > end && Object.keys(headers).length > 0) return `${shownLabel(label)} has nothing behind its header lines`
  const der = decode(text.slice(next, Math.max(next, end)))
  return der === undefined ? `${shownLabel(label)} holds something that is no base64` : {label, der, headers}
}

/** Padded base64 with white space. */
const decode = (lines: string): Buffer | undefined => {
  const der = Buffer.from(lines, 'base64')
  if (isWhole(lines, der.length)) return der
  const base64 = lines.replace(/[ \t\r\n]+/g, '')
  return base64.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(base64) ? Buffer.from(base64, 'base64') : undefined
}

/** Whether so many bytes are all that lines of base64 hold. Node skips what is none, and takes that of URLs for base64 too. */
const isWhole = (lines: string, bytes: number): boolean => {
  const padding = lines.endsWith('==') ? 2 : lines.endsWith('=') ? 1 : 0
  let breaks = 0
  for (let at = lines.indexOf('\n'); at !== -1; at = lines.indexOf('\n', at + 1)) breaks++
  const characters = lines.length - breaks
  if (characters % 4 !== 0 || bytes !== (characters / 4) * 3 - padding) return false
  return !lines.includes('-') && !lines.includes('_')
}

/** Labels come from the text, so they are cut and cleaned before a person sees them. */
const shownLabel = (label: string): string => label.replace(/[^A-Za-z0-9 .#-]/g, '?').slice(0, 40)

const beginProblem = (text: string, begin: number): string =>
  text.startsWith('\ufeff') && begin === 1
    ? 'BEGIN follows a byte order mark, so Go programs do not see this block'
    : 'BEGIN is not at the start of its line, so Go programs do not see this block'

/** A line without its break and without white space at its end, and where the next one starts. */
const lineAt = (text: string, from: number): {line: string; next: number} => {
  const found = text.indexOf('\n', from)
  const end = found === -1 ? text.length : found
  const line = text.slice(from, text[end - 1] === '\r' && end > from ? end - 1 : end).replace(/[ \t]+$/, '')
  return {line, next: found === -1 ? text.length : found + 1}
}

/** Lines with a colon after the BEGIN line. */
const readHeaders = (text: string, from: number, end: number) => {
  const headers: Record<string, string> = {}
  let next = from
  while (next < end) {
    const {line, next: following} = lineAt(text, next)
    const colon = line.indexOf(':')
    if (colon === -1) break
    Object.defineProperty(headers, line.slice(0, colon).trim(), {value: line.slice(colon + 1).trim(), enumerable: true})
    next = following
  }
  return {headers, next}
}
