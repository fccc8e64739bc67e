import {posix} from 'node:path'
import {reduce} from '../../core/kube/door/reduce.ts'
import {KINDS, type Kind} from '../../core/kube/kind.ts'
import {type JsonObject, type KubeObject, record, text} from '../../core/kube/object.ts'
import {kubectlName, refKey} from '../../core/kube/ref.ts'
import type {ExposedFile, Unreadable} from '../../core/kube/snapshot.ts'
import type {Exposed} from './exposed.ts'
import type {Kustomization} from './kustomization.ts'
import {LIMITS} from './limits.ts'
import {RELEASE_KINDS} from './releases.ts'
import type {Contents, Manifest} from './text-reader.ts'

/** Where a text comes from. */
export interface Place {
  /** For people. */
  readonly shown: string
  /** Absolute, with `/`; null for stdin and rendered text, which no kustomization refers to. */
  readonly place: string | null
  /** Lines say nothing about rendered text. */
  readonly isRendered?: true
}

/** Everything that one reading of manifests has found so far. */
export interface Gathering {
  /** By `refKey`: a cluster has one object of a name, the one that was applied last. */
  readonly objects: Map<string, KubeObject>
  /** What needs everything else to be seen first: objects without a namespace, releases, paths of Flux. */
  readonly waiting: {readonly manifest: Manifest; readonly from: Place}[]
  readonly kustomizations: Kustomization[]
  /** Their directories, and all that they list. */
  readonly listing: {readonly directories: Set<string>; readonly places: Set<string>}
  /** Of `objects`, those of files that the kustomization beside them leaves out: nobody applies them. */
  readonly leftOut: Set<string>
  readonly unreadable: Unreadable[]
  readonly exposed: ExposedFile[]
  /** Of any kind, as `<group>/<Kind>`. */
  readonly kinds: Set<string>
  /** The kinds that may stand in what could not be read, each with where: names for people. */
  readonly hidden: Map<Kind, Set<string>>
  /** How much was found that is a manifest, may be one, or has to be told. */
  found: number
  isFull: boolean
}

export const newGathering = (): Gathering => ({
  objects: new Map(),
  waiting: [],
  kustomizations: [],
  listing: {directories: new Set(), places: new Set()},
  leftOut: new Set(),
  unreadable: [],
  exposed: [],
  kinds: new Set(),
  hidden: new Map(),
  found: 0,
  isFull: false,
})

const ALL_KINDS = KINDS.map(info => info.kind)

/** Something could not be read, or is not judged; `hides` is what may stand in it. */
export const miss = (gathering: Gathering, entry: Unreadable, hides: Iterable<Kind> = ALL_KINDS): void => {
  gathering.unreadable.push(entry)
  gathering.found += 1
  hide(gathering, entry.what, hides)
}

const hide = ({hidden}: Gathering, where: string, kinds: Iterable<Kind>): void => {
  for (const kind of kinds) hidden.set(kind, (hidden.get(kind) ?? new Set()).add(where))
}

export const expose = (gathering: Gathering, from: Place, found: readonly Exposed[]): void => {
  for (const {line, form} of found) {
    gathering.exposed.push({file: from.shown, line: from.isRendered === true ? 1 : line, form})
    gathering.found += 1
  }
}

const KUSTOMIZE_GROUP = 'kustomize.config.k8s.io/'

/** Kustomizations come before all other files, which they say something about. */
export const addKustomization = ({kustomizations, listing}: Gathering, kustomization: Kustomization): void => {
  kustomizations.push(kustomization)
  listing.directories.add(kustomization.directory)
  for (const place of kustomization.lists) listing.places.add(place)
}

/** What was read from one text. */
export const addContents = (gathering: Gathering, from: Place, contents: Contents): void => {
  for (const kind of contents.kinds) {
    gathering.kinds.add(kind)
    if (!kind.startsWith(KUSTOMIZE_GROUP)) gathering.found += 1
  }
  for (const {line, ...problem} of contents.problems) {
    miss(gathering, {what: from.shown, ...(from.isRendered !== true && {line}), ...problem}, [])
  }
  hide(gathering, from.shown, contents.hidden)
  expose(gathering, from, contents.exposed)
  for (const manifest of contents.manifests) {
    if (isWaiting(manifest)) gathering.waiting.push({manifest, from})
    else addObject(gathering, manifest, from)
  }
}

/** Needed to understand the other manifests, whether rules read them or not. */
export const KEY_KINDS: readonly Kind[] = [...RELEASE_KINDS, 'kustomize.toolkit.fluxcd.io/kustomizations']

const isWaiting = ({info, value}: Manifest): boolean =>
  KEY_KINDS.includes(info.kind) || (info.namespaced && namespaceOf(value) === undefined)

/** The namespace that a manifest gives itself. */
export const namespaceOf = (value: JsonObject): string | undefined => text(value, 'metadata', 'namespace') || undefined

/** A manifest as it is in a namespace that it does not name. */
export const inNamespace = (manifest: Manifest, namespace: string): Manifest =>
  !manifest.info.namespaced || namespaceOf(manifest.value) !== undefined
    ? manifest
    : {...manifest, value: {...manifest.value, metadata: {...record(manifest.value, 'metadata'), namespace}}}

/**
 * Lets an object through the door. Of two with one name, the later counts, as with `kubectl apply`, unless only the earlier is
 * in a file that a kustomization applies.
 */
export const addObject = (gathering: Gathering, manifest: Manifest, from: Place): void => {
  if (gathering.objects.size >= LIMITS.objects) {
    tellFull(gathering, from)
    return
  }
  const lines = from.isRendered === true ? {} : linesOf(manifest)
  const object = reduce(manifest.value, {from: 'file', file: from.shown, lines})
  if (object === null) {
    tellNameless(gathering, manifest, from)
    return
  }
  const key = refKey(object.ref)
  const before = gathering.objects.get(key)
  const isLeftOut = isBesideKustomization(gathering, from.place)
  if (before !== undefined && isLeftOut && !gathering.leftOut.has(key)) {
    tellTwice(gathering, object, before)
    return
  }
  if (before !== undefined) tellTwice(gathering, before, object)
  gathering.objects.set(key, object)
  if (isLeftOut) gathering.leftOut.add(key)
  else gathering.leftOut.delete(key)
}

/** It stands beside a kustomization, and none lists it. */
const isBesideKustomization = ({listing}: Gathering, place: string | null): boolean =>
  place !== null && listing.directories.has(posix.dirname(place)) && !listing.places.has(place)

const tellFull = (gathering: Gathering, from: Place): void => {
  if (gathering.isFull) return
  gathering.isFull = true
  miss(gathering, {
    what: from.shown,
    detail: `there are more than ${LIMITS.objects} objects: the rest was not looked at`,
  })
}

const tellNameless = (gathering: Gathering, {info, lines}: Manifest, from: Place): void => {
  if (gathering.unreadable.length >= LIMITS.entriesInAll) return
  const line = from.isRendered === true ? {} : {line: lines[''] ?? 1}
  miss(gathering, {what: from.shown, ...line, detail: `a ${info.manifestKind} has no name`}, [])
}

/** The door moves `stringData` of a Secret to `data`: both have the line. */
const linesOf = ({info, lines}: Manifest): Readonly<Record<string, number>> => {
  if (info.kind !== 'core/secrets' || lines.stringData === undefined) return lines
  const moved = Object.entries(lines).filter(([path]) => path.startsWith('stringData'))
  return {...Object.fromEntries(moved.map(([path, line]) => [path.replace('stringData', 'data'), line])), ...lines}
}

const tellTwice = (gathering: Gathering, before: KubeObject, after: KubeObject): void => {
  if (gathering.unreadable.length >= LIMITS.entriesInAll) return
  if (JSON.stringify(before.body) === JSON.stringify(after.body)) return
  const place = placeOf(after)
  const detail = `${kubectlName(after.ref)} is declared again in ${place.what}:${place.line}, and only that one is judged`
  miss(gathering, {...placeOf(before), detail, wasRead: true}, [])
}

const placeOf = ({origin}: KubeObject): {readonly what: string; readonly line: number} =>
  origin.from === 'file' ? {what: origin.file, line: origin.lines[''] ?? 1} : {what: 'the cluster', line: 1}
