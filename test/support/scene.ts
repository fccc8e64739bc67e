import type {Unknown} from '../../src/core/knowing.ts'
import {reduce} from '../../src/core/kube/door/reduce.ts'
import {KINDS, type Kind} from '../../src/core/kube/kind.ts'
import type {KubeObject} from '../../src/core/kube/object.ts'
import {ref} from '../../src/core/kube/ref.ts'
import type {Coverage, Snapshot} from '../../src/core/kube/snapshot.ts'
import {readText} from '../../src/sources/manifests/text-reader.ts'
import {fillPlaceholders, SCENE_NOW} from './placeholders.ts'
import {
  clientHoldings,
  closedKinds,
  exposedFiles,
  fileFinder,
  handshakes,
  isFromCluster,
  servedKinds,
} from './scene-comments.ts'

export interface SceneOptions {
  readonly now?: Date
  /** `closed` (the default): what is not in the text does not exist. `open`: nobody knows. */
  readonly world?: 'closed' | 'open'
  /** Kinds that could not be read. */
  readonly none?: Readonly<Partial<Record<Kind, Unknown>>>
  readonly extra?: Partial<Snapshot>
}

/**
 * A snapshot of what a YAML text with placeholders describes, every object through the door. Comments say what YAML cannot
 * (`scene-comments.ts`): in which file something stands, what else lies beside it, what the API server serves.
 */
export const scene = (
  yaml: string,
  {now = SCENE_NOW, world = 'closed', none = {}, extra = {}}: SceneOptions = {},
): Snapshot => {
  const filled = fillPlaceholders(yaml, now)
  const objects = sceneObjects(filled, now)
  const closed = closedKinds(yaml)
  return {
    schema: 'kubectl-pki/snapshot.v1',
    label: 'scene',
    takenAt: now.toISOString(),
    objects: objects.filter(object => none[object.ref.kind] === undefined),
    coverage: KINDS.map(({kind}): Coverage => {
      const because = none[kind]
      if (because !== undefined) return {kind, world: 'none', because}
      return {kind, world: closed.has(kind) ? 'closed' : world}
    }),
    unreadable: [],
    exposed: exposedFiles(yaml),
    handshakes: handshakes(filled, now),
    reviews: [],
    served: servedKinds(yaml, world),
    ...clientHoldings(yaml, now),
    ...extra,
  }
}

/** The objects of a YAML text, with the lines of their fields. @throws where a document cannot be read or is of no known kind. */
export const sceneObjects = (yaml: string, now: Date = SCENE_NOW): readonly KubeObject[] => {
  const {manifests, problems, kinds} = readText(fillPlaceholders(yaml, now), {
    wants: () => true,
    budget: {left: Number.POSITIVE_INFINITY},
    isNamed: true,
  })
  if (problems.length > 0) throw new Error(`a scene cannot be read: ${JSON.stringify(problems)}`)
  if (manifests.length < kinds.size) throw new Error(`a scene has kinds that nobody reads: ${[...kinds].join(', ')}`)
  const fileOf = fileFinder(yaml)
  const isLive = isFromCluster(yaml)
  return manifests.map(({value, lines, info}) => {
    const file = fileOf(Math.min(...Object.values(lines)))
    const object = reduce(value, isLive ? {from: 'cluster'} : {from: 'file', file, lines})
    if (object === null) throw new Error(`no object: ${JSON.stringify(value)}`)
    const isHomeless = info.namespaced && object.ref.namespace === undefined
    return isHomeless ? {...object, ref: ref(info.kind, 'default', object.ref.name)} : object
  })
}
