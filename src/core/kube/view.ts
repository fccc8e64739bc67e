import {known, type Reading, type Unknown, unknown} from '../knowing.ts'
import type {Kind} from './kind.ts'
import {isNewborn} from './newborn.ts'
import type {KubeObject} from './object.ts'
import {type ObjectRef, refKey} from './ref.ts'
import {RefMap} from './ref-map.ts'
import type {Coverage, Review, Snapshot} from './snapshot.ts'

/** Something that is derived from a snapshot, once; what rules are allowed to know. */
export interface Fact<T> {
  readonly name: string
  /** The kinds whose objects it is about. Where they were seen only in part, whoever judges it must say so. */
  readonly of: readonly Kind[]
  /** All other kinds that it looks at, those of the facts that it uses included. */
  readonly reads: readonly Kind[]
  /** Plain values out of the objects alone: they stay right when the API server has answered more. */
  readonly lasting?: true
  derive(view: View): Reading<T>
}

/** A part of a kind that was not looked at: a namespace, or (without one) all that no other entry covers. */
export interface Gap {
  readonly kind: Kind
  readonly namespace?: string
  readonly because: Unknown
}

/** A snapshot with indexes, three-valued lookups and memoised facts. Pure: the snapshot is never touched. */
export interface View {
  readonly snapshot: Snapshot
  /**
   * All objects of a kind that were seen, in one namespace or everywhere; unknown where nothing was looked at. What was created
   * during the reading is not among them.
   */
  list(kind: Kind, namespace?: string): Reading<readonly KubeObject[]>
  /** Found, known to be absent (null), or unknown. */
  find(ref: ObjectRef): Reading<KubeObject | null>
  /** What of a kind was not looked at. Empty for a kind that was listed whole, and for manifests. */
  gaps(kind: Kind): readonly Gap[]
  /** What of a kind may stand in manifests that are there and could not be read. */
  unread(kind: Kind): readonly Gap[]
  /** Whether the absence of objects of this kind (in this namespace) proves anything. */
  isClosed(kind: Kind, namespace?: string): boolean
  /** The recorded answer of a SubjectAccessReview; unknown where none was asked. */
  review(review: Review): Reading<boolean>
  fact<T>(fact: Fact<T>): Reading<T>
  /** The same objects with more answers. */
  answered(more: Answers): View
}

/** What is asked for once the objects are there. */
export type Answers = Partial<Pick<Snapshot, 'reviews' | 'handshakes'>>

/** The objects of several kinds together; unknown where nothing of any of them was looked at. */
export const listAll = (view: View, kinds: readonly Kind[]): Reading<readonly KubeObject[]> => {
  const readings = kinds.map(kind => view.list(kind))
  const seen = readings.flatMap(reading => (reading.known ? [reading.value] : []))
  return seen.length === 0 ? (readings[0] ?? known([])) : known(seen.flat())
}

export const viewOf = (snapshot: Snapshot): View => new IndexedView(snapshot)

const NOT_COLLECTED = (kind: Kind): {known: false; because: Unknown} => unknown('not-collected', `${kind} was not read`)

/** Of one kind: the entry for the whole cluster, and those of single namespaces. */
interface Covered {
  wide?: Coverage
  readonly narrow: Map<string, Coverage>
}

class IndexedView implements View {
  readonly snapshot: Snapshot
  #byKind: Map<Kind, KubeObject[]> | undefined
  #byRef: RefMap<KubeObject> | undefined
  #byNamespace = new Map<Kind, Map<string, KubeObject[]>>()
  #coverage = new Map<Kind, Covered>()
  #reviews: Map<string, Reading<boolean>> | undefined
  #facts = new Map<Fact<unknown>, Reading<unknown>>()

  constructor(snapshot: Snapshot) {
    this.snapshot = snapshot
    for (const entry of snapshot.coverage) {
      const covered: Covered = this.#coverage.get(entry.kind) ?? {narrow: new Map()}
      if (entry.namespace === undefined) covered.wide = entry
      else covered.narrow.set(entry.namespace, entry)
      this.#coverage.set(entry.kind, covered)
    }
  }

  list(kind: Kind, namespace?: string): Reading<readonly KubeObject[]> {
    const coverage = this.#coverage.get(kind)
    if (coverage === undefined) return NOT_COLLECTED(kind)
    if (namespace !== undefined) {
      const entry = coverage.narrow.get(namespace) ?? coverage.wide
      if (entry === undefined) return NOT_COLLECTED(kind)
      return entry.world === 'none' ? {known: false, because: entry.because} : known(this.#inNamespace(kind, namespace))
    }
    const seen = [coverage.wide, ...coverage.narrow.values()].some(
      entry => entry !== undefined && entry.world !== 'none',
    )
    if (seen) return known(this.#ofKind(kind))
    const because = coverage.wide?.world === 'none' ? coverage.wide.because : this.gaps(kind)[0]?.because
    return because === undefined ? NOT_COLLECTED(kind) : {known: false, because}
  }

  find(ref: ObjectRef): Reading<KubeObject | null> {
    const entry = this.#entry(ref.kind, ref.namespace)
    this.#byRef ??= byRef(this.snapshot.objects)
    const object = this.#byRef.get(ref)
    if (object !== undefined) return known(object)
    if (entry === undefined) return NOT_COLLECTED(ref.kind)
    if (entry.world === 'closed') return known(null)
    if (entry.world === 'none') return {known: false, because: entry.because}
    const key = refKey(ref)
    if (entry.absent?.some(absent => refKey(absent) === key) === true) return known(null)
    return unknown('undeclared', 'it is not in what was read, but may exist in the cluster')
  }

  gaps(kind: Kind): readonly Gap[] {
    const coverage = this.#coverage.get(kind)
    if (coverage === undefined) return [{kind, because: NOT_COLLECTED(kind).because}]
    return [coverage.wide, ...coverage.narrow.values()].flatMap(entry =>
      entry?.world === 'none'
        ? [{...(entry.namespace && {namespace: entry.namespace}), kind, because: entry.because}]
        : [],
    )
  }

  unread(kind: Kind): readonly Gap[] {
    const wide = this.#coverage.get(kind)?.wide
    return wide?.world === 'open' && wide.unread !== undefined ? [{kind, because: wide.unread}] : []
  }

  isClosed(kind: Kind, namespace?: string): boolean {
    if (namespace !== undefined) return this.#entry(kind, namespace)?.world === 'closed'
    const coverage = this.#coverage.get(kind)
    if (coverage?.wide?.world !== 'closed') return false
    return [...coverage.narrow.values()].every(entry => entry.world === 'closed')
  }

  review(review: Review): Reading<boolean> {
    this.#reviews ??= new Map(this.snapshot.reviews.map(each => [reviewKey(each.review), each.allowed]))
    return this.#reviews.get(reviewKey(review)) ?? unknown('not-collected', 'the API server was not asked')
  }

  fact<T>(fact: Fact<T>): Reading<T> {
    const seen = this.#facts.get(fact)
    if (seen !== undefined) return seen as Reading<T>
    const reading = fact.derive(this)
    this.#facts.set(fact, reading)
    return reading
  }

  answered({reviews = [], handshakes = []}: Answers): View {
    if (reviews.length === 0 && handshakes.length === 0) return this
    const {snapshot} = this
    const view = new IndexedView({
      ...snapshot,
      reviews: [...snapshot.reviews, ...reviews],
      handshakes: [...snapshot.handshakes, ...handshakes],
    })
    view.#byKind = this.#byKind
    view.#byRef = this.#byRef
    view.#byNamespace = this.#byNamespace
    for (const [fact, reading] of this.#facts) if (fact.lasting) view.#facts.set(fact, reading)
    return view
  }

  #entry(kind: Kind, namespace: string | undefined): Coverage | undefined {
    const coverage = this.#coverage.get(kind)
    return (namespace === undefined ? undefined : coverage?.narrow.get(namespace)) ?? coverage?.wide
  }

  #ofKind(kind: Kind): readonly KubeObject[] {
    this.#byKind ??= groupBy(judgedIn(this.snapshot), object => object.ref.kind)
    return this.#byKind.get(kind) ?? []
  }

  #inNamespace(kind: Kind, namespace: string): readonly KubeObject[] {
    let index = this.#byNamespace.get(kind)
    if (index === undefined) {
      index = groupBy(this.#ofKind(kind), object => object.ref.namespace ?? '')
      this.#byNamespace.set(kind, index)
    }
    return index.get(namespace) ?? []
  }
}

const reviewKey = ({user, groups, verb, kind, namespace, name}: Review): string =>
  JSON.stringify([user, [...groups].sort(), verb, kind, namespace ?? '', name ?? ''])

/** What was there when the reading began. */
const judgedIn = ({objects, began}: Snapshot): readonly KubeObject[] =>
  began === undefined ? objects : objects.filter(object => !isNewborn(object, began))

const byRef = (objects: readonly KubeObject[]): RefMap<KubeObject> => {
  const index = new RefMap<KubeObject>()
  for (const object of objects) index.set(object.ref, object)
  return index
}

const groupBy = <K>(objects: readonly KubeObject[], keyOf: (object: KubeObject) => K): Map<K, KubeObject[]> => {
  const groups = new Map<K, KubeObject[]>()
  for (const object of objects) {
    const key = keyOf(object)
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [object])
    else group.push(object)
  }
  return groups
}
