import {isAscii} from 'node:buffer'
import type {Json} from '../../../core/kube/object.ts'
import {EnvelopeReader} from './envelope-reader.ts'

const QUOTE = 0x22
const BACKSLASH = 0x5c
const OPEN_BRACE = 0x7b
const CLOSE_BRACE = 0x7d
const OPEN_BRACKET = 0x5b
const CLOSE_BRACKET = 0x5d
const COMMA = 0x2c
const SPACE = 0x20

/** Looked through at a time: enough that the pieces cost little, little enough that they do not pile up. */
const BATCH_BYTES = 256 * 1024

/** etcd takes 1.5 MiB; what is much larger is no object. */
const LARGEST_ITEM_BYTES = 32 * 1024 * 1024

/** Most strings of a manifest are short: only then is a native search worth its call. */
const SHORT_STRING_BYTES = 48

/**
 * Takes the items out of a list (meta/v1, `{"items": [...], "metadata": {...}}`, keys in any order) while it comes in, some at a
 * time, so that neither the text nor all raw objects of a large list are ever in memory together.
 */
export class ListSplitter {
  readonly #onItems: (items: readonly Json[]) => void
  readonly #envelope = new EnvelopeReader()
  #waiting: Buffer[] = []
  #waitingBytes = 0
  /** From the first item that is not handed out yet; `#scanned` bytes of it were looked at. */
  #rest: Buffer = Buffer.alloc(0)
  #scanned = 0
  /** Inside of an item: how many braces and brackets are open. */
  #depth = 0
  #inString = false

  constructor(onItems: (items: readonly Json[]) => void) {
    this.#onItems = onItems
  }

  /** @throws SyntaxError */
  push(chunk: Buffer): void {
    this.#waiting.push(chunk)
    this.#waitingBytes += chunk.length
    if (this.#waitingBytes >= BATCH_BYTES) this.#drain()
  }

  /** The list without its items. @throws SyntaxError for text that is broken or cut off */
  end(): Json {
    this.#drain()
    return this.#envelope.end()
  }

  #drain(): void {
    const buffer = Buffer.concat([this.#rest, ...this.#waiting])
    this.#waiting = []
    this.#waitingBytes = 0
    let at = this.#scanned
    let from = 0
    while (at < buffer.length) {
      if (!this.#envelope.inItems) {
        at = this.#envelope.read(buffer, at)
        from = at
        continue
      }
      const end = this.#scanItems(buffer, at)
      this.#handOut(buffer, from, end.complete)
      from = Math.max(from, end.complete)
      at = end.at
    }
    this.#rest = buffer.subarray(from)
    this.#scanned = at - from
    if (this.#rest.length > LARGEST_ITEM_BYTES) throw new SyntaxError('an item is too large')
  }

  /** Runs to the end of the items or of the buffer; all before `complete` are whole items. */
  #scanItems(buffer: Buffer, start: number): {at: number; complete: number} {
    let at = start
    let complete = 0
    let depth = this.#depth
    if (this.#inString) at = endOfString(buffer, at)
    while (at < buffer.length) {
      const byte = buffer[at] as number
      at += 1
      if (byte === QUOTE) at = endOfString(buffer, at)
      else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) depth += 1
      else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) {
        depth -= 1
        if (depth === 0) complete = at
        else if (depth < 0) {
          this.#depth = 0
          this.#envelope.leaveItems()
          return {at: at - 1, complete: at - 1}
        }
      }
    }
    this.#depth = depth
    this.#inString = at > buffer.length
    return {at: buffer.length, complete}
  }

  #handOut(buffer: Buffer, start: number, end: number): void {
    let from = start
    while (from < end && (buffer[from] === COMMA || (buffer[from] ?? 0) <= SPACE)) from += 1
    if (from >= end) return
    const piece = buffer.subarray(from, end)
    this.#onItems(JSON.parse(`[${piece.toString(isAscii(piece) ? 'latin1' : 'utf8')}]`))
  }
}

/** Behind the closing quote of the string that `from` lies in; beyond the buffer where it ends before that. */
const endOfString = (buffer: Buffer, from: number): number => {
  let at = from
  for (;;) {
    const near = Math.min(at + SHORT_STRING_BYTES, buffer.length)
    while (at < near && buffer[at] !== QUOTE) at += 1
    const quote = at < near ? at : buffer.indexOf(QUOTE, at)
    if (quote === -1) return buffer.length + 1
    let before = quote
    while (before > 0 && buffer[before - 1] === BACKSLASH) before -= 1
    if ((quote - before) % 2 === 0) return quote + 1
    at = quote + 1
  }
}
