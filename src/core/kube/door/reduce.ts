import {type KubeObject, type Origin, text} from '../object.ts'
import {ref} from '../ref.ts'
import {enter, findingsIn, kindOf} from './enter.ts'
import {cleanOrigin} from './origin.ts'
import {isPlain} from './plain.ts'

/** `apiVersion` and `kind` of the items of a list, which leave them out. */
export interface TypeMeta {
  readonly apiVersion: string
  readonly kind: string
}

/**
 * The door: everything that enters a snapshot passes it. Makes an object out of a manifest or an item of a list,
 * without key material in any form, without the values of Secrets, and without what no rule reads. Null for kinds that
 * no rule reads and for what has no usable name. Never throws, whatever shape the input has; never changes it, but
 * shares with it what is kept as it is.
 * @param type of list items that do not say it themselves
 * @param stores how many key stores in it may be opened with the passwords that everybody knows; milliseconds each
 */
export const reduce = (raw: unknown, origin: Origin, type?: TypeMeta, stores = 0): KubeObject | null => {
  if (!isPlain(raw) || !isPlain(raw.metadata)) return null
  const {apiVersion = type?.apiVersion, kind = type?.kind} = raw
  if (typeof apiVersion !== 'string' || typeof kind !== 'string') return null
  if (typeof raw.metadata.name !== 'string' || raw.metadata.name === '') return null
  const info = kindOf(apiVersion, kind)
  if (info === null) return null
  const found = findingsIn(info, false, stores)
  const body = enter({...raw, apiVersion, kind}, info, found)
  const namespace = info.namespaced ? text(body, 'metadata', 'namespace') : undefined
  const object = {
    ref: ref(info.kind, namespace, text(body, 'metadata', 'name') ?? ''),
    body,
    origin: cleanOrigin(origin),
  }
  return found.redacted.length === 0 ? object : {...object, redacted: found.redacted}
}
