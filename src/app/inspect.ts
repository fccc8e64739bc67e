import {type Options as EngineOptions, examine} from '../core/doctor/engine.ts'
import type {Gap, InspectionDocument} from '../core/inspect/inspection.ts'
import type {ClusterTarget} from '../core/inspect/target.ts'
import {kindInfo} from '../core/kube/kind.ts'
import {ref} from '../core/kube/ref.ts'
import type {Snapshot} from '../core/kube/snapshot.ts'
import {takenAt} from '../core/kube/taken-at.ts'
import {viewOf} from '../core/kube/view.ts'
import type {ReadOptions, Source} from '../core/ports.ts'
import {anchorsOf} from '../facts/inspection/anchors.ts'
import type {InspectionContext} from '../facts/inspection/context.ts'
import type {ObjectTarget} from '../facts/inspection/follow.ts'
import {inspectObjects} from '../facts/inspection/inspect-object.ts'
import {withFindings} from '../facts/inspection/related.ts'
import {type Dialling, dial} from './dial.ts'
import {type Named, namedTargets} from './named-targets.ts'
import {readAround, readWhole} from './read-for-inspect.ts'

export interface InspectOptions extends Pick<EngineOptions, 'rules' | 'dependencies' | 'ignores'>, Dialling {
  /** Judges as of this moment instead of that of the reading. */
  readonly now?: Date
  /** Where names are looked for; undefined: as kubectl does it in a cluster, everywhere in what was saved. */
  readonly namespaces?: readonly string[]
  /** All of a kind is all of it in the cluster, and not in one namespace. */
  readonly everywhere?: boolean
}

/** Looks at objects, each with whatever belongs to it. */
export const inspect = async (
  source: Source,
  asked: readonly ClusterTarget[],
  options: InspectOptions,
  read: ReadOptions = {},
): Promise<InspectionDocument> => {
  const own = options.everywhere === true ? undefined : await source.namespace?.(read)
  const namespaces = options.namespaces ?? (own === undefined ? undefined : [own])
  const {named: targets, missing} = await namedTargets(source, asked, namespaces, read)
  const around = viewOf(
    source.namespace === undefined
      ? await readWhole(source, read)
      : await readAround(source, refsOf(targets, namespaces), read),
  )
  const view = around.answered({handshakes: await dial(options, around, read)})
  const {snapshot} = view
  const now = options.now ?? takenAt(snapshot)
  const context: InspectionContext = {view, now, anchors: anchorsOf(view)}
  const {rules, dependencies, ignores = []} = options
  const report = examine(view, {rules, dependencies, ignores, now})
  const inspections = targets.flatMap(target =>
    inspectObjects(context, refsOf([target], namespaces ?? namespacesOf(snapshot, target)).flat()),
  )
  const crashed = report.rules.filter(({outcome}) => outcome === 'crashed').map(({rule}) => rule)
  return {
    schema: 'kubectl-pki/inspection.v1',
    source: snapshot.label,
    takenAt: now.toISOString(),
    inspections: [...inspections.map(inspection => withFindings(view, inspection, report, rules)), ...missing],
    ...(crashed.length > 0 && {crashed}),
    gaps: gapsOf(snapshot),
  }
}

const DEFAULT = ['default']

const refsOf = (targets: readonly Named[], namespaces: readonly string[] = DEFAULT): readonly ObjectTarget[] =>
  targets.map(({kinds, name, seenIn}) =>
    kinds.flatMap(kind =>
      kindInfo(kind).namespaced
        ? (seenIn ?? namespaces).map(each => ref(kind, each, name))
        : [ref(kind, undefined, name)],
    ),
  )

/** In what was saved nobody has a namespace of his own: a name alone means all objects of that name. */
const namespacesOf = ({objects}: Snapshot, {kinds, name}: Named): readonly string[] => {
  const seen = objects.filter(each => kinds.includes(each.ref.kind) && each.ref.name === name)
  const namespaces = seen.flatMap(each => each.ref.namespace ?? [])
  return namespaces.length === 0 ? DEFAULT : [...new Set(namespaces)].sort()
}

const gapsOf = ({unreadable}: Snapshot): readonly Gap[] =>
  unreadable.map(({what, detail}) => ({part: what, because: {reason: 'unreadable', detail}}))
