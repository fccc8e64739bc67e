import {given} from '../../core/given.ts'
import {known, type Reading, valueOr} from '../../core/knowing.ts'
import {flag, type KubeObject, label, list, text} from '../../core/kube/object.ts'
import {dataKeys} from '../../core/kube/secret.ts'
import type {Fact, View} from '../../core/kube/view.ts'
import {reaches, SELECTION_KINDS} from './bundle-selection.ts'
import {BUNDLE_LABEL, type Bundle, bundles} from './bundles.ts'

/** An object of a Bundle's name where the Bundle writes one, which is not the Bundle's alone. */
export interface ForeignTarget {
  readonly object: KubeObject
  /** trust-manager has taken it over already. */
  readonly isAdopted: boolean
  /** Data keys that the Bundle does not write. */
  readonly keys: readonly string[]
  /** Another controller that owns it, as `Deployment/web`. */
  readonly owner?: string
  /** Whether the Bundle goes to its namespace. */
  readonly isReached: Reading<boolean>
}

export interface BundleConflict {
  readonly bundle: Bundle
  readonly foreign: readonly ForeignTarget[]
}

/** Every Bundle with a target, and what else has its name. */
export const bundleConflicts: Fact<readonly BundleConflict[]> = {
  name: 'what shares the name of a Bundle',
  of: bundles.of,
  reads: ['core/configmaps', 'core/secrets', ...SELECTION_KINDS],
  derive: view => {
    const all = view.fact(bundles)
    if (!all.known) return all
    const names = new Set(all.value.map(({name}) => name))
    const objects = (['core/configmaps', 'core/secrets'] as const).flatMap(kind => valueOr(view.list(kind), []))
    const byName = Map.groupBy(
      objects.filter(({ref: {name}}) => names.has(name)),
      ({ref: {name}}) => name,
    )
    return known(
      all.value
        .filter(({api}) => api === 'Bundle')
        .map(bundle => ({
          bundle,
          foreign: (byName.get(bundle.name) ?? []).flatMap(object => foreignTarget(view, bundle, object)),
        })),
    )
  },
}

const foreignTarget = (view: View, bundle: Bundle, object: KubeObject): readonly ForeignTarget[] => {
  const own = ownKeys(bundle, object)
  if (own === null) return []
  const isReached = reaches(view, bundle, object.ref.namespace ?? '')
  if (isReached.known && !isReached.value) return []
  const isAdopted = label(object, BUNDLE_LABEL) === bundle.name
  const keys = dataKeys(object).filter(key => !own.includes(key))
  const owner = otherOwner(object)
  if (isAdopted && keys.length === 0 && owner === undefined) return []
  return [{object, isAdopted, keys, isReached, ...given({owner})}]
}

/** The data keys that the Bundle writes into objects of this kind; null where it writes none. */
const ownKeys = ({object: {body}, configMapKey, secretKey}: Bundle, {ref}: KubeObject): readonly string[] | null => {
  const key = ref.kind === 'core/configmaps' ? configMapKey : secretKey
  if (key === undefined) return null
  const stores = ['jks', 'pkcs12'].flatMap(
    format => text(body, 'spec', 'target', 'additionalFormats', format, 'key') ?? [],
  )
  return [key, ...stores]
}

const otherOwner = ({body}: KubeObject): string | undefined => {
  const owner = list(body, 'metadata', 'ownerReferences').find(
    each => flag(each, 'controller') === true && text(each, 'kind') !== 'Bundle',
  )
  return owner === undefined ? undefined : `${text(owner, 'kind')}/${text(owner, 'name')}`
}
