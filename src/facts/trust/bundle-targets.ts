import {known, type Reading, unknown, valueOr} from '../../core/knowing.ts'
import {
  describeRequirements,
  NAMESPACE_NAME,
  namespaceLabels,
  type Requirement,
  selects,
} from '../../core/kube/label-selector.ts'
import {type KubeObject, text, texts} from '../../core/kube/object.ts'
import {ref, refKey} from '../../core/kube/ref.ts'
import type {Fact, View} from '../../core/kube/view.ts'
import {components, installationsOf} from '../component/components.ts'
import {podTemplates} from '../consumer/pod-templates.ts'
import {type Bundle, bundles} from './bundles.ts'
import {flagOf} from './trust-namespace.ts'

/** Where a Bundle with a target goes. */
export interface BundleTargets {
  readonly bundle: Bundle
  /** The selector, as `kubectl -l` takes it; empty where it selects all. */
  readonly selector: string
  /** How many namespaces it reaches; unknown where not all were seen and none of these is reached. */
  readonly reached: Reading<number>
  /** Those of them that were seen. */
  readonly seen: readonly KubeObject[]
  readonly namespaces: number
  /** Labels of namespaces that have the right keys with other values, as `trust=no (app, web)`. */
  readonly near?: string
  /** The only namespaces that trust-manager may write to, where it is limited to some. */
  readonly allowed?: readonly string[]
  /** Labels that a namespace would need; undefined where the selector is more than a list of labels. */
  readonly labels?: readonly string[]
  /** Namespaces whose pods mount it and that it does not reach. */
  readonly missedBy: readonly string[]
}

export const bundleTargets: Fact<readonly BundleTargets[]> = {
  name: 'targets of bundles',
  of: bundles.of,
  reads: [...new Set(['core/namespaces' as const, ...components.of, ...components.reads, ...podTemplates.of])],
  derive: view => {
    const all = view.fact(bundles)
    if (!all.known) return all
    const seen = view.list('core/namespaces')
    const namespaces = valueOr(seen, []).filter(({body}) => text(body, 'status', 'phase') !== 'Terminating')
    const allowed = valueOr(view.fact(allowedNamespaces), undefined)
    const mounted = mountedBy(view, new Set(all.value.map(({name}) => name)))
    return known(
      all.value.filter(hasTarget).map(bundle => {
        const reached = namespaces.filter(each => isReached(bundle, each, allowed))
        const names = new Set(reached.map(({ref: {name}}) => name))
        return {
          bundle,
          seen: reached,
          namespaces: namespaces.length,
          reached: countOf(view, bundle, {count: reached.length, seen, allowed}),
          missedBy: (mounted.get(bundle.name) ?? []).filter(name => !names.has(name)),
          ...described(bundle.namespaceSelector ?? [], namespaces),
          ...(allowed !== undefined && {allowed}),
        }
      }),
    )
  },
}

const hasTarget = ({api, configMapKey, secretKey}: Bundle): boolean =>
  api === 'Bundle' && (configMapKey !== undefined || secretKey !== undefined)

interface Counted {
  readonly count: number
  readonly seen: Reading<unknown>
  readonly allowed: readonly string[] | undefined
}

/** Every cluster has namespaces, so that a Bundle for all of them reaches some whatever was seen; and nobody names one that is not there. */
const countOf = (view: View, {namespaceSelector}: Bundle, {count, seen, allowed}: Counted): Reading<number> => {
  if (namespaceSelector === null) return unknown('unreadable', 'its namespace selector is none')
  if (namespaceSelector.length === 0 && allowed === undefined) return known(Math.max(count, 1))
  if (count > 0 || view.isClosed('core/namespaces')) return known(count)
  if (namespaceSelector.every(({key, operator}) => key === NAMESPACE_NAME && operator === 'In')) return known(1)
  return seen.known ? unknown('undeclared', 'not all namespaces were seen') : seen
}

const isReached = ({namespaceSelector}: Bundle, namespace: KubeObject, allowed?: readonly string[]): boolean =>
  namespaceSelector !== null &&
  selects(namespaceSelector, namespaceLabels(namespace)) &&
  (allowed?.includes(namespace.ref.name) ?? true)

/**
 * The only namespaces that trust-manager may write to: its `--target-namespaces`, or the chart's `app.targetNamespaces`.
 * Undefined where it may write to all.
 */
export const allowedNamespaces: Fact<readonly string[] | undefined> = {
  name: 'namespaces that trust-manager may write to',
  of: components.of,
  reads: components.reads,
  derive: view => {
    const [found] = installationsOf(valueOr(view.fact(components), []), 'trust-manager')
    if (found === undefined) return known(undefined)
    const listed = found.release === undefined ? undefined : texts(found.release.values, 'app', 'targetNamespaces')
    const names = listed ?? (flagOf(found.args, '--target-namespaces') ?? '').split(',').filter(name => name !== '')
    return known(names.length === 0 ? undefined : names)
  },
}

/** The namespaces whose pods mount something with one of these names, by that name. */
const mountedBy = (view: View, names: ReadonlySet<string>): ReadonlyMap<string, readonly string[]> => {
  const by = new Map<string, Set<string>>()
  for (const {volumes} of valueOr(view.fact(podTemplates), [])) {
    for (const {name, namespace = ''} of [...volumes.values()].flat()) {
      if (!names.has(name)) continue
      const before = by.get(name)
      if (before === undefined) by.set(name, new Set([namespace]))
      else before.add(namespace)
    }
  }
  return new Map([...by].map(([name, namespaces]) => [name, [...namespaces].sort()]))
}

const described = (
  requirements: readonly Requirement[],
  namespaces: readonly KubeObject[],
): Pick<BundleTargets, 'selector' | 'near' | 'labels'> => {
  const near = requirements.flatMap(({key}) => valuesOf(key, namespaces))
  const isPlain = requirements.every(({key, operator}) => operator === 'In' && !key.startsWith('-'))
  return {
    selector: describeRequirements(requirements),
    ...(near.length > 0 && {near: near.join(', ')}),
    ...(isPlain && requirements.length > 0 && {labels: requirements.map(({key, values}) => `${key}=${values[0]}`)}),
  }
}

const MOST = 3

const valuesOf = (key: string, namespaces: readonly KubeObject[]): readonly string[] => {
  const byValue = Map.groupBy(namespaces, ({body}) => text(body, 'metadata', 'labels', key))
  return [...byValue].flatMap(([value, with_]) =>
    value === undefined
      ? []
      : [
          `${key}=${value} (${with_
            .slice(0, MOST)
            .map(({ref: {name}}) => name)
            .join(', ')}${with_.length > MOST ? ', …' : ''})`,
        ],
  )
}

/** By `refKey` of the ConfigMap or Secret that a Bundle writes into a namespace: the Bundle. For names of volumes. */
export const bundlesByName = (all: readonly Bundle[]): ReadonlyMap<string, Bundle> =>
  new Map(
    all
      .filter(hasTarget)
      .flatMap(bundle => [
        ...(bundle.configMapKey === undefined
          ? []
          : [[refKey(ref('core/configmaps', undefined, bundle.name)), bundle] as const]),
        ...(bundle.secretKey === undefined
          ? []
          : [[refKey(ref('core/secrets', undefined, bundle.name)), bundle] as const]),
      ]),
  )
