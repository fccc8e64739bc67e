import type {Dependencies} from '../../core/doctor/causes.ts'
import {known} from '../../core/knowing.ts'
import type {Kind} from '../../core/kube/kind.ts'
import {type ObjectRef, refKey} from '../../core/kube/ref.ts'
import type {Fact, View} from '../../core/kube/view.ts'
import {approvalDependencies} from './approval.ts'
import {componentDependencies} from './components.ts'
import {consumerDependencies} from './consumers.ts'
import {issuanceDependencies} from './issuance.ts'
import {kubeletDependencies} from './kubelet.ts'
import {stepCaDependencies} from './step-cas.ts'
import {trustDependencies} from './trust.ts'

/** One part of the graph: the kinds that it looks at, and the edges that it sees, from what depends to what it depends on. */
export interface DependencyPart {
  readonly kinds: readonly Kind[]
  edges(view: View): Iterable<readonly [from: ObjectRef, to: ObjectRef]>
}

const PARTS: readonly DependencyPart[] = [
  issuanceDependencies,
  approvalDependencies,
  componentDependencies,
  kubeletDependencies,
  stepCaDependencies,
  consumerDependencies,
  trustDependencies,
]

/** What hangs on what, over everything that was read. What could not be read has no edges. */
export const dependencies: Fact<Dependencies> = {
  name: 'dependencies',
  of: [],
  reads: [...new Set(PARTS.flatMap(({kinds}) => kinds))],
  derive: view => {
    const graph = new Map<string, string[]>()
    for (const part of PARTS) {
      for (const [from, to] of part.edges(view)) {
        const key = refKey(from)
        const targets = graph.get(key)
        if (targets === undefined) graph.set(key, [refKey(to)])
        else targets.push(refKey(to))
      }
    }
    return known(graph)
  },
}
