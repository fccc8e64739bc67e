import type {Kind} from './kube/kind.ts'
import type {KubeObject} from './kube/object.ts'
import type {ObjectRef} from './kube/ref.ts'
import type {AnsweredReview, Endpoint, Review, Snapshot} from './kube/snapshot.ts'

/** What to look at. A source reads each kind once, however many rules want it. */
export interface ReadPlan {
  readonly kinds: readonly Kind[]
  readonly gets?: readonly ObjectRef[]
  /** Kinds of which one namespace is enough. What there is of them elsewhere stays unknown. */
  readonly within?: readonly {readonly kind: Kind; readonly namespace: string}[]
  readonly reviews?: readonly Review[]
  readonly handshakes?: readonly Endpoint[]
  /** Also the certificates in the client's own configurations. */
  readonly clients?: boolean
  /** Tried first where the whole cluster may not be listed. */
  readonly namespaces?: readonly string[]
}

/** How far a reading is, for a person who waits. `of` is the number of kinds that will be read. */
export interface Progress {
  readonly kind: Kind
  readonly done: number
  readonly of: number
  readonly objects: number
}

export interface ReadOptions {
  readonly signal?: AbortSignal
  readonly onProgress?: (progress: Progress) => void
}

/** How to be told of changes. */
export interface WatchOptions {
  /** Ends it. */
  readonly signal: AbortSignal
  /** Something of this kind was made, changed or deleted since `watch` was called, or may have been while nobody could see it. */
  readonly onChange: (kind: Kind) => void
}

/** An object that is looked at again; without a `uid` it was not there. */
export interface Seen {
  readonly ref: ObjectRef
  readonly uid?: string
}

/** What single objects are like a moment after a reading. */
export interface SecondLook {
  /** RFC 3339, by the clock of the API server. */
  readonly takenAt: string
  /** Of which it is known how they are now. */
  readonly looked: readonly ObjectRef[]
  /** Those of them that are there. */
  readonly objects: readonly KubeObject[]
}

/**
 * The one door for reading. Whatever could not be seen becomes coverage of the snapshot.
 * @throws PkiError only where there is nothing to read from: a broken kubeconfig, an unreachable server, a missing file.
 */
export interface Source {
  read(plan: ReadPlan, options?: ReadOptions): Promise<Snapshot>
  /** Asks who may do what, after a reading; only a live API server can. A question that it refuses is answered "unknown". */
  review?(reviews: readonly Review[], options?: ReadOptions): Promise<readonly AnsweredReview[]>
  /**
   * Looks at single objects again, after a reading, for a few seconds at most. What it may not see or could not see in that time is
   * left out. Only a live API server can have changed.
   */
  lookAgain?(seen: readonly Seen[], options?: ReadOptions): Promise<SecondLook>
  /** Tells of changes until the signal ends it; resolves at once where nothing can be watched. Only a live API server can. */
  watch?(kinds: readonly Kind[], options: WatchOptions): Promise<void>
  /**
   * Where kubectl would look for names without a namespace. Only a live cluster has such a place, and reads no more than it is
   * asked for; every other source holds all that it has in memory.
   */
  namespace?(options?: ReadOptions): Promise<string>
}
