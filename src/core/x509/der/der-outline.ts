import {DerError, DerReader, TAG} from './der.ts'
import {hex} from './der-values.ts'
import {oidText} from './oid.ts'
import {isString, latin1, printable, stringText} from './string.ts'

/** One element of a DER value; `depth` counts what it is in. Safe to print. */
export interface OutlineLine {
  readonly depth: number
  readonly text: string
}

/** Deeper, longer and wider values are somebody's joke. */
const [MOST_LINES, MOST_DEPTH, MOST_BYTES] = [200, 12, 256]

/** What stands in bytes that nobody has a name for, as `openssl asn1parse` shows it; what is no DER is shown as hex. */
export const derOutline = (bytes: Uint8Array): readonly OutlineLine[] => {
  const lines: OutlineLine[] = []
  outlineInto(lines, bytes, 0)
  return lines.length > MOST_LINES ? [...lines.slice(0, MOST_LINES), {depth: 0, text: 'and more'}] : lines
}

const outlineInto = (lines: OutlineLine[], bytes: Uint8Array, depth: number): void => {
  const elements = depth > MOST_DEPTH ? null : elementsOf(bytes)
  if (elements === null) {
    lines.push({depth, text: hexText(bytes)})
    return
  }
  for (const {tag, content} of elements) {
    if (lines.length > MOST_LINES) return
    const isConstructed = (tag & 0x20) !== 0
    const inner = isConstructed || tag === TAG.octetString ? elementsOf(content) : null
    const isNested = inner !== null && inner.length > 0 && depth < MOST_DEPTH
    lines.push({
      depth,
      text: isNested || isConstructed ? nameOf(tag) : `${nameOf(tag)} ${valueText(tag, content)}`.trim(),
    })
    if (isNested) outlineInto(lines, content, depth + 1)
  }
}

interface Element {
  readonly tag: number
  readonly content: Uint8Array
}

/** The elements that fill some bytes; null where they do not. */
const elementsOf = (bytes: Uint8Array): readonly Element[] | null => {
  const out: Element[] = []
  const reader = new DerReader(bytes)
  try {
    while (!reader.isEmpty) out.push({tag: reader.next('element'), content: reader.content()})
    return out
  } catch (error) {
    if (error instanceof DerError) return null
    throw error
  }
}

const NAMES: Readonly<Record<number, string>> = {
  [TAG.boolean]: 'BOOLEAN',
  [TAG.integer]: 'INTEGER',
  [TAG.bitString]: 'BIT STRING',
  [TAG.octetString]: 'OCTET STRING',
  [TAG.null]: 'NULL',
  [TAG.oid]: 'OBJECT',
  [TAG.utcTime]: 'UTCTime',
  [TAG.generalizedTime]: 'GeneralizedTime',
  [TAG.sequence]: 'SEQUENCE',
  [TAG.set]: 'SET',
}

const nameOf = (tag: number): string => {
  const number = tag & 0x1f
  if (tag >= 0xc0) return `PRIVATE ${number}`
  if (tag >= 0x80) return `[${number}]`
  return NAMES[tag] ?? (tag >= 0x40 ? `APPLICATION ${number}` : 'STRING')
}

const valueText = (tag: number, content: Uint8Array): string => {
  if (tag === TAG.oid) return oidText(content)
  if (tag === TAG.boolean) return content[0] === 0 ? 'FALSE' : 'TRUE'
  if (tag === TAG.null) return ''
  if (tag === TAG.utcTime || tag === TAG.generalizedTime) return quoted(latin1(content, 0, content.length))
  if (tag === TAG.integer && content.length <= 4) return String(smallValue(content))
  if (content.length <= MOST_BYTES && isString(tag, content, 0, content.length))
    return quoted(stringText(tag, content, 0, content.length))
  const text = latin1(content, 0, Math.min(content.length, MOST_BYTES))
  return content.length > 0 && /^[\x20-\x7e]+$/.test(text) ? quoted(text) : hexText(content)
}

const smallValue = (content: Uint8Array): number =>
  content.reduce((sum, byte, index) => (index === 0 ? (byte << 24) >> 24 : sum * 256 + byte), 0)

const quoted = (text: string): string => JSON.stringify(printable(text))

const hexText = (bytes: Uint8Array): string =>
  bytes.length > MOST_BYTES ? `${hex(bytes.subarray(0, MOST_BYTES))}... (${bytes.length} bytes)` : hex(bytes)
