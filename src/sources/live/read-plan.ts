import type {Kind} from '../../core/kube/kind.ts'
import type {ObjectRef} from '../../core/kube/ref.ts'
import type {Coverage} from '../../core/kube/snapshot.ts'
import type {ReadPlan} from '../../core/ports.ts'
import {type KindReading, nothing} from './kind-reading.ts'
import type {ProgressCount} from './progress.ts'
import {readByName} from './read-by-name.ts'
import {type ReadContext, readKind} from './read-kind.ts'

/** What of a plan is read, and how it is told. */
export interface PlanOptions {
  /** False: no Secret is ever asked for. */
  readonly secrets: boolean
  readonly progress: ProgressCount
}

/** Lists the kinds of a plan side by side, then gets by name what no list has covered. */
export const readPlan = async (
  plan: ReadPlan,
  context: ReadContext,
  {secrets, progress}: PlanOptions,
): Promise<readonly KindReading[]> => {
  const isLeftOut = (kind: Kind): boolean => kind === 'core/secrets' && !secrets
  const kinds = [...new Set(plan.kinds)]
  const lists = await Promise.all(
    kinds.map(async kind => {
      const reading = isLeftOut(kind) ? leftOut(kind) : await readKind(kind, context)
      progress.end(kind)
      return reading
    }),
  )
  const coverage = lists.flatMap(reading => reading.coverage)
  const refs = plan.gets ?? []
  const unlisted = new Set(refs.map(({kind}) => kind).filter(kind => isLeftOut(kind) && !kinds.includes(kind)))
  const got = await readByName(
    refs.filter(ref => !isLeftOut(ref.kind) && !isClosed(ref, coverage)),
    context,
  )
  return [
    ...lists,
    {...got, coverage: got.coverage.filter(entry => saysMore(entry, coverage))},
    ...[...unlisted].map(leftOut),
  ]
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
