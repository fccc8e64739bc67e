import {PkiError} from '../../core/errors.ts'
import type {Kind} from '../../core/kube/kind.ts'
import {type Json, text} from '../../core/kube/object.ts'
import {type ObjectRef, ref, refKey} from '../../core/kube/ref.ts'
import type {SecondLook, Seen} from '../../core/ports.ts'
import {listMetadata} from './list-metadata.ts'
import {SMALL_PAGE} from './list-pages.ts'
import {listAt, type Place, placeOf, type ReadContext} from './read-kind.ts'

/** So many of a kind are looked at by name; more are compared with one list of names first, unless that is long. */
const FEW = 32
const LONG = 500

/** By name, of all kinds together: the client asks about so many at once, and then fifty a second (`RateLimit`). */
const MOST = 200

export type Found = Pick<SecondLook, 'looked' | 'objects'>

/**
 * Looks at objects again, each by a list of its name alone: who could list a kind may do that, and the API server reads it by its
 * key (k8s.io/apiserver, `Store.ListPredicate`). What is refused, fails or is not served is left out, and what is too much.
 * @param seen the most important first
 * @throws nothing but the reason of a signal
 */
export const lookAgain = async (seen: readonly Seen[], context: ReadContext): Promise<Found> => {
  const byKind = [...Map.groupBy(seen, ({ref: {kind}}) => kind)]
  const compared = await Promise.all(
    byKind.map(([kind, ofKind]) => compare(ofKind, placeOf(kind, context.discovery), context)),
  )
  const open = new Set(compared.flatMap(each => each.open))
  const looks = await Promise.all(
    seen
      .filter(each => open.has(each))
      .slice(0, MOST)
      .map(each => look(each.ref, placeOf(each.ref.kind, context.discovery), context)),
  )
  return {
    looked: [...compared.flatMap(({gone}) => gone.map(each => each.ref)), ...looks.flatMap(({looked}) => looked)],
    objects: looks.flatMap(({objects}) => objects),
  }
}

type Placed = ReturnType<typeof placeOf>

const look = async (wanted: ObjectRef, place: Placed, context: ReadContext): Promise<Found> => {
  if (!('root' in place)) return {looked: [], objects: []}
  const {fieldSelector: own, ...info} = place.info
  const fieldSelector = [...(own === undefined ? [] : [own]), `metadata.name=${wanted.name}`].join(',')
  const asked = {...context, pageSize: SMALL_PAGE}
  const listed = await listAt({...place, info: {...info, fieldSelector}}, wanted.namespace, asked)
  if (listed.is !== 'listed') return {looked: [], objects: []}
  return {looked: [wanted], objects: listed.objects.filter(object => refKey(object.ref) === refKey(wanted))}
}

/** Of objects of one kind, which are gone by the names alone, and which have to be looked at to know. */
interface Compared {
  readonly gone: readonly Seen[]
  readonly open: readonly Seen[]
}

const compare = async (seen: readonly Seen[], place: Placed, context: ReadContext): Promise<Compared> => {
  if (!('root' in place)) return {gone: [], open: []}
  if (seen.length <= FEW) return {gone: [], open: seen}
  const items = await namesOf(place, context)
  if (items === null) return {gone: [], open: seen}
  const now = new Map(items.map(item => [refKey(refOf(place.info.kind, item)), item]))
  return {
    gone: seen.filter(each => each.uid !== undefined && !now.has(refKey(each.ref))),
    open: seen.filter(each => isOther(each, now.get(refKey(each.ref)))),
  }
}

const isOther = ({uid}: Seen, item: Json | undefined): boolean =>
  item !== undefined &&
  (text(item, 'metadata', 'uid') !== uid || text(item, 'metadata', 'deletionTimestamp') !== undefined)

const refOf = (kind: Kind, item: Json): ObjectRef =>
  ref(kind, text(item, 'metadata', 'namespace'), text(item, 'metadata', 'name') ?? '')

/** All names of a kind; null where they are many, or cannot be had. */
const namesOf = async ({info: {kind}, root}: Place, {client, signal}: ReadContext): Promise<readonly Json[] | null> => {
  try {
    const listed = await listMetadata(client, {kind, root, limit: LONG}, signal)
    return listed?.isAll === true ? listed.items : null
  } catch (error) {
    if (signal?.aborted || !(error instanceof PkiError)) throw error
    return null
  }
}
