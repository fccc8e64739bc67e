import {isDomain} from './domain.ts'

export interface Mailbox {
  readonly local: string
  /** As written; compare it without case. */
  readonly domain: string
}

/**
 * The two halves of an rfc822Name (RFC 5280 §4.2.1.6: RFC 2821 `Mailbox`), as Go's `parseRFC2821Mailbox` reads it:
 * quoted local parts unquoted, spaces in quotes and backslashes outside of them allowed. Undefined where it is none.
 */
export const parseMailbox = (text: string): Mailbox | undefined => {
  const read = text.startsWith('"') ? quotedLocal(text) : plainLocal(text)
  if (read === undefined || text[read.next] !== '@') return undefined
  const domain = text.slice(read.next + 1)
  return isDomain(domain, false) ? {local: read.local, domain} : undefined
}

interface Local {
  readonly local: string
  readonly next: number
}

/** A character that may follow a backslash, or be written with one: 1–9, 11, 12, 14–127. */
const isQuotable = (code: number): boolean =>
  (code >= 1 && code <= 9) || code === 11 || code === 12 || (code >= 14 && code <= 127)

/** qtext, and the space that RFC 3696 shows in its examples. */
const isQuotedText = (code: number): boolean => isQuotable(code) && code !== 9 && code !== 0x22 && code !== 0x5c

const quotedLocal = (text: string): Local | undefined => {
  let local = ''
  for (let i = 1; i < text.length; i++) {
    const character = text[i] as string
    if (character === '"') return {local, next: i + 1}
    if (character === '\\') {
      i += 1
      if (i >= text.length || !isQuotable(text.charCodeAt(i))) return undefined
      local += text[i]
    } else if (isQuotedText(text.charCodeAt(i))) local += character
    else return undefined
  }
  return undefined
}

const plainLocal = (text: string): Local | undefined => {
  let local = ''
  let i = 0
  for (; i < text.length; i++) {
    if (text[i] === '\\') {
      i += 1
      if (i >= text.length) return undefined
    } else if (!/[A-Za-z0-9!#$%&'*+\-/=?^_`{|}~.]/.test(text[i] as string)) break
    local += text[i]
  }
  if (local === '' || local.startsWith('.') || local.endsWith('.') || local.includes('..')) return undefined
  return {local, next: i}
}
