import {refKey} from '../../core/kube/ref.ts'
import type {FluxLayer} from './flux-layers.ts'

/** What a layer waits for, directly or through others. */
export interface Reach {
  readonly layers: ReadonlySet<FluxLayer>
  /** It waits for a layer that was not read: what that one waits for is not known. */
  readonly isOpen: boolean
}

/** The order of layers, by their `dependsOn`. */
export interface LayerGraph {
  reach(layer: FluxLayer): Reach
  /** The layers that wait for this one, and leave it to Flux to say when it is ready. */
  dependents(layer: FluxLayer): readonly FluxLayer[]
}

export const layerGraph = (layers: readonly FluxLayer[]): LayerGraph => {
  const byKey = new Map(layers.map(layer => [refKey(layer.object.ref), layer]))
  const reached = new Map<FluxLayer, Reach>()
  const dependents = new Map<FluxLayer, FluxLayer[]>()
  for (const layer of layers) {
    for (const {ref, hasOwnTest} of layer.dependsOn) {
      const target = hasOwnTest ? undefined : byKey.get(refKey(ref))
      if (target !== undefined) dependents.set(target, [...(dependents.get(target) ?? []), layer])
    }
  }
  return {
    dependents: layer => dependents.get(layer) ?? [],
    reach: layer => {
      const before = reached.get(layer)
      if (before !== undefined) return before
      const reach = reachOf(layer, byKey)
      reached.set(layer, reach)
      return reach
    },
  }
}

const reachOf = (start: FluxLayer, byKey: ReadonlyMap<string, FluxLayer>): Reach => {
  const seen = new Set<FluxLayer>()
  const queue = [start]
  let isOpen = false
  for (let layer = queue.pop(); layer !== undefined; layer = queue.pop()) {
    for (const {ref} of layer.dependsOn) {
      const next = byKey.get(refKey(ref))
      if (next === undefined) isOpen = true
      if (next === undefined || seen.has(next)) continue
      seen.add(next)
      queue.push(next)
    }
  }
  return {layers: seen, isOpen}
}
