import {TAG} from './der.ts'

/**
 * The string types of names (RFC 5280 §4.1.2.4), with the leniencies of Go's parser: `*` and `&` in PrintableString,
 * Latin-1 for T61String, a trailing NUL character of a BMPString dropped. Other types are refused.
 */
export const isString = (tag: number, bytes: Uint8Array, from: number, to: number): boolean => {
  switch (tag) {
    case TAG.printableString:
      return every(bytes, from, to, isPrintable)
    case TAG.utf8String:
      return isUtf8(bytes, from, to)
    case TAG.ia5String:
      return isAscii(bytes, from, to)
    case TAG.teletexString:
      return true
    case TAG.numericString:
      return every(bytes, from, to, isNumeric)
    case TAG.bmpString:
      return isBmp(bytes, from, to)
    default:
      return false
  }
}

/** The text of a string that `isString` accepts. */
export const stringText = (tag: number, bytes: Uint8Array, from: number, to: number): string => {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from)
  if (tag === TAG.utf8String) return buffer.toString('utf8')
  if (tag !== TAG.bmpString) return buffer.toString('latin1')
  const text = Buffer.from(buffer).swap16().toString('utf16le')
  return text.endsWith('\0') ? text.slice(0, -1) : text
}

/** Bytes as text where each is one character: for IA5String and for showing what is no string at all. */
export const latin1 = (bytes: Uint8Array, from: number, to: number): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from).toString('latin1')

/** Only bytes below 128 (IA5String as RFC 5280 §4.2.1.6 uses it). */
export const isAscii = (bytes: Uint8Array, from: number, to: number): boolean => {
  for (let i = from; i < to; i++) if ((bytes[i] as number) >= 0x80) return false
  return true
}

const every = (bytes: Uint8Array, from: number, to: number, test: Uint8Array): boolean => {
  for (let i = from; i < to; i++) if (test[bytes[i] as number] !== 1) return false
  return true
}

const table = (characters: string): Uint8Array => {
  const out = new Uint8Array(256)
  for (const character of characters) out[character.charCodeAt(0)] = 1
  return out
}

const LETTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ'
const isPrintable = table(`${LETTERS}0123456789 '()+,-./:=?*&`)
const isNumeric = table('0123456789 ')

/** Well-formed UTF-8 (RFC 3629): no overlong forms, no surrogates, nothing above U+10FFFF. */
const isUtf8 = (bytes: Uint8Array, from: number, to: number): boolean => {
  let i = from
  while (i < to) {
    const first = bytes[i] as number
    if (first < 0x80) {
      i += 1
      continue
    }
    const more = first >= 0xf0 ? 3 : first >= 0xe0 ? 2 : 1
    if (first < 0xc2 || first > 0xf4 || i + more >= to) return false
    const second = bytes[i + 1] as number
    const low = first === 0xe0 ? 0xa0 : first === 0xf0 ? 0x90 : 0x80
    const high = first === 0xed ? 0x9f : first === 0xf4 ? 0x8f : 0xbf
    if (second < low || second > high) return false
    for (let j = 2; j <= more; j++) if (((bytes[i + j] as number) & 0xc0) !== 0x80) return false
    i += more + 1
  }
  return true
}

/** UCS-2 without surrogates and non-characters. */
const isBmp = (bytes: Uint8Array, from: number, to: number): boolean => {
  if ((to - from) % 2 !== 0) return false
  for (let i = from; i < to; i += 2) {
    const point = (bytes[i] as number) * 256 + (bytes[i + 1] as number)
    if (point >= 0xfffe || (point >= 0xfdd0 && point <= 0xfdef) || (point >= 0xd800 && point <= 0xdfff)) return false
  }
  return true
}

/** Control characters, and those that reorder or hide text. */
export const UNPRINTABLE = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g

/** Text of a certificate made safe to print: control and bidirectional characters as `\u{…}`, nothing else changed. */
export const printable = (text: string): string =>
  text.replace(UNPRINTABLE, character => `\\u{${character.charCodeAt(0).toString(16)}}`)
