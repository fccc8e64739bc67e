import {given} from '../../core/given.ts'
import {known, valueOr} from '../../core/knowing.ts'
import {type Condition, condition, createdAt} from '../../core/kube/condition.ts'
import type {Kind} from '../../core/kube/kind.ts'
import {type Requirement, requirementsOf} from '../../core/kube/label-selector.ts'
import {at, flag, isBeingDeleted, type Json, type KubeObject, list, type Path, text} from '../../core/kube/object.ts'
import type {Fact} from '../../core/kube/view.ts'

/** One entry of `spec.sources` of a Bundle. */
export interface BundleSource {
  readonly type: 'configMap' | 'secret' | 'inLine' | 'defaultCAs'
  /** `['spec', 'sources', 0, 'secret']`. */
  readonly path: Path
  /** Of a ConfigMap or Secret: which one, by name or, without one, by labels (null: no valid selector). */
  readonly kind?: Kind
  readonly name?: string
  readonly selector: readonly Requirement[] | null
  /** The data key; undefined with `includeAllKeys`. */
  readonly key?: string
  /** Of an inline source: what stands there. */
  readonly pem?: string
}

/**
 * A Bundle of trust-manager (trust.cert-manager.io/v1alpha1). A ClusterBundle (trust-manager.io/v1alpha2) is one too as far
 * as names go, but no released trust-manager reconciles it: it has no sources here, and only `isReconciled` tells whether
 * something has written its status after all.
 */
export interface Bundle {
  readonly object: KubeObject
  readonly name: string
  readonly api: 'Bundle' | 'ClusterBundle'
  readonly synced?: Condition
  readonly created?: number
  readonly sources: readonly BundleSource[]
  /** The data keys of its targets; undefined for a target that it does not have. */
  readonly configMapKey?: string
  readonly secretKey?: string
  /** Which namespaces get it; empty: all. Null: no valid selector. */
  readonly namespaceSelector: readonly Requirement[] | null
  readonly isReconciled: boolean
}

/** On every target: the name of its Bundle (trust-manager pkg/apis/trust/v1alpha1 `BundleLabelKey`). */
export const BUNDLE_LABEL = 'trust.cert-manager.io/bundle'

const BUNDLES: Kind = 'trust.cert-manager.io/bundles'

/** Bundles, and ClusterBundles beside them, but for those that are being deleted. */
export const bundles: Fact<readonly Bundle[]> = {
  name: 'bundles',
  of: [BUNDLES, 'trust-manager.io/clusterbundles'],
  reads: [],
  derive: view => {
    const objects = view.list(BUNDLES)
    if (!objects.known) return objects
    const all = [...objects.value, ...valueOr(view.list('trust-manager.io/clusterbundles'), [])]
    return known(all.filter(object => !isBeingDeleted(object)).map(bundle))
  },
}

const bundle = (object: KubeObject): Bundle => {
  const {body, ref} = object
  const api = ref.kind === BUNDLES ? 'Bundle' : 'ClusterBundle'
  const synced = condition(object, 'Synced')
  return {
    object,
    name: ref.name,
    api,
    isReconciled: api === 'Bundle' || synced !== undefined,
    sources: api === 'Bundle' ? list(body, 'spec', 'sources').flatMap(source) : [],
    namespaceSelector: requirementsOf(at(body, 'spec', 'target', 'namespaceSelector')),
    ...given({
      synced,
      created: createdAt(object),
      configMapKey: text(body, 'spec', 'target', 'configMap', 'key'),
      secretKey: text(body, 'spec', 'target', 'secret', 'key'),
    }),
  }
}

const source = (value: Json, index: number): readonly BundleSource[] => {
  const path = ['spec', 'sources', index]
  const pem = text(value, 'inLine')
  if (pem !== undefined) return [{type: 'inLine', path: [...path, 'inLine'], selector: [], pem}]
  if (flag(value, 'useDefaultCAs') === true)
    return [{type: 'defaultCAs', path: [...path, 'useDefaultCAs'], selector: []}]
  for (const type of ['configMap', 'secret'] as const) {
    const from = at(value, type)
    if (from === undefined || from === null) continue
    return [
      {
        type,
        path: [...path, type],
        kind: type === 'secret' ? 'core/secrets' : 'core/configmaps',
        selector: requirementsOf(at(from, 'selector')),
        ...given({name: text(from, 'name') || undefined, key: text(from, 'key') || undefined}),
      },
    ]
  }
  return []
}
