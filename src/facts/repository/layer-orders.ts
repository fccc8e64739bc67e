import type {ComponentId} from '../../core/component.ts'
import {known, type Unknown} from '../../core/knowing.ts'
import type {Kind} from '../../core/kube/kind.ts'
import {at, type KubeObject, list, text} from '../../core/kube/object.ts'
import {refKey} from '../../core/kube/ref.ts'
import type {Fact} from '../../core/kube/view.ts'
import {issuerOf, issuerRefOf} from '../issuer/issuer-ref.ts'
import {type FluxLayer, fluxLayers} from './flux-layers.ts'
import {type LayerContents, layerContents, type Need, serversOf} from './layer-contents.ts'
import {type LayerGraph, layerGraph} from './layer-graph.ts'

/** What a layer needs of another one without waiting for it. */
export interface MissingOrder {
  readonly provider: FluxLayer
  readonly needs: readonly Need[]
  /** What serves them there; empty where the other layer has the CRDs only. */
  readonly components: readonly ComponentId[]
  /** The other layer waits for this one. */
  readonly isBackwards: boolean
}

/** How a layer stands to those that bring what it needs. */
export interface LayerOrder {
  readonly layer: FluxLayer
  readonly missing: readonly MissingOrder[]
  /** What it needs of a HelmRelease in its own midst: Flux tries all objects before it applies any, and there is no CRD yet. */
  readonly inside: readonly {readonly need: Need; readonly release: KubeObject; readonly component: ComponentId}[]
  /** The layers that it should wait for; those that bring what is missing, or issuers that wait for these in turn. */
  readonly waitFor: readonly FluxLayer[]
  /** Why the order cannot be known. */
  readonly unsure?: Unknown
}

export const layerOrders: Fact<readonly LayerOrder[]> = {
  name: 'order of layers',
  of: fluxLayers.of,
  reads: layerContents.reads,
  derive: view => {
    const contents = view.fact(layerContents)
    if (!contents.known) return contents
    const all = [...contents.value].map(([layer, own]) => ({layer, contents: own}))
    const layers = all.map(({layer}) => layer)
    const world: World = {
      bringers: all.filter(isBringer),
      holders: all.filter(isHolder),
      graph: layerGraph(layers),
      isPatched: isPatched(layers, /\bdependsOn\b/),
    }
    return known(all.filter(({layer}) => !layer.isSuspended).map(each => orderOf(each, world)))
  },
}

interface Entry {
  readonly layer: FluxLayer
  readonly contents: LayerContents | null
}

/** A layer of which it is known what it applies. */
interface Known extends Entry {
  readonly contents: LayerContents
}

const isBringer = (entry: Entry): entry is Known =>
  entry.contents !== null && entry.contents.installs.length + entry.contents.defines.size > 0

const isHolder = (entry: Entry): entry is Known => entry.contents !== null && entry.contents.issuers.size > 0

interface World {
  /** The layers that bring kinds, and those that have issuers. */
  readonly bringers: readonly Known[]
  readonly holders: readonly Known[]
  readonly graph: LayerGraph
  readonly isPatched: boolean
}

/**
 * Whether a layer patches Kustomizations that it applies, in a field that matters here: then files do not show what is in
 * the cluster. Objects of a cluster do.
 */
export const isPatched = (layers: readonly FluxLayer[], field: RegExp): boolean =>
  layers.some(({object}) => {
    if (object.origin.from !== 'file') return false
    return list(object.body, 'spec', 'patches').some(each => {
      const patch = text(each, 'patch') ?? ''
      return (
        (text(each, 'target', 'kind') === 'Kustomization' || patch.includes('kind: Kustomization')) && field.test(patch)
      )
    })
  })

const orderOf = ({layer, contents}: Entry, world: World): LayerOrder => {
  const order = {layer, missing: [], inside: [], waitFor: []}
  const {layers: reached, isOpen} = world.graph.reach(layer)
  const others = world.bringers.filter(each => each.layer !== layer && each.layer.remote === layer.remote)
  if (contents === null) {
    const mayMiss = others.some(each => !reached.has(each.layer))
    return layer.applied.known || !mayMiss ? order : {...order, unsure: layer.applied.because}
  }
  const inside = insideOf(contents)
  const before = [contents, ...others.filter(each => reached.has(each.layer)).map(each => each.contents)]
  const unmet = contents.needs.filter(({kind}) => !before.some(each => provides(each, kind)))
  const missing = missingOrders(layer, unmet, others, world.graph)
  if (missing.length === 0) return {...order, inside}
  if (isOpen) return {...order, inside, unsure: NOT_READ}
  if (world.isPatched) return {...order, inside, unsure: PATCHED}
  return {...order, inside, missing, waitFor: waitFor({layer, contents}, missing, world)}
}

const NOT_READ: Unknown = {reason: 'undeclared', detail: 'it depends on a layer that was not read'}
/** Why nothing can be said then. */
export const PATCHED: Unknown = {reason: 'undeclared', detail: 'layers are patched when they are applied'}

const provides = (contents: LayerContents, kind: Kind): boolean =>
  contents.defines.has(kind) || serversOf(contents, kind).length > 0

/** One for each layer that brings something; of several that bring the same, the one with the controller, then the nearest. */
const missingOrders = (
  layer: FluxLayer,
  unmet: readonly Need[],
  others: readonly Known[],
  graph: LayerGraph,
): readonly MissingOrder[] => {
  const found = unmet.flatMap(need => {
    const rank = ({layer: other, contents}: Known): number =>
      (serversOf(contents, need.kind).length > 0 ? 1000 : 0) + nearness(layer, other)
    const [best] = others.filter(each => provides(each.contents, need.kind)).sort((a, b) => rank(b) - rank(a))
    return best === undefined ? [] : [{need, best}]
  })
  return [...Map.groupBy(found, ({best}) => best)].map(([{layer: provider, contents}, of]) => {
    const needs = of.map(({need}) => need)
    const serving = needs.flatMap(({kind}) => serversOf(contents, kind))
    const components = [...new Set(serving.map(({component}) => component))]
    return {provider, needs, components, isBackwards: graph.reach(provider).layers.has(layer)}
  })
}

/** How many directories two layers' own files share. */
const nearness = (a: FluxLayer, b: FluxLayer): number => {
  const [one, other] = [a, b].map(({object: {origin}}) => (origin.from === 'file' ? origin.file.split('/') : []))
  const at = one?.findIndex((part, index) => part !== other?.[index]) ?? 0
  return at === -1 ? (one?.length ?? 0) : at
}

/** Where a HelmRelease stands in the same directory (or inventory) as objects that need its CRDs, no file parts the two. */
const insideOf = (contents: LayerContents): LayerOrder['inside'] =>
  contents.needs
    .filter(({kind, applied}) => !contents.defines.has(kind) && applied.ref.kind !== RELEASES)
    .flatMap(need =>
      serversOf(contents, need.kind)
        .filter(({from, object}) => from === 'release' && isBeside(need, object))
        .map(({object, component}) => ({need, release: object, component})),
    )

const RELEASES = 'helm.toolkit.fluxcd.io/helmreleases'

const isBeside = ({applied}: Need, release: KubeObject): boolean => {
  const [one, other] = [applied.object, release].map(each =>
    each?.origin.from === 'file' ? directoryOf(each.origin.file) : '',
  )
  return one === other
}

const directoryOf = (file: string): string => file.slice(0, Math.max(0, file.lastIndexOf('/')))

/** A layer with the issuer that a certificate names is waited for rather than the one with the controllers, where it waits for those. */
const waitFor = (
  {layer, contents: {needs}}: Known,
  missing: readonly MissingOrder[],
  {holders, graph}: World,
): readonly FluxLayer[] => {
  const named = [...new Set(needs.flatMap(({applied}) => issuerKeys(applied.object)))]
  const reaches = holders
    .filter(({contents}) => named.some(key => contents.issuers.has(key)))
    .map(holder => ({holder: holder.layer, layers: graph.reach(holder.layer).layers}))
    .filter(({layers}) => !layers.has(layer))
  const wanted = missing
    .filter(({isBackwards}) => !isBackwards)
    .map(({provider}) => reaches.find(({layers}) => layers.has(provider))?.holder ?? provider)
  return [...new Set(wanted)]
}

const issuerKeys = (object: KubeObject | undefined): readonly string[] => {
  if (object === undefined || at(object.body, 'spec', 'issuerRef') === undefined) return []
  const issuer = issuerOf(issuerRefOf(object.body), object.ref.namespace)
  return issuer === null ? [] : [refKey(issuer)]
}
