import type {Json} from '../../../core/kube/object.ts'

/** More than any object of Kubernetes; etcd takes 1.5 MiB. */
const LONGEST_BYTES = 8 * 1024 * 1024

/** Takes a body of lines apart, each a JSON value, as a watch sends them. @throws SyntaxError where one is none */
export class LineSplitter {
  readonly #take: (line: Json) => void
  #kept: Buffer[] = []
  #size = 0

  constructor(take: (line: Json) => void) {
    this.#take = take
  }

  push(chunk: Buffer): void {
    let from = 0
    for (let end = chunk.indexOf('\n'); end !== -1; end = chunk.indexOf('\n', from)) {
      this.#keep(chunk.subarray(from, end))
      this.#flush()
      from = end + 1
    }
    this.#keep(chunk.subarray(from))
  }

  end(): undefined {
    this.#flush()
  }

  #keep(part: Buffer): void {
    this.#size += part.length
    if (this.#size > LONGEST_BYTES) throw new SyntaxError('a line without an end')
    if (part.length > 0) this.#kept.push(part)
  }

  #flush(): void {
    const line = Buffer.concat(this.#kept).toString('utf8').trim()
    this.#kept = []
    this.#size = 0
    if (line !== '') this.#take(JSON.parse(line))
  }
}
