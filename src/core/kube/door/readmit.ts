import type {KindInfo} from '../kind.ts'
import {type KubeObject, type Origin, text} from '../object.ts'
import {ref} from '../ref.ts'
import {enter, findingsIn, kindOf} from './enter.ts'
import {readOrigin, readRedactions} from './origin.ts'
import {isPlain} from './plain.ts'
import {scrubText} from './scrub/scrub.ts'
import {shareIn} from './share.ts'

/** An object of a saved snapshot, as far as its shape goes. */
export interface SavedObject {
  readonly info: KindInfo
  readonly object: KubeObject
}

/**
 * Whether a value has the shape of an object of a snapshot. Null where it has not; undefined for kinds that no rule
 * reads, as a newer version may have saved them.
 */
export const savedObject = (saved: unknown): SavedObject | null | undefined => {
  if (!isPlain(saved) || !isPlain(saved.ref) || !isPlain(saved.body)) return null
  const {ref: named, body} = saved
  const {apiVersion, kind, metadata} = body
  if (typeof apiVersion !== 'string' || typeof kind !== 'string' || !isPlain(metadata)) return null
  const namespaced = named.namespace === undefined || (typeof named.namespace === 'string' && named.namespace !== '')
  if (typeof named.name !== 'string' || named.name === '' || metadata.name !== named.name || !namespaced) return null
  const origin = readOrigin(saved.origin)
  const info = kindOf(apiVersion, kind)
  if (origin === null || (info !== null && info.kind !== named.kind)) return null
  if (info === null) return undefined
  shareIn(body)
  return {info, object: withOrigin(saved as unknown as KubeObject, origin)}
}

const withOrigin = ({ref, body, redacted}: KubeObject, origin: Origin): KubeObject =>
  redacted === undefined ? {ref, body, origin} : {ref, body, origin, redacted}

/** The object as it was saved, for files that are byte for byte as we wrote them: it has passed the door. */
export const asSaved = ({object}: SavedObject): KubeObject => object

/**
 * An object of a saved snapshot through the door again: a file may come from anywhere, and may have been written by
 * hand. An object that `reduce` made comes out as it is.
 */
export const readmit = ({info, object}: SavedObject): KubeObject => {
  const found = findingsIn(info, true)
  const body = enter(object.body, info, found)
  const namespace = object.ref.namespace === undefined ? undefined : scrubText(object.ref.namespace).text
  const redacted = [...readRedactions(object.redacted), ...found.redacted]
  const admitted = {ref: ref(info.kind, namespace, text(body, 'metadata', 'name') ?? ''), body, origin: object.origin}
  return redacted.length === 0 ? admitted : {...admitted, redacted}
}
