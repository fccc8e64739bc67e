import {PkiError} from '../../core/errors.ts'
import {type Kind, kindInfo} from '../../core/kube/kind.ts'
import {type Json, list, text} from '../../core/kube/object.ts'
import {type ObjectRef, ref, refKey} from '../../core/kube/ref.ts'
import type {SecondLook, Seen} from '../../core/ports.ts'
import {splitKind} from './discovery/discovery.ts'
import {NAMES_ONLY} from './list-names.ts'
import {SMALL_PAGE} from './list-pages.ts'
import {listAt, type Place, placeOf, type ReadContext} from './read-kind.ts'

/** Of one kind, by name. More are compared with one list of names first. */
const MOST = 32

export type Found = Pick<SecondLook, 'looked' | 'objects'>

const NOTHING: Found = {looked: [], objects: []}

/**
 * Looks at objects again, each by a list of its name alone: who could list a kind may do that, and the API server reads it by its
 * key (k8s.io/apiserver, `Store.ListPredicate`). What is refused, fails or is not served is left out.
 * @throws nothing but the reason of a signal
 */
export const lookAgain = async (seen: readonly Seen[], context: ReadContext): Promise<Found> => {
  const found = await Promise.all(
    [...Map.groupBy(seen, ({ref: {kind}}) => kind)].map(async ([kind, ofKind]) => {
      const place = placeOf(kind, context.discovery)
      if (!('root' in place)) return NOTHING
      return ofKind.length > MOST ? compare(ofKind, place, context) : byName(ofKind, place, context)
    }),
  )
  return {looked: found.flatMap(({looked}) => looked), objects: found.flatMap(({objects}) => objects)}
}

const byName = async (seen: readonly Seen[], place: Place, context: ReadContext): Promise<Found> => {
  const found = await Promise.all(seen.map(each => look(each.ref, place, context)))
  return {looked: found.flatMap(({looked}) => looked), objects: found.flatMap(({objects}) => objects)}
}

const look = async (wanted: ObjectRef, place: Place, context: ReadContext): Promise<Found> => {
  const {fieldSelector: own, ...info} = place.info
  const fieldSelector = [...(own === undefined ? [] : [own]), `metadata.name=${wanted.name}`].join(',')
  const listed = await listAt({...place, info: {...info, fieldSelector}}, wanted.namespace, {
    ...context,
    pageSize: SMALL_PAGE,
  })
  if (listed.is !== 'listed') return NOTHING
  return {looked: [wanted], objects: listed.objects.filter(object => refKey(object.ref) === refKey(wanted))}
}

/** Of many: what is no longer there by the names alone, and of what has come in the meantime only so many in full. */
const compare = async (seen: readonly Seen[], place: Place, context: ReadContext): Promise<Found> => {
  const items = await namesOf(place, context)
  if (items === null) return NOTHING
  const now = new Map(items.map(item => [refKey(refOf(place.info.kind, item)), item]))
  const gone = seen.filter(each => each.uid !== undefined && !now.has(refKey(each.ref)))
  const other = seen.filter(each => isOther(each, now.get(refKey(each.ref))))
  const {looked, objects} = await byName(other.slice(0, MOST), place, context)
  return {looked: [...gone.map(each => each.ref), ...looked], objects}
}

const isOther = ({uid}: Seen, item: Json | undefined): boolean =>
  item !== undefined &&
  (text(item, 'metadata', 'uid') !== uid || text(item, 'metadata', 'deletionTimestamp') !== undefined)

const refOf = (kind: Kind, item: Json): ObjectRef =>
  ref(kind, text(item, 'metadata', 'namespace'), text(item, 'metadata', 'name') ?? '')

const namesOf = async ({info: {kind}, root}: Place, {client, signal}: ReadContext): Promise<readonly Json[] | null> => {
  const {fieldSelector} = kindInfo(kind)
  const query = fieldSelector === undefined ? '' : `?${new URLSearchParams({fieldSelector})}`
  try {
    const path = `${root}/${splitKind(kind).plural}${query}`
    const {status, value} = await client.send({path, accept: NAMES_ONLY, signal, once: true})
    return status === 200 ? list(value, 'items') : null
  } catch (error) {
    if (signal?.aborted || !(error instanceof PkiError)) throw error
    return null
  }
}
