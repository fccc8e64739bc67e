import type {Snapshot} from '../../core/kube/snapshot.ts'
import type {SnapshotBuilder} from './builder.ts'
import {finishDigest, startDigest} from './digest.ts'
import {isList, type ListMember} from './elements.ts'
import {OtherLayout} from './invalid.ts'

/** A line longer than this is no line of a snapshot: the API server takes no object of more than a few MiB. */
const LONGEST_LINE = 64 * 1024 * 1024

const LINE_FEED = 10

/**
 * Reads a snapshot as `encodeSnapshot` writes it, piece by piece. Only the objects are held, never the text.
 * @throws OtherLayout where a line is not as it would be written
 */
export class LineReader {
  readonly #builder: SnapshotBuilder
  readonly #digest = startDigest()
  /** Whether the digest was there, and was right. */
  #intact = false
  /** Pieces of a line that is not complete yet. */
  #rest: Buffer[] = []
  #held = 0
  #line = 0
  #state: 'start' | 'members' | 'list' | 'digested' | 'end' = 'start'
  #list: ListMember = 'objects'

  constructor(builder: SnapshotBuilder) {
    this.#builder = builder
  }

  /** How many lines were read whole. */
  get lines(): number {
    return this.#line
  }

  /** The next bytes of the file. */
  push(chunk: Buffer): void {
    let from = 0
    let digested = 0
    for (let end = chunk.indexOf(LINE_FEED); end !== -1; end = chunk.indexOf(LINE_FEED, from)) {
      const line = this.#lineTo(chunk, from, end)
      if (this.#state === 'members' && line.startsWith('"digest": ')) {
        this.#digest.update(chunk.subarray(digested, from))
        this.#intact = line === `"digest": "${finishDigest(this.#digest.copy())}"`
        digested = chunk.length
      } else this.#digestRest()
      this.#rest = []
      this.#held = 0
      this.#read(line)
      from = end + 1
    }
    this.#digest.update(chunk.subarray(digested, Math.max(digested, from)))
    if (from < chunk.length) this.#hold(chunk.subarray(from))
  }

  /** The snapshot, at the end of the file; null where the file is cut off. */
  finish(): Snapshot | null {
    if (this.#rest.length > 0 && this.#state === 'digested') this.#read(Buffer.concat(this.#rest).toString('utf8'))
    return this.#state === 'end' ? this.#builder.finish(this.#intact) : null
  }

  #lineTo(chunk: Buffer, from: number, end: number): string {
    if (this.#rest.length === 0) return chunk.toString('utf8', from, end)
    return Buffer.concat([...this.#rest, chunk.subarray(from, end)]).toString('utf8')
  }

  #digestRest(): void {
    for (const piece of this.#rest) this.#digest.update(piece)
  }

  #hold(piece: Buffer): void {
    this.#rest.push(Buffer.from(piece))
    this.#held += piece.length
    if (this.#held > LONGEST_LINE) throw new OtherLayout(this.#line + 1)
  }

  #read(line: string): void {
    this.#line++
    if (this.#state === 'list') this.#element(line)
    else if (this.#state === 'members' || this.#state === 'digested') this.#member(line)
    else if (this.#state === 'start' && line === '{') this.#state = 'members'
    else if (this.#state === 'start' || line !== '') throw new OtherLayout(this.#line)
  }

  #member(line: string): void {
    if (line === '}') {
      this.#state = 'end'
      return
    }
    if (this.#state === 'digested') throw new OtherLayout(this.#line)
    const name = /^"([A-Za-z]{1,40})": /.exec(line)?.[1]
    if (name === undefined) throw new OtherLayout(this.#line)
    const text = withoutComma(line.slice(name.length + 4))
    if (name === 'digest') this.#state = 'digested'
    if (!isList(name)) {
      this.#builder.member(name, this.#parse(text), this.#where())
    } else if (text === '[') {
      this.#list = name
      this.#state = 'list'
    } else if (text !== '[]') throw new OtherLayout(this.#line)
  }

  #element(line: string): void {
    if (line === '],' || line === ']') this.#state = 'members'
    else this.#builder.element(this.#list, this.#parse(withoutComma(line)), this.#where())
  }

  /** What a parser says about a text may hold a part of it, so nothing of that goes on. */
  #parse(text: string): unknown {
    try {
      return JSON.parse(text)
    } catch {
      throw new OtherLayout(this.#line)
    }
  }

  #where(): string {
    return `in line ${this.#line}`
  }
}

const withoutComma = (line: string): string => (line.endsWith(',') ? line.slice(0, -1) : line)
