import {known, type Reading, unknown, valueOr} from '../../core/knowing.ts'
import {kindOfManifest} from '../../core/kube/kind.ts'
import {flag, type KubeObject, list, record, text} from '../../core/kube/object.ts'
import {type ObjectRef, ref} from '../../core/kube/ref.ts'
import type {Fact, View} from '../../core/kube/view.ts'
import {findDirectories} from './flux-directories.ts'

const KIND = 'kustomize.toolkit.fluxcd.io/kustomizations'

/** What a layer says that it waits for. */
export interface LayerDependency {
  readonly ref: ObjectRef
  /** An expression of its own decides when the other is ready (`readyExpr`). */
  readonly hasOwnTest: boolean
}

/** An object that a layer applies. */
export interface Applied {
  readonly ref: ObjectRef
  /** Absent where it was not read. */
  readonly object?: KubeObject
}

/** A Flux Kustomization: a directory of a source that is applied as one, after the layers that it depends on. */
export interface FluxLayer {
  readonly object: KubeObject
  readonly dependsOn: readonly LayerDependency[]
  /**
   * Whether it is ready only when what it applied is: `wait`, or any `healthChecks`. `healthCheckExprs` alone say how to
   * look and not that it is done (kustomize-controller `checkHealth`).
   */
  readonly waits: boolean
  readonly isSuspended: boolean
  /** By its inventory in a cluster, by its path in manifests. */
  readonly applied: Reading<readonly Applied[]>
  /** The Secret with the kubeconfig of the cluster that it is applied to; empty for the one that Flux runs in. */
  readonly remote: string
}

/** As people call it: with its namespace where that is not `home`. */
export const layerName = ({object: {ref: own}}: FluxLayer, home: string | undefined): string =>
  own.namespace === home ? own.name : `${own.namespace}/${own.name}`

export const fluxLayers: Fact<readonly FluxLayer[]> = {
  name: 'layers of Flux',
  of: [KIND],
  reads: [],
  derive: view => {
    const objects = view.list(KIND)
    if (!objects.known) return objects
    if (objects.value.length === 0) return known([])
    const inFiles = appliedByPath(view, objects.value)
    return known(
      objects.value.map(object => ({
        ...readLayer(object),
        applied: object.origin.from === 'file' ? inFiles(object) : inventory(view, object),
        remote: text(object.body, 'spec', 'kubeConfig', 'secretRef', 'name') ?? '',
      })),
    )
  },
}

const readLayer = (object: KubeObject): Omit<FluxLayer, 'applied' | 'remote'> => {
  const {body, ref: own} = object
  return {
    object,
    dependsOn: list(body, 'spec', 'dependsOn').map(each => ({
      ref: ref(KIND, text(each, 'namespace') ?? own.namespace, text(each, 'name') ?? ''),
      hasOwnTest: text(each, 'readyExpr') !== undefined,
    })),
    waits: flag(body, 'spec', 'wait') === true || list(body, 'spec', 'healthChecks').length > 0,
    isSuspended: flag(body, 'spec', 'suspend') === true,
  }
}

/** What a cluster's Flux has applied: `<namespace>_<name>_<group>_<kind>` (cli-utils pkg/object `ParseObjMetadata`). */
const inventory = (view: View, {body}: KubeObject): FluxLayer['applied'] => {
  if (Object.keys(record(body, 'status', 'inventory')).length === 0) {
    return unknown('not-collected', 'it has applied nothing yet')
  }
  return known(
    list(body, 'status', 'inventory', 'entries').flatMap(entry => {
      const target = parseEntry(text(entry, 'id') ?? '')
      if (target === null) return []
      const object = valueOr(view.find(target), null)
      return [{ref: target, ...(object !== null && {object})}]
    }),
  )
}

const parseEntry = (id: string): ObjectRef | null => {
  const [, namespace = '', name = '', group = '', kind = ''] = /^([^_]*)_(.*)_([^_]*)_([^_]*)$/.exec(id) ?? []
  const info = kindOfManifest(group === '' ? 'v1' : `${group}/any`, kind)
  return info === null ? null : ref(info.kind, namespace, name.replaceAll('__', ':'))
}

const directoryOf = (file: string): string => file.slice(0, Math.max(0, file.lastIndexOf('/')))

const fileOf = ({origin}: KubeObject): string => (origin.from === 'file' ? origin.file : '')

/** A directory and those that it is in, up to the top. */
const ancestors = (directory: string): readonly string[] => {
  const found = [directory]
  for (let at = directory; at !== ''; found.push(at)) at = directoryOf(at)
  return found
}

/**
 * A layer applies the files below its path, but for those below the path of another. That is what Flux does with plain
 * directories, and nearly always what a kustomization.yaml in them comes to.
 */
const appliedByPath = (view: View, layers: readonly KubeObject[]): ((layer: KubeObject) => FluxLayer['applied']) => {
  const files = view.snapshot.objects.filter(({origin}) => origin.from === 'file')
  const byDirectory = Map.groupBy(files, object => directoryOf(fileOf(object)))
  const directories = new Set([...byDirectory.keys()].flatMap(ancestors))
  const find = findDirectories(layers.map(sourcePath), directories)
  const claims = new Map(layers.map(layer => [layer, find(sourcePath(layer))]))
  const claimed = new Set(claims.values())
  const owned = new Map<string, KubeObject[]>()
  for (const [directory, objects] of byDirectory) {
    const owner = ancestors(directory).find(each => claimed.has(each))
    if (owner !== undefined) owned.set(owner, [...(owned.get(owner) ?? []), ...objects])
  }
  return layer => {
    const directory = claims.get(layer)
    if (directory === undefined && view.isClosed(KIND)) return known([])
    if (directory === undefined) return unknown('undeclared', 'its path is not among the files that were read')
    return known((owned.get(directory) ?? []).map(object => ({ref: object.ref, object})))
  }
}

const sourcePath = ({body, ref: own}: KubeObject) => {
  const source = record(body, 'spec', 'sourceRef')
  const namespace = text(source, 'namespace') ?? own.namespace ?? ''
  return {
    source: [text(source, 'kind'), namespace, text(source, 'name')].join('\u0000'),
    path: text(body, 'spec', 'path') ?? '',
  }
}
