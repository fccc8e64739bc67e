import {known, type Reading, valueOr} from '../../core/knowing.ts'
import {createdAt} from '../../core/kube/condition.ts'
import {flag, type Json, type KubeObject, list, number, type Path, text} from '../../core/kube/object.ts'
import {type ObjectRef, ref, refKey} from '../../core/kube/ref.ts'
import type {Fact, View} from '../../core/kube/view.ts'
import {type PodTemplate, podTemplates} from '../consumer/pod-templates.ts'
import {reaches, SELECTION_KINDS} from './bundle-selection.ts'
import {bundlesByName} from './bundle-targets.ts'
import {type Bundle, bundles} from './bundles.ts'

/** A volume of pods that shows what a Bundle writes, and is not there; pods wait for it. */
export interface AbsentMount {
  readonly object: KubeObject
  /** Of the name in the volume. */
  readonly path: Path
  readonly volume: string
  readonly bundle: Bundle
  readonly target: ObjectRef
  /** Known to be absent, or why that is not known. */
  readonly isAbsent: Reading<true>
  /** Whether the Bundle goes to the namespace. */
  readonly isReached: Reading<boolean>
  /** When the youngest of Bundle, namespace and workload was created; epoch milliseconds, 0 where none says it. */
  readonly since: number
}

export const absentBundleMounts: Fact<readonly AbsentMount[]> = {
  name: 'mounts of absent bundles',
  of: podTemplates.of,
  reads: [...new Set([...bundles.of, 'core/configmaps' as const, 'core/secrets' as const, ...SELECTION_KINDS])],
  derive: view => {
    const templates = view.fact(podTemplates)
    const all = view.fact(bundles)
    if (!templates.known) return templates
    if (!all.known) return all
    const targets = bundlesByName(all.value)
    if (targets.size === 0) return known([])
    return known(
      templates.value
        .filter(({object}) => number(object.body, 'spec', 'replicas') !== 0)
        .flatMap(template => volumesOf(template).flatMap(volume => absentMount(view, template, volume, targets))),
    )
  },
}

interface NeededVolume {
  readonly volume: string
  readonly path: Path
  readonly target: ObjectRef
}

/** The ConfigMaps and Secrets without which the pods do not start. */
const volumesOf = ({spec, path, object}: PodTemplate): readonly NeededVolume[] =>
  list(spec, 'volumes').flatMap((volume, i) => {
    const name = text(volume, 'name') ?? ''
    const needed = (from: Json, at: Path) =>
      SOURCES.flatMap(([field, key, kind]) => {
        const named = text(from, field, key) ?? ''
        if (named === '' || flag(from, field, 'optional') === true) return []
        return [{volume: name, path: [...at, field, key], target: ref(kind, object.ref.namespace, named)}]
      })
    const at = [...path, 'volumes', i]
    const projected = list(volume, 'projected', 'sources')
    return [...needed(volume, at), ...projected.flatMap((each, j) => needed(each, [...at, 'projected', 'sources', j]))]
  })

/** A Secret is `secretName` in a volume of its own, and `name` in a projected one. */
const SOURCES = [
  ['configMap', 'name', 'core/configmaps'],
  ['secret', 'secretName', 'core/secrets'],
  ['secret', 'name', 'core/secrets'],
] as const

const absentMount = (
  view: View,
  {object}: PodTemplate,
  volume: NeededVolume,
  targets: ReadonlyMap<string, Bundle>,
): readonly AbsentMount[] => {
  const {target} = volume
  const bundle = targets.get(refKey(ref(target.kind, undefined, target.name)))
  if (bundle === undefined) return []
  const found = view.find(target)
  if (found.known && found.value !== null) return []
  const namespace = valueOr(view.find(ref('core/namespaces', undefined, target.namespace ?? '')), null)
  const reached = reaches(view, bundle, target.namespace ?? '')
  const created = [object, bundle.object, ...(namespace === null ? [] : [namespace])].map(each => createdAt(each) ?? 0)
  return [
    {
      object,
      ...volume,
      bundle,
      isAbsent: found.known || isDeclaredAbsent(view, found, reached) ? known(true) : found,
      isReached: reached,
      since: Math.max(...created),
    },
  ]
}

/** Manifests never have what controllers make; where these are all, a Bundle that does not go there is all that could make it. */
const isDeclaredAbsent = (view: View, found: Reading<unknown>, reached: Reading<boolean>): boolean =>
  !found.known &&
  found.because.reason === 'undeclared' &&
  reached.known &&
  !reached.value &&
  view.isClosed('trust.cert-manager.io/bundles')
