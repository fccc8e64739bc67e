import {type JsonObject, list, text} from '../../core/kube/object.ts'
import type {FluxLayer} from './flux-layers.ts'

export interface LayerChange {
  readonly wait?: true
  readonly addDependencies?: readonly FluxLayer[]
}

/** What to change in a layer, as a manifest: its name, and the fields as they should be. */
export const layerPatch = ({object: {ref, body}}: FluxLayer, change: LayerChange): JsonObject => {
  const {name, namespace} = ref
  const added = (change.addDependencies ?? []).map(({object}) => ({
    name: object.ref.name,
    ...(object.ref.namespace !== namespace && {namespace: object.ref.namespace}),
  }))
  return {
    apiVersion: text(body, 'apiVersion') ?? 'kustomize.toolkit.fluxcd.io/v1',
    kind: 'Kustomization',
    metadata: {name, namespace},
    spec: {
      ...(change.wait !== undefined && {wait: change.wait}),
      ...(added.length > 0 && {dependsOn: [...list(body, 'spec', 'dependsOn'), ...added]}),
    },
  }
}
