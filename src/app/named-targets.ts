import type {Inspection} from '../core/inspect/inspection.ts'
import {withoutClaims} from '../core/inspect/merge-snapshots.ts'
import type {ClusterTarget} from '../core/inspect/target.ts'
import type {Unknown} from '../core/knowing.ts'
import {type Kind, kindInfo} from '../core/kube/kind.ts'
import {viewOf} from '../core/kube/view.ts'
import type {ReadOptions, Source} from '../core/ports.ts'

/** An object by its name, and where those of that name are, where they were listed. */
export type Named = Extract<ClusterTarget, {is: 'object'}> & {readonly seenIn?: readonly string[]}
type OfKind = Extract<ClusterTarget, {is: 'kind'}>

/** Targets by their names, and what is said of kinds of which none was found. */
export interface NamedTargets {
  readonly named: readonly Named[]
  readonly missing: readonly Inspection[]
}

/** A kind without a name stands for all objects of that kind, in the namespaces that are looked at: they are listed first. */
export const namedTargets = async (
  source: Source,
  targets: readonly ClusterTarget[],
  namespaces: readonly string[] | undefined,
  read: ReadOptions,
): Promise<NamedTargets> => {
  const named: Named[] = []
  const missing: Inspection[] = []
  for (const target of targets) {
    if (target.is === 'object') {
      named.push(target)
      continue
    }
    const {names, unseen} = await namesOf(source, target, namespaces, read)
    named.push(
      ...names.map(({kind, name, seenIn}): Named => ({is: 'object', word: target.word, kinds: [kind], name, seenIn})),
    )
    if (names.length === 0) missing.push(nothingOf(target, unseen))
  }
  return {named, missing}
}

interface Names {
  readonly names: readonly {readonly kind: Kind; readonly name: string; readonly seenIn: readonly string[]}[]
  readonly unseen: Unknown | undefined
}

const namesOf = async (
  source: Source,
  {kinds}: OfKind,
  namespaces: readonly string[] | undefined,
  read: ReadOptions,
): Promise<Names> => {
  const lists = kinds.flatMap((kind): readonly {kind: Kind; namespace?: string}[] =>
    namespaces === undefined || !kindInfo(kind).namespaced
      ? [{kind}]
      : namespaces.map(namespace => ({kind, namespace})),
  )
  const within = lists.flatMap(({kind, namespace}) => (namespace === undefined ? [] : [{kind, namespace}]))
  const whole = lists.flatMap(({kind, namespace}) => (namespace === undefined ? [kind] : []))
  const view = viewOf(withoutClaims(await source.read({kinds: whole, within}, read)))
  const readings = lists.map(({kind, namespace}) => ({kind, objects: view.list(kind, namespace)}))
  const found = readings.flatMap(({kind, objects}) =>
    objects.known ? objects.value.map(({ref: {name, namespace}}) => ({kind, name, namespace})) : [],
  )
  return {
    names: [...Map.groupBy(found, ({kind, name}) => `${kind} ${name}`).values()].flatMap(same =>
      same
        .slice(0, 1)
        .map(({kind, name}) => ({kind, name, seenIn: same.flatMap(({namespace = []}) => namespace).sort()})),
    ),
    unseen: readings.flatMap(({objects}) => (objects.known ? [] : objects.because))[0],
  }
}

const nothingOf = ({word}: OfKind, because: Unknown | undefined): Inspection => ({
  target: word,
  subject: null,
  state: because === undefined ? 'absent' : 'unknown',
  certificates: [],
  chains: [],
  keys: [],
  findings: [],
  unjudged: [],
  gaps: because === undefined ? [] : [{part: word, because}],
})
