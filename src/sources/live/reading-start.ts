import type {Snapshot} from '../../core/kube/snapshot.ts'

/** When a reading began: by the clock of the API server, and by the oldest of its lists. */
export class ReadingStart {
  readonly #at: Date | undefined
  #revision: bigint | undefined

  /** @param at what the clock of the API server said last, before anything was listed */
  constructor(at: Date | undefined) {
    this.#at = at
  }

  /** Takes the `resourceVersion` of a list; one that is no number cannot be compared, and is passed over. */
  note(revision: string): void {
    if (!/^\d{1,20}$/.test(revision)) return
    const number = BigInt(revision)
    if (this.#revision === undefined || number < this.#revision) this.#revision = number
  }

  /** For the snapshot; empty where it is not known. */
  get began(): Pick<Snapshot, 'began'> {
    if (this.#at === undefined || this.#revision === undefined) return {}
    return {began: {at: this.#at.toISOString(), revision: String(this.#revision)}}
  }
}
