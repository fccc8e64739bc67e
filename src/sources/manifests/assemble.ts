import {existsSync} from 'node:fs'
import {posix} from 'node:path'
import {unknown} from '../../core/knowing.ts'
import {admit} from '../../core/kube/door/admit.ts'
import {KINDS, type Kind} from '../../core/kube/kind.ts'
import {ref, refKey} from '../../core/kube/ref.ts'
import type {Snapshot} from '../../core/kube/snapshot.ts'
import {coverageOf, type Seen} from './coverage.ts'
import {addObject, type Gathering, inNamespace, namespaceOf} from './gathering.ts'
import {chartNamespace} from './kustomized-charts.ts'
import {type FluxPath, fluxDirectory, fluxPathOf, type Ground, namespaceFinder} from './namespaces.ts'
import {type Charted, chartedBy, type FindSource, RELEASE_KINDS} from './releases.ts'
import type {Manifest} from './text-reader.ts'
import type {Tree} from './walk.ts'

export interface Assembly {
  readonly label: string
  readonly trees: readonly Tree[]
  /** What was asked for. */
  readonly kinds: readonly Kind[]
  readonly complete: boolean
  /** For objects to which nothing gives one. */
  readonly namespace: string
  readonly now: Date
}

/** Makes a snapshot of what was gathered: gives objects their namespace, and says how much it all proves. */
export const assemble = (gathering: Gathering, assembly: Assembly): Snapshot => {
  const ground = groundOf(assembly.trees)
  const flux = gathering.waiting
    .filter(({manifest: {info}}) => info.kind === 'kustomize.toolkit.fluxcd.io/kustomizations')
    .map(({manifest}) => fluxPathOf(manifest.value))
  const releases = settle(gathering, assembly, namespaceFinder(gathering.kustomizations, flux, ground))
  const {kinds, hidden} = gathering
  const seen: Seen = {kinds, hidden, releases, leadsElsewhere: leadsElsewhere(gathering, flux, assembly.trees, ground)}
  return admit({
    schema: 'kubectl-pki/snapshot.v1',
    label: assembly.label,
    takenAt: assembly.now.toISOString(),
    objects: [...gathering.objects.values()],
    coverage: coverageOf(assembly.kinds, assembly.complete, seen),
    unreadable: gathering.unreadable,
    exposed: gathering.exposed,
    handshakes: [],
    reviews: [],
    served: unknown('undeclared', 'manifests do not say what the API server has'),
  })
}

/** Lets in what waited; what releases install comes back. */
const settle = (
  gathering: Gathering,
  {kinds, namespace}: Assembly,
  find: (file: string) => string | undefined,
): readonly Charted[] => {
  const wanted = new Set(kinds)
  const releases: {readonly placed: Manifest; readonly home: string}[] = []
  for (const {manifest, from} of gathering.waiting) {
    const inherited = (from.place === null ? undefined : find(from.place)) ?? chartNamespace(manifest) ?? namespace
    const placed: Manifest = inNamespace(manifest, inherited)
    if (wanted.has(placed.info.kind)) addObject(gathering, placed, from)
    const home = namespaceOf(placed.value) ?? inherited
    if (RELEASE_KINDS.includes(placed.info.kind)) releases.push({placed, home})
  }
  return releases.map(({placed, home}) => chartedBy(placed, home, sourceFinder(gathering)))
}

const sourceFinder =
  ({objects}: Gathering): FindSource =>
  ({kind: manifestKind, namespace, name}) => {
    const info = KINDS.find(each => each.inFilesOnly === true && each.manifestKind === manifestKind)
    return info && objects.get(refKey(ref(info.kind, namespace, name)))?.body
  }

const groundOf = (trees: readonly Tree[]): Ground => ({
  roots: [...new Set(trees.flatMap(({root}) => [root, ...repositoryOf(root)]))],
  directories: new Set(trees.flatMap(tree => tree.directories)),
})

/** The directory with `.git` at or above a path. */
const repositoryOf = (path: string): readonly string[] => {
  for (let place = path; ; place = posix.dirname(place)) {
    if (existsSync(`${place}/.git`)) return [place]
    if (place === posix.dirname(place)) return []
  }
}

/** Whether kustomizations or Flux paths take objects from where we did not look. */
const leadsElsewhere = (
  {kustomizations}: Gathering,
  flux: readonly FluxPath[],
  trees: readonly Tree[],
  ground: Ground,
): boolean => {
  const files = new Set(trees.flatMap(tree => tree.files.map(file => file.place)))
  const isSeen = (place: string): boolean => files.has(place) || ground.directories.has(place)
  return (
    kustomizations.some(each => each.rendersElsewhere || !each.lists.every(isSeen)) ||
    flux.some(({path}) => fluxDirectory(path, ground) === null)
  )
}
