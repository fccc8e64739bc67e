import type {Kind} from '../../core/kube/kind.ts'
import type {ObjectRef} from '../../core/kube/ref.ts'
import type {Coverage} from '../../core/kube/snapshot.ts'
import type {ReadPlan} from '../../core/ports.ts'
import {type KindReading, nothing} from './kind-reading.ts'
import type {ProgressCount} from './progress.ts'
import {readByName} from './read-by-name.ts'
import {type ReadContext, readKind, readWithin} from './read-kind.ts'

/** What of a plan is read, and how it is told. */
export interface PlanOptions {
  /** False: no Secret is ever asked for. */
  readonly secrets: boolean
  readonly progress: ProgressCount
}

/** Lists the kinds of a plan, and side by side gets what no list can cover; then what no list has covered. */
export const readPlan = async (
  plan: ReadPlan,
  context: ReadContext,
  {secrets, progress}: PlanOptions,
): Promise<readonly KindReading[]> => {
  const isLeftOut = (kind: Kind): boolean => kind === 'core/secrets' && !secrets
  const kinds = [...new Set(plan.kinds)]
  const within = (plan.within ?? []).filter(({kind}) => !kinds.includes(kind))
  const refs = (plan.gets ?? []).filter(({kind}) => !isLeftOut(kind))
  const isListed = (ref: ObjectRef): boolean =>
    kinds.includes(ref.kind) || within.some(({kind, namespace}) => kind === ref.kind && namespace === ref.namespace)
  const listing = Promise.all([
    ...kinds.map(async kind => {
      const reading = isLeftOut(kind) ? leftOut(kind) : await readKind(kind, context)
      progress.end(kind)
      return reading
    }),
    ...within.map(({kind, namespace}) => (isLeftOut(kind) ? leftOut(kind) : readWithin(kind, namespace, context))),
  ])
  const [lists, alone] = await Promise.all([
    listing,
    readByName(
      refs.filter(ref => !isListed(ref)),
      context,
    ),
  ])
  const coverage = lists.flatMap(reading => reading.coverage)
  const got = await readByName(
    refs.filter(ref => isListed(ref) && !isClosed(ref, coverage)),
    context,
  )
  const unlisted = new Set(
    (plan.gets ?? []).map(({kind}) => kind).filter(kind => isLeftOut(kind) && !kinds.includes(kind)),
  )
  const more = [alone, got].map(each => ({...each, coverage: each.coverage.filter(entry => saysMore(entry, coverage))}))
  return [...lists, ...more, ...[...unlisted].map(leftOut)]
}

const leftOut = (kind: Kind): KindReading =>
  nothing(kind, {reason: 'not-collected', detail: 'Secrets are not read (--no-secrets)'})

/** The entry that speaks for a namespace: its own, else that of the whole cluster. */
const entryFor = (coverage: readonly Coverage[], kind: Kind, namespace: string | undefined): Coverage | undefined => {
  const ofKind = coverage.filter(entry => entry.kind === kind)
  return (
    ofKind.find(entry => namespace !== undefined && entry.namespace === namespace) ??
    ofKind.find(entry => entry.namespace === undefined)
  )
}

const isClosed = ({kind, namespace}: ObjectRef, coverage: readonly Coverage[]): boolean =>
  entryFor(coverage, kind, namespace)?.world === 'closed'

/**
 * Whether what is known of single objects goes beyond what the list said. A list of the whole kind that was refused stays
 * refused: otherwise nobody would learn that the others were not looked at.
 */
const saysMore = (entry: Coverage, lists: readonly Coverage[]): boolean => {
  const said = entryFor(lists, entry.kind, entry.namespace)
  if (said === undefined) return true
  return entry.world === 'open' && entry.namespace !== undefined && said.namespace === undefined
}
