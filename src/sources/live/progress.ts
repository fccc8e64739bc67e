import type {Kind} from '../../core/kube/kind.ts'
import type {ReadOptions} from '../../core/ports.ts'

/** Counts kinds and objects for a person who waits. */
export class ProgressCount {
  readonly #of: number
  readonly #tell: ReadOptions['onProgress']
  #done = 0
  #objects = 0

  constructor(of: number, tell: ReadOptions['onProgress']) {
    this.#of = of
    this.#tell = tell
  }

  /** A page of a kind was read; negative where what was read of it is thrown away. */
  page(kind: Kind, objects: number): void {
    this.#objects += objects
    this.#say(kind)
  }

  end(kind: Kind): void {
    this.#done += 1
    this.#say(kind)
  }

  #say(kind: Kind): void {
    this.#tell?.({kind, done: this.#done, of: this.#of, objects: this.#objects})
  }
}
