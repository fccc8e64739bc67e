import type {ObjectRef} from './ref.ts'

/** Where in an object: `['spec', 'tls', 0, 'secretName']`. */
export type Path = readonly (string | number)[]

/** From a cluster, or from a file with the line of each path (keys as `formatPath` writes them; 1-based). */
export type Origin =
  | {readonly from: 'cluster'}
  | {readonly from: 'file'; readonly file: string; readonly lines: Readonly<Record<string, number>>}

/** Anything that JSON can hold. */
export type Json = string | number | boolean | null | readonly Json[] | {readonly [key: string]: Json | undefined}

export type JsonObject = {readonly [key: string]: Json | undefined}

/** Key material that was taken out at the door: where it stood and in what form, never what it was. */
export interface Redaction {
  /** As `formatPath` writes it. */
  readonly path: string
  /** `private key (PEM)`, `encrypted key (JWE)` and the like, from `door/scrub/forms.ts`. */
  readonly form: string
}

/** One Kubernetes object, after the door (`reduce.ts`): no private key is left in `body`. */
export interface KubeObject {
  readonly ref: ObjectRef
  readonly body: JsonObject
  readonly origin: Origin
  readonly redacted?: readonly Redaction[]
}

/** Stands for an object that should be there and is not, so that a finding can name it. */
export const missing = (ref: ObjectRef): KubeObject => ({ref, body: {}, origin: {from: 'cluster'}})

const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The value at a path, or undefined where the body has none. Cluster text is hostile: nothing here throws. */
export const at = (from: Json | undefined, ...path: Path): Json | undefined => walk(from, path)

const walk = (from: Json | undefined, path: Path): Json | undefined => {
  let value = from
  for (let i = 0; i < path.length && value !== undefined; i++) {
    const step = path[i] as string | number
    if (typeof step === 'number') value = Array.isArray(value) ? value[step] : undefined
    else value = isObject(value) ? own(value, step) : undefined
  }
  return value
}

/** Only what the object has itself. All that a plain object inherits are functions, and `__proto__`; asking costs twice as much. */
const own = (value: JsonObject, step: string): Json | undefined => {
  if (step === '__proto__') return Object.hasOwn(value, step) ? value[step] : undefined
  const found = value[step]
  return typeof found === 'function' ? undefined : found
}

/** The string at a path; undefined where there is none or it is something else. */
export const text = (from: Json | undefined, ...path: Path): string | undefined => {
  const value = walk(from, path)
  return typeof value === 'string' ? value : undefined
}

export const number = (from: Json | undefined, ...path: Path): number | undefined => {
  const value = walk(from, path)
  return typeof value === 'number' ? value : undefined
}

export const flag = (from: Json | undefined, ...path: Path): boolean | undefined => {
  const value = walk(from, path)
  return typeof value === 'boolean' ? value : undefined
}

/** The list at a path; empty where there is none. */
export const list = (from: Json | undefined, ...path: Path): readonly Json[] => listed(from, path)

const listed = (from: Json | undefined, path: Path): readonly Json[] => {
  const value = walk(from, path)
  return Array.isArray(value) ? value : NOTHING
}

const NOTHING: readonly Json[] = []

/** The strings of the list at a path. */
export const texts = (from: Json | undefined, ...path: Path): readonly string[] =>
  listed(from, path).filter(value => typeof value === 'string')

/** The object at a path; empty where there is none. */
export const record = (from: Json | undefined, ...path: Path): JsonObject => {
  const value = walk(from, path)
  return isObject(value) ? value : {}
}

export const annotation = (object: KubeObject, name: string): string | undefined =>
  text(object.body, 'metadata', 'annotations', name)

export const label = (object: KubeObject, name: string): string | undefined =>
  text(object.body, 'metadata', 'labels', name)

/** Whether somebody has deleted it, and only a finalizer keeps it: nothing will act on it any more. */
export const isBeingDeleted = ({body}: KubeObject): boolean => at(body, 'metadata', 'deletionTimestamp') !== undefined

const PLAIN_KEY = /^[A-Za-z_][A-Za-z0-9_-]*$/

/** `spec.tls[0].secretName`; keys with other characters in brackets: `data["tls.crt"]`. */
export const formatPath = (path: Path): string => {
  let out = ''
  for (const step of path) {
    if (typeof step === 'number') out += `[${step}]`
    else if (PLAIN_KEY.test(step)) out += out === '' ? step : `.${step}`
    else out += `[${JSON.stringify(step)}]`
  }
  return out
}

const STEP = /\[(\d+)\]|\[("(?:[^"\\]|\\.)*")\]|([A-Za-z_][A-Za-z0-9_-]*)/g

/** The steps of a path that `formatPath` wrote. */
export const parsePath = (path: string): Path =>
  [...path.matchAll(STEP)].map(([, index, quoted, plain]) => {
    if (index !== undefined) return Number(index)
    return quoted === undefined ? (plain ?? '') : (JSON.parse(quoted) as string)
  })
