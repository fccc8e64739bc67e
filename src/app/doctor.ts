import {type Options as EngineOptions, examine} from '../core/doctor/engine.ts'
import {kindsReadBy} from '../core/doctor/plan.ts'
import type {Report} from '../core/doctor/report.ts'
import {timeOf} from '../core/kube/condition.ts'
import type {AnsweredReview, Review, Snapshot} from '../core/kube/snapshot.ts'
import {type Fact, viewOf} from '../core/kube/view.ts'
import type {ReadOptions, ReadPlan, Source} from '../core/ports.ts'

export interface DoctorOptions extends Omit<EngineOptions, 'now'> {
  /** Judges as of this moment instead of that of the reading. */
  readonly now?: Date
  /** What else the API server should be asked once the objects are there. */
  readonly reviews: Fact<readonly Review[]>
}

/** What `doctor` reads: everything that its rules and the graph of causes look at. */
export const doctorPlan = ({rules, dependencies, reviews, namespaces}: DoctorOptions): ReadPlan => ({
  kinds: kindsReadBy(rules, [dependencies, reviews]),
  ...(namespaces !== undefined && {namespaces}),
})

/** Reads a source and judges what it holds. */
export const doctor = async (source: Source, options: DoctorOptions, read: ReadOptions = {}): Promise<Report> => {
  const snapshot = await readForDoctor(source, options, read)
  return examine(viewOf(snapshot), {...options, now: options.now ?? new Date(timeOf(snapshot.takenAt) ?? 0)})
}

/** The reading of `doctor`, with the access reviews that it depends on; what `snapshot save` saves. */
export const readForDoctor = async (
  source: Source,
  options: DoctorOptions,
  read: ReadOptions = {},
): Promise<Snapshot> => {
  const snapshot = await source.read(doctorPlan(options), read)
  const wanted = viewOf(snapshot).fact(options.reviews)
  if (source.review === undefined || !wanted.known || wanted.value.length === 0) return snapshot
  const reviews: readonly AnsweredReview[] = await source.review(wanted.value, read)
  return {...snapshot, reviews: [...snapshot.reviews, ...reviews]}
}
