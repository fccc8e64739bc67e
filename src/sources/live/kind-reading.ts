import type {Unknown} from '../../core/knowing.ts'
import type {Kind} from '../../core/kube/kind.ts'
import type {KubeObject} from '../../core/kube/object.ts'
import type {Coverage, Unreadable} from '../../core/kube/snapshot.ts'

/** What was read of one kind, and how far that goes. */
export interface KindReading {
  readonly objects: readonly KubeObject[]
  readonly coverage: readonly Coverage[]
  readonly unreadable?: Unreadable
}

export const nothing = (kind: Kind, because: Unknown): KindReading => ({
  objects: [],
  coverage: [{kind, world: 'none', because}],
})

export const forbidden = (verb: 'list' | 'get', plural: string, where = ''): Unknown => ({
  reason: 'forbidden',
  detail: `you may not ${verb} ${plural}${where}`,
})
