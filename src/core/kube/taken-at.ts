import {timeOf} from './condition.ts'
import type {Snapshot} from './snapshot.ts'

/** The moment at which a snapshot was read: the one that it is judged by, unless another is asked for. 1970 where it is no time. */
export const takenAt = (snapshot: Pick<Snapshot, 'takenAt'>): Date => new Date(timeOf(snapshot.takenAt) ?? 0)
