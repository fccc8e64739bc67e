import type {Dependencies} from '../../core/doctor/causes.ts'
import {known, valueOr} from '../../core/knowing.ts'
import type {Kind} from '../../core/kube/kind.ts'
import {type ObjectRef, refKey} from '../../core/kube/ref.ts'
import {RefMap} from '../../core/kube/ref-map.ts'
import type {Fact, View} from '../../core/kube/view.ts'
import {approvalDependencies} from './approval.ts'
import {componentDependencies} from './components.ts'
import {consumerDependencies} from './consumers.ts'
import {issuanceDependencies} from './issuance.ts'
import {kubeletDependencies} from './kubelet.ts'
import {requestDependencies} from './requests.ts'
import {stepCaDependencies} from './step-cas.ts'
import {trustDependencies} from './trust.ts'
import {webhookDependencies} from './webhooks.ts'

/** One part of the graph: the kinds that it looks at, and the edges that it sees, from what depends to what it depends on. */
export interface DependencyPart {
  readonly kinds: readonly Kind[]
  edges(view: View): Iterable<readonly [from: ObjectRef, to: ObjectRef]>
  /** What every object of a kind depends on, as far as it was seen: a large cluster has too many for an edge each. */
  edgesOfKinds?(view: View): Iterable<readonly [from: Kind, to: ObjectRef]>
}

const PARTS: readonly DependencyPart[] = [
  issuanceDependencies,
  approvalDependencies,
  requestDependencies,
  componentDependencies,
  kubeletDependencies,
  stepCaDependencies,
  consumerDependencies,
  trustDependencies,
  webhookDependencies,
]

/** What hangs on what, over everything that was read. What could not be read has no edges. */
export const dependencies: Fact<Dependencies> = {
  name: 'dependencies',
  of: [],
  reads: [...new Set(PARTS.flatMap(({kinds}) => kinds))],
  derive: view => {
    const byObject = new RefMap<ObjectRef[]>()
    const byKind = new Map<Kind, ObjectRef[]>()
    for (const part of PARTS) {
      for (const [from, to] of part.edges(view)) byObject.ensure(from, () => []).push(to)
      for (const [from, to] of part.edgesOfKinds?.(view) ?? []) byKind.set(from, [...(byKind.get(from) ?? []), to])
    }
    let users: RefMap<ObjectRef[]> | undefined
    const isThere = (object: ObjectRef): boolean => valueOr(view.find(object), null) !== null
    return known({
      of: object => [
        ...(byObject.get(object) ?? []),
        ...(byKind.has(object.kind) && isThere(object) ? (byKind.get(object.kind) ?? []) : []),
      ],
      on: object => {
        users ??= reversed(PARTS.flatMap(part => [...part.edges(view)]))
        const kinds = [...byKind].filter(([, targets]) => targets.some(target => refKey(target) === refKey(object)))
        const ofKinds = kinds.flatMap(([kind]) => valueOr(view.list(kind), []).map(each => each.ref))
        return [...(users.get(object) ?? []), ...ofKinds]
      },
    })
  },
}

const reversed = (edges: readonly (readonly [ObjectRef, ObjectRef])[]): RefMap<ObjectRef[]> => {
  const users = new RefMap<ObjectRef[]>()
  for (const [from, to] of edges) users.ensure(to, () => []).push(from)
  return users
}
