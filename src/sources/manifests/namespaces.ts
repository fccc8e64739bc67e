import {posix} from 'node:path'
import {type JsonObject, text} from '../../core/kube/object.ts'
import type {Kustomization} from './kustomization.ts'

/** What a Flux Kustomization (kustomize.toolkit.fluxcd.io) says about the directory that it applies. */
export interface FluxPath {
  /** As in `spec.path`: from the root of its repository. */
  readonly path: string
  readonly targetNamespace?: string
}

export const fluxPathOf = (kustomization: JsonObject): FluxPath => {
  const targetNamespace = text(kustomization, 'spec', 'targetNamespace')
  return {path: text(kustomization, 'spec', 'path') ?? '', ...(targetNamespace !== undefined && {targetNamespace})}
}

/** Where paths begin. Absolute, with `/`. */
export interface Ground {
  /** The directories that were given, and the roots of the repositories that they are in. */
  readonly roots: readonly string[]
  /** All that were found. */
  readonly directories: ReadonlySet<string>
}

/**
 * The directory that a Flux Kustomization applies: from the root of a repository, else the shortest that ends like it;
 * null where it is not among those that were found.
 */
export const fluxDirectory = (path: string, {roots, directories}: Ground): string | null => {
  const inner = posix.normalize(`/${path}`).replace(/\/$/, '')
  const exact = roots.map(root => root + inner).find(place => directories.has(place))
  if (exact !== undefined || inner === '') return exact ?? null
  const alike = [...directories].filter(place => place.endsWith(inner))
  return alike.sort((a, b) => a.length - b.length)[0] ?? null
}

/**
 * The namespace that an object in a file gets where it has none of its own: what Flux sets for the path, else what the
 * outermost kustomization sets that lists the file, directly or through others; undefined where neither does, or where
 * several list it and do not agree. (kustomize and Flux move objects that name another one, too; that shows when rendered.)
 */
export const namespaceFinder = (
  kustomizations: readonly Kustomization[],
  fluxPaths: readonly FluxPath[],
  ground: Ground,
): ((file: string) => string | undefined) => {
  const listedBy = new Map<string, Kustomization[]>()
  for (const each of kustomizations) {
    for (const place of each.lists) listedBy.set(place, [...(listedBy.get(place) ?? []), each])
  }
  const known = {
    listedBy,
    flux: fluxNamespaces(fluxPaths, ground),
    kustomized: new Set(kustomizations.map(directoryOf)),
  }
  return file => climb({...known, file, left: {steps: MOST_STEPS}}, file, {namespace: undefined, directories: []})
}

const directoryOf = ({directory}: Kustomization): string => directory

/** Ways from a file to the outermost kustomizations that are looked at. */
const MOST_STEPS = 256

interface Climb {
  readonly listedBy: ReadonlyMap<string, readonly Kustomization[]>
  readonly flux: ReadonlyMap<string, string>
  readonly kustomized: ReadonlySet<string>
  readonly file: string
  readonly left: {steps: number}
}

/** What a way from kustomization to kustomization has met so far. */
interface Met {
  readonly namespace: string | undefined
  readonly directories: readonly string[]
}

/** Upward from what was reached, on all ways (a base has an overlay for each cluster): what they agree on, else what holds here. */
const climb = (climbing: Climb, reached: string, met: Met): string | undefined => {
  const {listedBy, left} = climbing
  const parents = (listedBy.get(reached) ?? []).filter(({directory}) => !met.directories.includes(directory))
  left.steps -= parents.length
  if (parents.length === 0 || left.steps < 0) return settle(climbing, met)
  const [first, ...others] = parents.map(({directory, namespace = met.namespace}) =>
    climb(climbing, directory, {namespace, directories: [...met.directories, directory]}),
  )
  return others.every(other => other === first) ? first : settle(climbing, met)
}

const settle = ({flux, kustomized, file}: Climb, {namespace, directories}: Met): string | undefined => {
  const above = ancestors(file).find(
    place => flux.has(place) && (directories.includes(place) || !kustomized.has(place)),
  )
  const applied = directories.find(place => flux.has(place)) ?? above
  return (applied === undefined ? undefined : flux.get(applied)) ?? namespace
}

/** By directory. Where two set different ones for a directory, neither is taken. */
const fluxNamespaces = (paths: readonly FluxPath[], ground: Ground): ReadonlyMap<string, string> => {
  const found = new Map<string, string>()
  for (const {path, targetNamespace} of paths) {
    const directory = targetNamespace === undefined ? null : fluxDirectory(path, ground)
    if (directory === null || targetNamespace === undefined) continue
    const before = found.get(directory)
    found.set(directory, before === undefined || before === targetNamespace ? targetNamespace : '')
  }
  return new Map([...found].filter(([, namespace]) => namespace !== ''))
}

const ancestors = (file: string): readonly string[] => {
  const found: string[] = []
  for (let place = posix.dirname(file); ; place = posix.dirname(place)) {
    found.push(place)
    if (place === posix.dirname(place)) return found
  }
}
