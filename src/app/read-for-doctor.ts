import type {Options as EngineOptions} from '../core/doctor/engine.ts'
import {kindsReadBy} from '../core/doctor/plan.ts'
import {valueOr} from '../core/knowing.ts'
import type {Kind} from '../core/kube/kind.ts'
import type {Review} from '../core/kube/snapshot.ts'
import {type Fact, type View, viewOf} from '../core/kube/view.ts'
import type {ReadOptions, ReadPlan, Source} from '../core/ports.ts'
import {type Dialling, dial} from './dial.ts'
import {sayRefusal} from './say-refusal.ts'

export interface DoctorOptions extends Omit<EngineOptions, 'now'>, Dialling {
  /** Judges as of this moment instead of that of the reading. */
  readonly now?: Date
  /** What else the API server should be asked once the objects are there. */
  readonly reviews: Fact<readonly Review[]>
  /** What is shown beside the report, and must be read for it. */
  readonly beside?: readonly Fact<unknown>[]
}

const NAMESPACES: Kind = 'core/namespaces'

/** What `doctor` reads: everything that its rules and the graph of causes look at. */
export const doctorPlan = ({rules, dependencies, reviews, beside = [], namespaces}: DoctorOptions): ReadPlan => ({
  kinds: [
    // Whether a namespace that was asked for is there at all.
    ...new Set<Kind>([
      ...kindsReadBy(rules, [dependencies, reviews, ...beside]),
      ...(namespaces === undefined ? [] : [NAMESPACES]),
    ]),
  ],
  clients: true,
  ...(namespaces !== undefined && {namespaces}),
})

/** The reading of `doctor`, with the answers that depend on its objects; its snapshot is what `snapshot save` saves. */
export const readForDoctor = async (source: Source, options: DoctorOptions, read: ReadOptions = {}): Promise<View> => {
  const snapshot = await source.read(doctorPlan(options), read)
  const view = viewOf(await sayRefusal(source, snapshot, options.namespaces, read))
  const [reviews, handshakes] = await Promise.all([ask(source, options, view, read), dial(options, view, read)])
  return view.answered({reviews, handshakes})
}

const ask = async (source: Source, options: DoctorOptions, view: View, read: ReadOptions) => {
  if (source.review === undefined) return []
  const wanted = valueOr(view.fact(options.reviews), [])
  return wanted.length === 0 ? [] : source.review(wanted, read)
}
