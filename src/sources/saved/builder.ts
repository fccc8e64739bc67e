import {asSaved, readmit, type SavedObject, savedObject} from '../../core/kube/door/readmit.ts'
import {findings} from '../../core/kube/door/scrub/findings.ts'
import {scrubValue} from '../../core/kube/door/scrub-value.ts'
import type {Snapshot} from '../../core/kube/snapshot.ts'
import {type ListMember, readElement, readMember} from './elements.ts'
import {invalid} from './invalid.ts'
import {checkSchema} from './version.ts'

/** Puts a snapshot together out of what a file says, and trusts none of it. */
export class SnapshotBuilder {
  readonly #file: string
  readonly #members: Record<string, unknown> = {}
  readonly #lists: Record<string, unknown[]> = {}
  readonly #objects: SavedObject[] = []

  /** @param file as the user named it, for messages */
  constructor(file: string) {
    this.#file = file
  }

  /** A member that is no list. Unknown members, as a later minor version may have, are passed over. */
  member(name: string, value: unknown, where: string): void {
    if (name === 'schema') checkSchema(value, this.#file)
    const read = readMember(name, scrubValue(value, [], findings({byName: false, saved: true})))
    if (read === null) throw invalid(`${this.#file} has a \`${name}\` ${where} that no snapshot has`)
    if (read !== undefined) this.#members[name] = read
  }

  /** One element of a list. */
  element(name: ListMember, value: unknown, where: string): void {
    if (name === 'objects') {
      this.#object(value, where)
      return
    }
    const read = readElement(name, scrubValue(value, [], findings({byName: false, saved: true})))
    if (read === null) throw invalid(`${this.#file} has an entry of \`${name}\` ${where} that no snapshot has`)
    if (read === undefined) return
    this.#lists[name] ??= []
    this.#lists[name].push(read)
  }

  /**
   * @param intact whether the file is byte for byte as we wrote it; otherwise its objects pass the door again
   * @throws PkiError where something is missing that every snapshot has
   */
  finish(intact: boolean): Snapshot {
    for (const name of ['schema', 'label', 'takenAt', 'served']) {
      if (this.#members[name] === undefined) throw invalid(`${this.#file} has no \`${name}\``)
    }
    const {coverage = [], unreadable = [], exposed = [], handshakes = [], reviews = [], clients} = this.#lists
    return {
      ...this.#members,
      objects: this.#objects.map(intact ? asSaved : readmit),
      coverage,
      unreadable,
      exposed,
      handshakes,
      reviews,
      ...(clients !== undefined && {clients}),
    } as unknown as Snapshot
  }

  #object(value: unknown, where: string): void {
    const object = savedObject(value)
    if (object === null) throw invalid(`${this.#file} has no object of a snapshot ${where}`)
    if (object !== undefined) this.#objects.push(object)
  }
}
