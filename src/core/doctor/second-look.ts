import {valueOr} from '../knowing.ts'
import {kindOfManifest} from '../kube/kind.ts'
import {isBeingDeleted, type KubeObject, text} from '../kube/object.ts'
import {type ObjectRef, ref, refKey} from '../kube/ref.ts'
import {RefMap} from '../kube/ref-map.ts'
import type {Snapshot} from '../kube/snapshot.ts'
import type {View} from '../kube/view.ts'
import type {SecondLook, Seen} from '../ports.ts'
import type {Options} from './engine.ts'
import {kindsReadBy} from './plan.ts'
import type {Report, Subject} from './report.ts'

const NAMESPACES = 'core/namespaces'

/** Enough for Ingress → Secret → Certificate. */
const STEPS = 2

/**
 * What a report rests on, and might be told of only because one kind was listed before a deletion and another after it: the
 * subjects of findings, what they depend on (there or missing), what depends on a subject that is missing, and the namespaces
 * of all these. What a rule finds in a single kind is of one moment, and is not among them.
 */
export const worthAnotherLook = (
  {findings}: Report,
  view: View,
  {rules, dependencies}: Pick<Options, 'rules' | 'dependencies'>,
): readonly Seen[] => {
  const edges = valueOr(view.fact(dependencies), undefined)
  const readBy = new Map(rules.map(rule => [rule.id as string, kindsReadBy([rule])]))
  const wanted = new Map<string, ObjectRef>()
  const want = (object: ObjectRef): boolean => wanted.size < wanted.set(refKey(object), object).size
  for (const {rule, subject} of findings) {
    const kinds = readBy.get(rule) ?? []
    const about = subject === null || kinds.length < 2 ? null : refOf(subject)
    if (about === null) continue
    const isMissing = valueOr(view.find(about), undefined) === null
    let frontier = [about, ...(isMissing ? (edges?.on(about) ?? []) : [])].filter(want)
    for (let step = 0; step < STEPS; step += 1) frontier = frontier.flatMap(each => edges?.of(each) ?? []).filter(want)
    const isAboutAll = about.namespace === undefined && kinds.includes(NAMESPACES)
    if (isAboutAll) for (const each of valueOr(view.list(NAMESPACES), [])) want(each.ref)
  }
  for (const {namespace} of [...wanted.values()]) {
    if (namespace !== undefined) want(ref(NAMESPACES, undefined, namespace))
  }
  return [...wanted.values()].flatMap(each => {
    const found = view.find(each)
    return found.known ? [{ref: each, ...uidOf(found.value)}] : []
  })
}

const refOf = ({apiVersion, kind, namespace, name}: Subject): ObjectRef | null => {
  const info = kindOfManifest(apiVersion, kind)
  return info === null ? null : ref(info.kind, namespace, name)
}

const uidOf = (object: KubeObject | null): Pick<Seen, 'uid'> => {
  const uid = object === null ? undefined : text(object.body, 'metadata', 'uid')
  return uid === undefined ? {} : {uid}
}

/**
 * The snapshot without what has gone since, or has begun to be deleted, and with what has come or changed; null where all is as
 * it was. What is in a namespace that has gone is gone.
 */
export const lookedAgain = (snapshot: Snapshot, {looked, objects, takenAt}: SecondLook): Snapshot | null => {
  const before = new RefMap<KubeObject>()
  for (const object of snapshot.objects) before.set(object.ref, object)
  const now = new RefMap<KubeObject>()
  for (const object of objects) {
    const known = before.get(object.ref)
    if (!isBeingDeleted(object) || (known !== undefined && isBeingDeleted(known))) now.set(object.ref, object)
  }
  const changed = looked.filter(each => versionOf(before.get(each)) !== versionOf(now.get(each)))
  if (changed.length === 0) return null
  const isChanged = new RefMap<true>()
  for (const each of changed) isChanged.set(each, true)
  const isGone = new Set(
    changed.flatMap(each => (each.kind === NAMESPACES && now.get(each) === undefined ? [each.name] : [])),
  )
  const stays = ({ref: {namespace}}: KubeObject) => namespace === undefined || !isGone.has(namespace)
  const kept = snapshot.objects.filter(object => isChanged.get(object.ref) === undefined)
  const come = changed.flatMap(each => now.get(each) ?? [])
  return {...snapshot, takenAt, objects: [...kept, ...come].filter(stays)}
}

const versionOf = (object: KubeObject | undefined): string | null | undefined =>
  object === undefined ? null : text(object.body, 'metadata', 'resourceVersion')
