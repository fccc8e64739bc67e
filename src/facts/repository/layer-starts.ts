import type {ComponentId} from '../../core/component.ts'
import {componentInfo} from '../../core/component.ts'
import {known, type Unknown} from '../../core/knowing.ts'
import type {Fact} from '../../core/kube/view.ts'
import {type FluxLayer, fluxLayers} from './flux-layers.ts'
import {type LayerContents, layerContents} from './layer-contents.ts'
import {type LayerGraph, layerGraph} from './layer-graph.ts'
import {isPatched, PATCHED} from './layer-orders.ts'

/** A layer that installs controllers, and the layers that start on its word that it is ready. */
export interface LayerStart {
  readonly layer: FluxLayer
  readonly components: readonly ComponentId[]
  /** The nearest that need what it installs. */
  readonly dependents: readonly FluxLayer[]
  /** Why it cannot be known whether there are any. */
  readonly unsure?: Unknown
}

export const layerStarts: Fact<readonly LayerStart[]> = {
  name: 'layers that others wait for',
  of: fluxLayers.of,
  reads: layerContents.reads,
  derive: view => {
    const contents = view.fact(layerContents)
    if (!contents.known) return contents
    const layers = [...contents.value.keys()]
    const graph = layerGraph(layers)
    const patched = isPatched(layers, /\b(?:wait|healthChecks)\b/)
    return known(
      [...contents.value].flatMap(([layer, own]) => {
        if (own === null || own.installs.length === 0) return []
        const components = [...new Set(own.installs.map(({component}) => component))]
        const found = dependentsOf(layer, own, contents.value, graph)
        return [
          {layer, components, ...(patched && found.dependents.length > 0 ? {dependents: [], unsure: PATCHED} : found)},
        ]
      }),
    )
  },
}

/** Outward from the layer, to the first on each way that needs what it installs. */
const dependentsOf = (
  layer: FluxLayer,
  own: LayerContents,
  contents: ReadonlyMap<FluxLayer, LayerContents | null>,
  graph: LayerGraph,
): Pick<LayerStart, 'dependents' | 'unsure'> => {
  const kinds = new Set(own.installs.flatMap(({component}) => componentInfo(component).serves))
  const seen = new Set(graph.dependents(layer))
  const dependents: FluxLayer[] = []
  let unsure: Unknown | undefined
  for (const each of seen) {
    const its = contents.get(each)
    if (its?.needs.some(({kind}) => kinds.has(kind)) === true) {
      dependents.push(each)
      continue
    }
    if (!each.applied.known) unsure = each.applied.because
    for (const next of graph.dependents(each)) if (next !== layer) seen.add(next)
  }
  return {dependents, ...(dependents.length === 0 && unsure !== undefined && {unsure})}
}
