import type {KubeObject} from '../../core/kube/object.ts'
import {dataEntry, dataKeys, pemOf} from '../../core/kube/secret.ts'
import type {SourceObject} from './bundle-sources.ts'

/** How the object of a source stands to the data key that the source names; `instead`: the key that is likely meant. */
export type KeyState =
  | {readonly is: 'there'}
  | {readonly is: 'unknown'; readonly detail: string}
  | {readonly is: 'missing'; readonly keys: readonly string[]; readonly instead?: string}

const THERE: KeyState = {is: 'there'}

/** Whether an object has the key that a source names. */
export const keyStateOf = (object: KubeObject, {source: {key}, makers}: SourceObject): KeyState => {
  if (key === undefined || dataEntry(object, key) !== undefined) return THERE
  const keys = dataKeys(object)
  const isDeclared = object.origin.from === 'file'
  if (isDeclared && keys.length === 0)
    return {is: 'unknown', detail: 'it is empty here, and may be filled in the cluster'}
  if (isDeclared && makers.length > 0) return THERE
  const full = keys.filter(each => pemOf(object, each) !== undefined)
  const instead = ['ca.crt', 'tls.crt'].find(each => full.includes(each)) ?? (full.length === 1 ? full[0] : undefined)
  return {is: 'missing', keys, ...(instead !== undefined && {instead})}
}

/**
 * The CA certificates that a source means, taken from an object of its name somewhere else: under the key that it names, else
 * under the key that cert-manager puts a CA's own certificate in, else under the only key that has any.
 */
export const meantCertificates = (object: KubeObject, key: string | undefined): string | undefined => {
  const named = key === undefined ? undefined : pemOf(object, key)
  const all = dataKeys(object).flatMap(each => pemOf(object, each) ?? [])
  return named ?? pemOf(object, 'tls.crt') ?? (all.length === 1 ? all[0] : undefined)
}
