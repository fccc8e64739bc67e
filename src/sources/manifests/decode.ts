import {isUtf8} from 'node:buffer'

/** The bytes of a file as text, as far as they are text. */
export type Decoded =
  | {readonly is: 'text'; readonly text: string}
  /** Text in another encoding than UTF-8: good enough to look for keys, not to be read. */
  | {readonly is: 'foreign'; readonly text: string; readonly encoding: string}
  | {readonly is: 'binary'}

const decoder = new TextDecoder('utf-8', {ignoreBOM: false})

/** UTF-8 with or without a byte order mark is text; a NUL makes a file binary. */
export const decode = (bytes: Uint8Array): Decoded => {
  const mark = byteOrder(bytes)
  if (mark !== null) return {is: 'foreign', encoding: 'UTF-16', text: new TextDecoder(mark).decode(bytes)}
  if (bytes.includes(0)) return {is: 'binary'}
  if (isUtf8(bytes)) return {is: 'text', text: decoder.decode(bytes)}
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')
  return {is: 'foreign', encoding: 'an encoding other than UTF-8', text}
}

const byteOrder = ([first, second]: Uint8Array): 'utf-16le' | 'utf-16be' | null => {
  if (first === 0xff && second === 0xfe) return 'utf-16le'
  return first === 0xfe && second === 0xff ? 'utf-16be' : null
}
