import type {Json} from '../../../core/kube/object.ts'

const QUOTE = 0x22
const BACKSLASH = 0x5c

/** More than any `metadata` of a list. */
const LARGEST_BYTES = 1024 * 1024

/**
 * Reads what stands around the items of a list, byte by byte: there is little of it. It stops where the array under the key
 * `items` begins, and goes on where that ends.
 */
export class EnvelopeReader {
  inItems = false
  readonly #bytes: number[] = []
  #depth = 0
  #inString = false
  #escaped = false
  #stringFrom = 0
  /** The last string of the outermost object, which may turn out to be a key; then the key whose value comes next. */
  #candidate: string | undefined
  #key: string | undefined

  /** Reads to the end of the buffer or to the first byte of the items. */
  read(buffer: Buffer, start: number): number {
    for (let at = start; at < buffer.length; at += 1) {
      const byte = buffer[at] ?? 0
      this.#bytes.push(byte)
      if (this.#inString) this.#string(byte)
      else this.#structure(byte)
      if (this.inItems) return at + 1
    }
    if (this.#bytes.length > LARGEST_BYTES) throw new SyntaxError('no list')
    return buffer.length
  }

  /** The next byte is the bracket that ends the items. */
  leaveItems(): void {
    this.inItems = false
  }

  /** @throws SyntaxError where it is broken or did not end */
  end(): Json {
    if (this.inItems) throw new SyntaxError('cut off')
    return JSON.parse(Buffer.from(this.#bytes).toString('utf8'))
  }

  #string(byte: number): void {
    if (this.#escaped) this.#escaped = false
    else if (byte === BACKSLASH) this.#escaped = true
    else if (byte === QUOTE) {
      this.#inString = false
      if (this.#depth === 1)
        this.#candidate = String.fromCharCode(...this.#bytes.slice(this.#stringFrom, -1).slice(0, 10))
    }
  }

  #structure(byte: number): void {
    switch (String.fromCharCode(byte)) {
      case '"':
        this.#inString = true
        this.#stringFrom = this.#bytes.length
        break
      case '{':
        this.#depth += 1
        break
      case '[':
        if (this.#depth === 1 && this.#key === 'items') this.inItems = true
        this.#depth += 1
        break
      case '}':
      case ']':
        this.#depth -= 1
        break
      case ':':
        if (this.#depth === 1) this.#key = this.#candidate
        break
      case ',':
        if (this.#depth === 1) this.#key = undefined
        break
    }
  }
}
