import {known, valueOr} from '../../core/knowing.ts'
import type {Kind} from '../../core/kube/kind.ts'
import type {KubeObject} from '../../core/kube/object.ts'
import type {ObjectRef} from '../../core/kube/ref.ts'
import type {Fact} from '../../core/kube/view.ts'

/** Finds objects by kind and name in whatever namespace, for the question "is it perhaps somewhere else?". */
export interface Namesakes {
  /** Objects of the same kind and name in other namespaces, by namespace. Those that were not read are not among them. */
  of(target: ObjectRef): readonly KubeObject[]
}

export const namesakes: Fact<Namesakes> = {
  name: 'namesakes',
  of: ['core/secrets', 'core/configmaps'],
  reads: [],
  derive: view => {
    const indexes = new Map<Kind, ReadonlyMap<string, readonly KubeObject[]>>()
    const indexOf = (kind: Kind) => {
      const before = indexes.get(kind)
      if (before !== undefined) return before
      const fresh = Map.groupBy(valueOr(view.list(kind), []), ({ref}) => ref.name)
      indexes.set(kind, fresh)
      return fresh
    }
    return known({
      of: ({kind, namespace, name}) =>
        (indexOf(kind).get(name) ?? [])
          .filter(each => each.ref.namespace !== namespace)
          .toSorted((a, b) => ((a.ref.namespace ?? '') < (b.ref.namespace ?? '') ? -1 : 1)),
    })
  },
}
