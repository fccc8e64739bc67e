import type {Unknown} from '../knowing.ts'
import {KINDS, type Kind} from '../kube/kind.ts'
import {refKey} from '../kube/ref.ts'
import type {Coverage, Snapshot} from '../kube/snapshot.ts'

/**
 * Two readings of one cluster as one: what the later says of an object counts, and of a kind what proves more. The moment is
 * that of the later. What was created since the first is asked for on purpose, and judged.
 */
export const mergeSnapshots = (first: Snapshot, {began: _, ...later}: Snapshot): Snapshot => ({
  ...later,
  objects: [...new Map([...first.objects, ...later.objects].map(object => [refKey(object.ref), object])).values()],
  coverage: mergeCoverage([...first.coverage, ...later.coverage]),
  unreadable: [...first.unreadable, ...later.unreadable],
  exposed: [...first.exposed, ...later.exposed],
  handshakes: [...first.handshakes, ...later.handshakes],
  reviews: [...first.reviews, ...later.reviews],
})

const RANK = {closed: 2, open: 1, none: 0} as const

const mergeCoverage = (all: readonly Coverage[]): readonly Coverage[] => {
  const merged = new Map<string, Coverage>()
  for (const entry of all) {
    const key = `${entry.kind} ${entry.namespace ?? ''}`
    const before = merged.get(key)
    merged.set(key, before === undefined ? entry : stronger(before, entry))
  }
  return [...merged.values()]
}

const stronger = (a: Coverage, b: Coverage): Coverage => {
  if (a.world === 'open' && b.world === 'open') return {...b, ...a, absent: [...(a.absent ?? []), ...(b.absent ?? [])]}
  return RANK[b.world] > RANK[a.world] ? b : a
}

const NOT_NEEDED: Unknown = {reason: 'not-collected', detail: 'only what belongs to the target was read'}

/**
 * Says of every kind that it was not read as a whole, unless it was: so that nobody takes the few objects that were asked for
 * by name for all that there are.
 */
export const withoutClaims = (snapshot: Snapshot): Snapshot => {
  const whole = new Set<Kind>(snapshot.coverage.flatMap(({kind, namespace}) => (namespace === undefined ? [kind] : [])))
  const missing = KINDS.filter(({kind}) => !whole.has(kind))
  const none = missing.map(({kind}): Coverage => ({kind, world: 'none', because: NOT_NEEDED}))
  return {...snapshot, coverage: [...snapshot.coverage, ...none]}
}
