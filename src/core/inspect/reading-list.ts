import type {Kind} from '../kube/kind.ts'
import {type ObjectRef, refKey} from '../kube/ref.ts'
import type {ReadPlan} from '../ports.ts'

/** What a target makes worth reading, collected without repeats. */
export class ReadingList {
  readonly #kinds = new Set<Kind>()
  readonly #within = new Map<string, {readonly kind: Kind; readonly namespace: string}>()
  readonly #gets = new Map<string, ObjectRef>()

  /** All objects of these kinds. */
  list(...kinds: readonly Kind[]): void {
    for (const kind of kinds) this.#kinds.add(kind)
  }

  /** Those in one namespace. */
  within(namespace: string | undefined, kinds: readonly Kind[]): void {
    if (namespace === undefined || namespace === '') return
    for (const kind of kinds) this.#within.set(`${kind} ${namespace}`, {kind, namespace})
  }

  get(ref: ObjectRef | null | undefined): void {
    if (ref !== null && ref !== undefined && ref.name !== '') this.#gets.set(refKey(ref), ref)
  }

  /** What of it was neither asked for before nor is known; null where that is nothing. Adds it to `asked`. */
  plan(asked: Set<string>, isKnown: (ref: ObjectRef) => boolean): ReadPlan | null {
    const isNew = (key: string): boolean => asked.size < asked.add(key).size
    const kinds = [...this.#kinds].filter(kind => isNew(kind))
    const within = [...this.#within].flatMap(([key, each]) => (!asked.has(each.kind) && isNew(key) ? [each] : []))
    const gets = [...this.#gets].flatMap(([key, ref]) => (!isKnown(ref) && isNew(key) ? [ref] : []))
    return kinds.length + within.length + gets.length === 0 ? null : {kinds, within, gets}
  }
}
