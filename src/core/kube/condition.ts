import {type KubeObject, list, text} from './object.ts'

/** One entry of `status.conditions` (meta/v1 Condition and its older likes). Times are epoch milliseconds. */
export interface Condition {
  readonly status: string
  readonly reason: string
  readonly message: string
  readonly since?: number
}

/** The condition of a type; undefined where the object has none. Of two of one type the first counts, as for kubectl. */
export const condition = (object: KubeObject, type: string): Condition | undefined => {
  const entry = list(object.body, 'status', 'conditions').find(each => text(each, 'type') === type)
  if (entry === undefined) return undefined
  const since = timeOf(text(entry, 'lastTransitionTime') ?? text(entry, 'lastUpdateTime'))
  return {
    status: text(entry, 'status') ?? 'Unknown',
    reason: text(entry, 'reason') ?? '',
    message: text(entry, 'message') ?? '',
    ...(since !== undefined && {since}),
  }
}

/** Whether the object has the condition with status True. */
export const isTrue = (object: KubeObject, type: string): boolean => condition(object, type)?.status === 'True'

/** An RFC 3339 time as epoch milliseconds; undefined where it is missing or is none. */
export const timeOf = (value: string | undefined): number | undefined => {
  const time = value === undefined ? Number.NaN : Date.parse(value)
  return Number.isNaN(time) ? undefined : time
}

/** `metadata.creationTimestamp` as epoch milliseconds; undefined in manifests. */
export const createdAt = (object: KubeObject): number | undefined =>
  timeOf(text(object.body, 'metadata', 'creationTimestamp'))
