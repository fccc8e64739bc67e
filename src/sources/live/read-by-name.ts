import {PkiError} from '../../core/errors.ts'
import type {Unknown} from '../../core/knowing.ts'
import {reduce} from '../../core/kube/door/reduce.ts'
import type {KubeObject} from '../../core/kube/object.ts'
import {type ObjectRef, refKey} from '../../core/kube/ref.ts'
import type {Coverage} from '../../core/kube/snapshot.ts'
import {asUnknown} from './as-unknown.ts'
import {splitKind} from './discovery/discovery.ts'
import {refusalOf} from './http/read-json.ts'
import {forbidden, type KindReading} from './kind-reading.ts'
import {type Place, placeOf, type ReadContext} from './read-kind.ts'

type Got =
  | {readonly ref: ObjectRef; readonly is: 'there'; readonly object: KubeObject}
  | {readonly ref: ObjectRef; readonly is: 'absent'}
  | {readonly ref: ObjectRef; readonly is: 'unknown'; readonly because: Unknown}

/**
 * Gets objects by name: one coverage entry for each kind and namespace, `open` with what is absent, or `none` where nothing
 * was answered. @throws nothing but the signal's reason
 */
export const readByName = async (refs: readonly ObjectRef[], context: ReadContext): Promise<KindReading> => {
  const unique = [...new Map(refs.map(ref => [refKey(ref), ref])).values()]
  const readings = await Promise.all(
    [...Map.groupBy(unique, ({kind}) => kind)].map(async ([kind, ofKind]) => {
      const place = placeOf(kind, context.discovery)
      return 'root' in place ? getAll(ofKind, place, context) : place
    }),
  )
  return {
    objects: readings.flatMap(({objects}) => objects),
    coverage: readings.flatMap(({coverage}) => coverage),
  }
}

const getAll = async (refs: readonly ObjectRef[], place: Place, context: ReadContext): Promise<KindReading> => {
  const got = await Promise.all(refs.map(ref => getOne(ref, place, context)))
  return {
    objects: got.flatMap(each => (each.is === 'there' ? [each.object] : [])),
    coverage: [...Map.groupBy(got, ({ref}) => ref.namespace).values()].flatMap(coverageOf),
  }
}

const coverageOf = (group: readonly Got[]): readonly Coverage[] => {
  const [first] = group
  if (first === undefined) return []
  const {kind, namespace} = first.ref
  const scope = {kind, ...(namespace !== undefined && {namespace})}
  const unknown = group.find(each => each.is === 'unknown')
  if (unknown !== undefined && group.every(each => each.is === 'unknown')) {
    return [{...scope, world: 'none', because: unknown.because}]
  }
  const absent = group.flatMap(each => (each.is === 'absent' ? [each.ref] : []))
  return [{...scope, world: 'open', ...(absent.length > 0 && {absent})}]
}

const getOne = async (ref: ObjectRef, place: Place, context: ReadContext): Promise<Got> => {
  try {
    return await ask(ref, place, context)
  } catch (error) {
    if (context.signal?.aborted || !(error instanceof PkiError)) throw error
    return {ref, is: 'unknown', because: asUnknown(error)}
  }
}

/** Of one object: what cert-manager and trust-manager write into it. */
const STORES = 2

const ask = async (ref: ObjectRef, place: Place, {client, signal}: ReadContext): Promise<Got> => {
  const {plural} = splitKind(ref.kind)
  const within = ref.namespace === undefined ? '' : `/namespaces/${encodeURIComponent(ref.namespace)}`
  const path = `${place.root}${within}/${plural}/${encodeURIComponent(ref.name)}`
  const answer = await client.send({path, signal})
  if (answer.status === 403) return {ref, is: 'unknown', because: forbidden('get', plural)}
  if (answer.status === 404 && place.certain) return {ref, is: 'absent'}
  if (answer.status !== 200) {
    return {ref, is: 'unknown', because: {reason: 'unreachable', detail: `the request failed: ${refusalOf(answer)}`}}
  }
  const value = answer.value
  const body = typeof value === 'object' && value !== null ? value : {}
  const type = {apiVersion: place.apiVersion, kind: place.info.manifestKind}
  const object = reduce({...body, ...type}, {from: 'cluster'}, type, STORES)
  if (object !== null) return {ref, is: 'there', object}
  return {ref, is: 'unknown', because: {reason: 'unreadable', detail: 'the API server sent something else'}}
}
