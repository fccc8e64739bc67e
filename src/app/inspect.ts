import {type Options as EngineOptions, examine} from '../core/doctor/engine.ts'
import type {Gap, Inspection, InspectionDocument} from '../core/inspect/inspection.ts'
import type {Target} from '../core/inspect/target.ts'
import {timeOf} from '../core/kube/condition.ts'
import {kindInfo} from '../core/kube/kind.ts'
import {ref} from '../core/kube/ref.ts'
import type {Snapshot} from '../core/kube/snapshot.ts'
import {viewOf} from '../core/kube/view.ts'
import type {ReadOptions, Source} from '../core/ports.ts'
import {anchorsOf} from '../facts/inspection/anchors.ts'
import type {InspectionContext} from '../facts/inspection/context.ts'
import type {ObjectTarget} from '../facts/inspection/follow.ts'
import {inspectObjects} from '../facts/inspection/inspect-object.ts'
import {withFindings} from '../facts/inspection/related.ts'
import {readAround, readWhole} from './read-for-inspect.ts'

export interface InspectOptions extends Pick<EngineOptions, 'rules' | 'dependencies' | 'ignores'> {
  /** Judges as of this moment instead of that of the reading. */
  readonly now?: Date
  /** The source answers with everything at once: a saved snapshot, manifests. */
  readonly isWhole: boolean
  /** Where names without a namespace are looked for; undefined: in all that were read. */
  readonly namespace?: string
}

/** Looks at objects, each with whatever belongs to it. */
export const inspect = async (
  source: Source,
  targets: readonly Extract<Target, {is: 'object'}>[],
  options: InspectOptions,
  read: ReadOptions = {},
): Promise<InspectionDocument> => {
  const {namespace = 'default'} = options
  const snapshot = options.isWhole
    ? await readWhole(source, read)
    : await readAround(
        source,
        targets.map(each => refsOf(each, [namespace])),
        read,
      )
  const view = viewOf(snapshot)
  const now = options.now ?? new Date(timeOf(snapshot.takenAt) ?? 0)
  const context: InspectionContext = {view, now, anchors: anchorsOf(view)}
  const report = examine(view, {...options, now})
  const inspections = targets.flatMap(target =>
    inspectObjects(context, refsOf(target, options.isWhole ? namespacesOf(snapshot, target, options) : [namespace])),
  )
  return {
    schema: 'kubectl-pki/inspection.v1',
    source: snapshot.label,
    takenAt: now.toISOString(),
    inspections: inspections.map(inspection => withFindings(view, inspection, report, options.rules)),
    gaps: gapsOf(snapshot),
  }
}

const refsOf = ({kinds, name}: Extract<Target, {is: 'object'}>, namespaces: readonly string[]): ObjectTarget =>
  kinds.flatMap(kind =>
    kindInfo(kind).namespaced ? namespaces.map(each => ref(kind, each, name)) : [ref(kind, undefined, name)],
  )

/** In what was saved nobody has a namespace of his own: a name alone means all objects of that name. */
const namespacesOf = (
  {objects}: Snapshot,
  {kinds, name}: Extract<Target, {is: 'object'}>,
  {namespace}: InspectOptions,
): readonly string[] => {
  if (namespace !== undefined) return [namespace]
  const seen = objects.filter(each => kinds.includes(each.ref.kind) && each.ref.name === name)
  const namespaces = seen.flatMap(each => each.ref.namespace ?? [])
  return namespaces.length === 0 ? ['default'] : [...new Set(namespaces)].sort()
}

const gapsOf = ({unreadable}: Snapshot): readonly Gap[] =>
  unreadable.map(({what, detail}) => ({part: what, because: {reason: 'unreadable', detail}}))

export type {Inspection}
