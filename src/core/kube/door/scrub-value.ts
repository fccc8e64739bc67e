import type {Json, JsonObject, Path} from '../object.ts'
import {cleanName} from './clean-name.ts'
import {isPlain} from './plain.ts'
import {type Findings, redact} from './scrub/findings.ts'
import {FORM, isPrivateKey, marker} from './scrub/forms.ts'
import {scrubText} from './scrub/scrub.ts'
import {formOfName, isReference} from './scrub/sensitive-name.ts'
import {isCaName, share} from './share.ts'

/** Deeper or larger than this is no Kubernetes object; what lies beyond is dropped. */
const MAX_DEPTH = 100
const MAX_NODES = 1_000_000

/**
 * A JSON value without key material; the same value where there was none, so that a clean object costs no memory.
 * Whatever is no JSON (a Date or bytes out of a YAML tag) is dropped, as is what is nested without end.
 */
export const scrubValue = (value: unknown, path: (string | number)[], found: Findings): Json | undefined => {
  if (typeof value === 'string') return scrubString(value, path, found)
  if (typeof value !== 'object') return isScalar(value) ? value : undefined
  if (value === null) return null
  if (path.length > MAX_DEPTH || ++found.nodes > MAX_NODES) return undefined
  if (Array.isArray(value)) return scrubList(value, path, found)
  return isPlain(value) ? scrubObject(value, path, found) : undefined
}

const isScalar = (value: unknown): value is boolean | number =>
  typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value))

const scrubString = (value: string, path: (string | number)[], found: Findings): string => {
  if (value.length < 8) return value
  const {text, forms} = scrubText(value)
  if (forms.length > 0) redact(found, path, forms)
  return text
}

const scrubList = (list: readonly unknown[], path: (string | number)[], found: Findings): readonly Json[] => {
  let copy: Json[] | undefined
  for (let i = 0; i < list.length; i++) {
    const before = list[i]
    path.push(i)
    const form = i > 0 && typeof before === 'string' ? formOfFlag(list[i - 1]) : undefined
    const after =
      form !== undefined && !isReference(before as string)
        ? removed([form], path, found)
        : scrubValue(before, path, found)
    path.pop()
    if ((after === undefined || after !== before) && copy === undefined) copy = list.slice(0, i) as Json[]
    copy?.push(after ?? null)
  }
  const clean = copy ?? (list as readonly Json[])
  const form = formOfLines(list, clean)
  return form === undefined ? clean : [removed([form], path, found)]
}

/** So long is a line of a key at least. */
const LINE = 32

/** The form of a key that is split over the elements of a list, so that no element shows all of it. */
const formOfLines = (list: readonly unknown[], clean: readonly Json[]): string | undefined => {
  if (list.length < 2 || !list.some(line => typeof line === 'string' && line.length >= LINE)) return undefined
  for (const between of ['\n', '']) {
    const {text, forms} = scrubText(list.filter(isText).join(between))
    const form = forms.find(isPrivateKey)
    if (form !== undefined && text !== clean.filter(isText).join(between)) return form
  }
  return undefined
}

const isText = (value: unknown): value is string => typeof value === 'string'

/** `--password` whose value is the next element of the list. */
const formOfFlag = (before: unknown): string | undefined =>
  typeof before === 'string' && before.startsWith('-') && !before.includes('=') ? formOfName(before) : undefined

const scrubObject = (
  object: Readonly<Record<string, unknown>>,
  path: (string | number)[],
  found: Findings,
): JsonObject => {
  const secret = path.length > 0 ? secretMembers(object) : undefined
  let copy: Record<string, Json | undefined> | undefined
  for (const name in object) {
    path.push(name)
    const after = scrubMember(object, secret, path, found)
    path.pop()
    const kept = cleanName(name)
    const shared = typeof after === 'string' && isCaName(name)
    if (
      copy === undefined &&
      (after === undefined || after !== object[name] || kept !== name || shared || name === '__proto__')
    ) {
      copy = membersBefore(object, name)
    }
    if (copy !== undefined && after !== undefined && name !== '__proto__') copy[kept] = shared ? share(after) : after
  }
  return copy ?? (object as JsonObject)
}

const membersBefore = (object: Readonly<Record<string, unknown>>, name: string): Record<string, Json> => {
  const names = Object.keys(object)
  return Object.fromEntries(names.slice(0, names.indexOf(name)).map(done => [done, object[done] as Json]))
}

type Members = ReadonlyMap<string, string>

/** The member that the path ends with: removed where its name says that it is secret, else looked through. */
const scrubMember = (
  object: Readonly<Record<string, unknown>>,
  secret: Members | undefined,
  path: (string | number)[],
  found: Findings,
): Json | undefined => {
  const name = path.at(-1) as string
  const value = object[name]
  if (secret?.has(name) === true) return removedUnlessReference(value, secret.get(name) as string, path, found)
  const form = found.byName && typeof value === 'string' ? formOfName(name) : undefined
  return form === undefined ? scrubValue(value, path, found) : removedUnlessReference(value, form, path, found)
}

/** Said is what the value holds, where that is a key, and else what its name promises. */
const removedUnlessReference = (value: unknown, form: string, path: Path, found: Findings): Json => {
  if (typeof value === 'string' && isReference(value)) return value
  const keys = new Set((isPlain(value) ? Object.values(value) : [value]).flatMap(keyForms))
  return removed(keys.size > 0 ? [...keys] : [form], path, found)
}

const keyForms = (value: unknown): readonly string[] =>
  typeof value === 'string' ? scrubText(value).forms.filter(isPrivateKey) : []

const removed = (forms: readonly string[], path: Path, found: Findings): string => {
  redact(found, path, forms)
  return marker(forms[0] as string)
}

const members = (form: string, ...names: readonly string[]): Members => new Map(names.map(name => [name, form]))

/** Members of a private JWK (RFC 7517 §9.3, RFC 7518 §6) and of a JWE in JSON form (RFC 7516 §7.2). */
const JWK = members(FORM.jwk, 'd', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k')
const JWE = members(FORM.jwe, 'ciphertext', 'encrypted_key')
const SECRET = members(FORM.secretValue, 'data', 'stringData')

/** Members that are secret because of what the object around them is. */
const secretMembers = (object: Readonly<Record<string, unknown>>): Members | undefined => {
  if (typeof object.kty === 'string') return JWK
  if (typeof object.ciphertext === 'string') return JWE
  if (object.kind === 'Secret' && (isPlain(object.data) || isPlain(object.stringData))) return SECRET
  if (typeof object.name !== 'string' || typeof object.value !== 'string') return undefined
  const form = formOfName(object.name)
  return form === undefined ? undefined : members(form, 'value')
}
