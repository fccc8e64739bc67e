import {mergeSnapshots, withoutClaims} from '../core/inspect/merge-snapshots.ts'
import {valueOr} from '../core/knowing.ts'
import {KINDS} from '../core/kube/kind.ts'
import type {Snapshot} from '../core/kube/snapshot.ts'
import {viewOf} from '../core/kube/view.ts'
import type {ReadOptions, ReadPlan, Source} from '../core/ports.ts'
import {approvalReviews} from '../facts/approval/approval-reviews.ts'
import {follow, type ObjectTarget} from '../facts/inspection/follow.ts'

/** Target → Certificate → issuer → CA → the CA above it. */
const MOST_ROUNDS = 5

/** What a source holds that answers with everything at once, whatever the plan. */
export const readWhole = (source: Source, read: ReadOptions): Promise<Snapshot> =>
  source.read({kinds: KINDS.map(({kind}) => kind)}, read)

/**
 * Reads what belongs to some targets, round by round: each round asks for what the one before has led to. What was not needed
 * is said to be unread.
 */
export const readAround = async (
  source: Source,
  targets: readonly ObjectTarget[],
  read: ReadOptions,
): Promise<Snapshot> => {
  const asked = new Set<string>()
  const snapshot = await readRounds(source, seen => follow(viewOf(withoutClaims(seen)), targets, asked), read)
  const known = withoutClaims(snapshot)
  const reviews = valueOr(viewOf(known).fact(approvalReviews), [])
  if (source.review === undefined || reviews.length === 0) return known
  return {...known, reviews: [...known.reviews, ...(await source.review(reviews, read))]}
}

/** Reads as long as what was read leads to more. */
export const readRounds = async (
  source: Source,
  next: (seen: Snapshot) => ReadPlan | null,
  read: ReadOptions,
): Promise<Snapshot> => {
  let snapshot: Snapshot | undefined
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const plan = next(snapshot ?? NOTHING)
    if (plan === null) break
    const more = await source.read(plan, read)
    snapshot = snapshot === undefined ? more : mergeSnapshots(snapshot, more)
  }
  return snapshot ?? source.read({kinds: []}, read)
}

/** What is known before anything was read. */
export const NOTHING: Snapshot = {
  schema: 'kubectl-pki/snapshot.v1',
  label: '',
  takenAt: '',
  objects: [],
  coverage: [],
  unreadable: [],
  exposed: [],
  handshakes: [],
  reviews: [],
  served: {known: false, because: {reason: 'not-collected', detail: 'nothing was read yet'}},
}
