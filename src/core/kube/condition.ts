import {type Json, type KubeObject, list, text} from './object.ts'

/** One entry of `status.conditions` (meta/v1 Condition and its older likes). Times are epoch milliseconds. */
export interface Condition {
  readonly status: string
  readonly reason: string
  readonly message: string
  readonly since?: number
}

/** The condition of a type; undefined where the object has none. Of two of one type the first counts, as for kubectl. */
export const condition = (object: KubeObject, type: string): Condition | undefined => conditions(object, type)[0]

/** The conditions of several types, in their order: `const [ready, issuing] = conditions(object, 'Ready', 'Issuing')`. */
export const conditions = (object: KubeObject, ...types: readonly string[]): readonly (Condition | undefined)[] => {
  const found: (Condition | undefined)[] = types.map(() => undefined)
  for (const entry of list(object.body, 'status', 'conditions')) {
    const place = types.indexOf(text(entry, 'type') ?? '')
    if (place !== -1) found[place] ??= read(entry)
  }
  return found
}

const read = (entry: Json): Condition => {
  const since = timeOf(text(entry, 'lastTransitionTime') ?? text(entry, 'lastUpdateTime'))
  const said = {
    status: text(entry, 'status') ?? 'Unknown',
    reason: text(entry, 'reason') ?? '',
    message: messageOf(entry),
  }
  return since === undefined ? said : {...said, since}
}

/** The message of a condition. cert-manager ends some with a colon behind which nothing came (`order is in "invalid" state: `). */
export const messageOf = (entry: Json): string => {
  const message = (text(entry, 'message') ?? '').trimEnd()
  return message.endsWith(':') ? message.slice(0, -1) : message
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
