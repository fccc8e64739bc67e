import {known, type Reading, unknown, valueOr} from '../../core/knowing.ts'
import {isFilledLater} from '../../core/kube/filled-later.ts'
import {selects} from '../../core/kube/label-selector.ts'
import {type KubeObject, record} from '../../core/kube/object.ts'
import {type ObjectRef, ref} from '../../core/kube/ref.ts'
import type {Fact, View} from '../../core/kube/view.ts'
import {namesakes} from '../certificate/namesakes.ts'
import {type SecretMaker, secretMakers} from '../certificate/secret-makers.ts'
import {type Bundle, type BundleSource, bundles} from './bundles.ts'
import {trustNamespace} from './trust-namespace.ts'

/** One ConfigMap or Secret that a Bundle takes certificates from. A selector that matches several gives several. */
export interface SourceObject {
  readonly bundle: Bundle
  readonly source: BundleSource
  /** Where it has to be; unknown where the trust namespace is. */
  readonly target: Reading<ObjectRef>
  readonly object: Reading<KubeObject | null>
  /** What will make it, where it is not there. */
  readonly makers: readonly SecretMaker[]
  /** Other namespaces in which an object of its kind and name is, or is made by something. */
  readonly elsewhere: readonly Elsewhere[]
}

export interface Elsewhere {
  readonly namespace: string
  /** The object; undefined where only what makes it was seen. */
  readonly object?: KubeObject
  readonly maker?: KubeObject
}

export const bundleSources: Fact<readonly SourceObject[]> = {
  name: 'sources of bundles',
  of: bundles.of,
  reads: [
    ...new Set([
      ...trustNamespace.of,
      ...trustNamespace.reads,
      ...namesakes.of,
      ...secretMakers.of,
      ...secretMakers.reads,
    ]),
  ],
  derive: view => {
    const all = view.fact(bundles)
    if (!all.known) return all
    const namespace = view.fact(trustNamespace)
    return known(
      all.value.flatMap(bundle => bundle.sources.flatMap(source => objectsOf(view, bundle, source, namespace))),
    )
  },
}

const objectsOf = (
  view: View,
  bundle: Bundle,
  source: BundleSource,
  namespace: Reading<string>,
): readonly SourceObject[] => {
  const {kind, name, selector} = source
  if (kind === undefined) return []
  const from = {bundle, source}
  const none = {makers: [], elsewhere: []}
  if (!namespace.known) return [{...from, ...none, target: namespace, object: namespace}]
  if (name !== undefined) return [named(view, from, ref(kind, namespace.value, name))]
  if (selector === null) return []
  const candidates = view.list(kind, namespace.value)
  if (!candidates.known) return [{...from, ...none, target: candidates, object: candidates}]
  return candidates.value
    .filter(({body}) => selects(selector, record(body, 'metadata', 'labels')))
    .map(object => ({...from, ...none, target: known(object.ref), object: known(object)}))
}

const named = (view: View, from: Pick<SourceObject, 'bundle' | 'source'>, target: ObjectRef): SourceObject => {
  const object = isFilledLater(target.name) ? FILLED_LATER : view.find(target)
  if (object.known && object.value !== null) {
    return {...from, target: known(target), object, makers: [], elsewhere: []}
  }
  const {namespace = '', name} = target
  const makers = target.kind === 'core/secrets' ? valueOr(view.fact(secretMakers), undefined) : undefined
  const elsewhere = elsewhereOf(view, target, makers?.named(name) ?? [])
  const own = makers?.of(namespace, name) ?? []
  const isMisplaced = own.length === 0 && isDeclaredElsewhere(view, object, elsewhere)
  return {...from, target: known(target), object: isMisplaced ? known(null) : object, makers: own, elsewhere}
}

/** Flux fills `${NAME}` in when it applies a manifest. */
const FILLED_LATER = unknown('undeclared', 'its name is filled in later')

const elsewhereOf = (view: View, target: ObjectRef, makers: readonly SecretMaker[]): readonly Elsewhere[] => {
  const index = view.fact(namesakes)
  const objects = index.known ? index.value.of(target) : []
  const found = objects.map((object): [string, Elsewhere] => {
    const namespace = object.ref.namespace ?? ''
    return [namespace, {namespace, object}]
  })
  const promised = makers.flatMap(({makes: {namespace}, object: maker}): [string, Elsewhere][] =>
    namespace === undefined || namespace === target.namespace ? [] : [[namespace, {namespace, maker}]],
  )
  return [...new Map([...promised, ...found]).values()].sort((a, b) => (a.namespace < b.namespace ? -1 : 1))
}

/**
 * Manifests that are said to be complete do not list Secrets, because controllers make them. One that a Certificate makes in
 * another namespace, and nothing in this one, is in the wrong place all the same, unless something copies it.
 */
const isDeclaredElsewhere = (
  view: View,
  object: Reading<KubeObject | null>,
  elsewhere: readonly Elsewhere[],
): boolean =>
  !object.known &&
  object.because.reason === 'undeclared' &&
  elsewhere.length > 0 &&
  view.isClosed('trust.cert-manager.io/bundles') &&
  !elsewhere.some(isCopied)

/** Annotations of Reflector, kubernetes-replicator and kubed (Config Syncer). */
const COPIERS = /reflector\.|replicator\.|kubed\.|config-syncer/

const isCopied = ({object, maker}: Elsewhere): boolean =>
  [record(object?.body, 'metadata', 'annotations'), record(maker?.body, 'spec', 'secretTemplate', 'annotations')].some(
    annotations => Object.keys(annotations).some(name => COPIERS.test(name)),
  )
