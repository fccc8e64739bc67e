import type {Kind} from './kind.ts'
import type {ObjectRef} from './ref.ts'

/**
 * Values by the object that a ref names. For many objects: no key is put together and kept for each of them, which costs
 * more than all other lookups of a large cluster.
 */
export class RefMap<T> {
  readonly #kinds = new Map<Kind, Map<string, Map<string, T>>>()

  get({kind, namespace = '', name}: ObjectRef): T | undefined {
    return this.#kinds.get(kind)?.get(namespace)?.get(name)
  }

  set({kind, namespace = '', name}: ObjectRef, value: T): void {
    const namespaces = entry(this.#kinds, kind, () => new Map<string, Map<string, T>>())
    entry(namespaces, namespace, () => new Map<string, T>()).set(name, value)
  }

  /** By kind, then by namespace, in the order in which they came. */
  *values(): Generator<T> {
    for (const namespaces of this.#kinds.values()) for (const names of namespaces.values()) yield* names.values()
  }

  /** The value of a ref; makes it where there is none yet. */
  ensure(ref: ObjectRef, make: () => T): T {
    const before = this.get(ref)
    if (before !== undefined) return before
    const fresh = make()
    this.set(ref, fresh)
    return fresh
  }
}

const entry = <K, V>(map: Map<K, V>, key: K, make: () => V): V => {
  const before = map.get(key)
  if (before !== undefined) return before
  const fresh = make()
  map.set(key, fresh)
  return fresh
}
