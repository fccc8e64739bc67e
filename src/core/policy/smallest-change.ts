import {parseDuration} from '../duration.ts'
import {at, type Json, type JsonObject, text, texts} from '../kube/object.ts'
import type {FieldError} from './denial.ts'
import {wildcardMatches, wildcardSubset} from './wildcard.ts'

/** What a policy would have to change so that a request that it denied passes. */
export interface Change {
  /** For `kubectl patch --type=merge`; null where nothing can be put into the policy by itself. */
  readonly patch: JsonObject | null
  /** What has to change in the Certificate, or has to be decided by a person, one sentence each. */
  readonly notes: readonly string[]
}

/** Whether the field of a denial would pass today: the policy may have been mended after the request was denied. */
export const passesNow = (policySpec: Json | undefined, error: FieldError): boolean => {
  const field = fieldOf(error)
  const value = at(policySpec, ...field.slice(1))
  if (error.type !== 'Invalid value') return false
  if (field[1] === 'constraints') return boundHolds(field.at(-1) ?? '', value, error.values[0])
  if (field.at(-1) === 'isCA') return value === true
  if (field.at(-1) === 'usages') return wildcardSubset(texts(value), error.values)
  if (Array.isArray(at(value, 'validations'))) return false
  const pattern = text(value, 'value')
  if (pattern !== undefined) return error.values.every(each => wildcardMatches(pattern, each))
  return Array.isArray(at(value, 'values')) && wildcardSubset(texts(value, 'values'), error.values)
}

/** The smallest change of the policy for all errors of one denial. */
export const smallestChange = (policySpec: Json | undefined, errors: readonly FieldError[]): Change => {
  let patch: JsonObject | null = null
  const notes: string[] = []
  for (const error of errors) {
    const [field, value] = addition(policySpec, error)
    if (field === null) notes.push(value)
    else patch = withValue(patch ?? {}, field, value)
  }
  return {patch, notes}
}

/** `spec.allowed.dnsNames.values` → `['spec', 'allowed', 'dnsNames']`. */
const fieldOf = ({path}: FieldError): readonly string[] =>
  path
    .replace(/\.(values|value|required)$/, '')
    .replace(/\.validations\[\d+\]$/, '')
    .replace(/\[\d+\]$/, '')
    .split('.')

type Addition = readonly [readonly string[], Json] | readonly [null, string]

const addition = (policySpec: Json | undefined, error: FieldError): Addition => {
  const field = fieldOf(error)
  const name = field.slice(2).join('.')
  const current = at(policySpec, ...field.slice(1))
  if (error.type === 'Required value')
    return [null, `Give the Certificate a value for ${name}: the policy requires one`]
  if (error.type !== 'Invalid value') return [null, `Mend ${error.path || 'the policy'}: ${error.detail}`]
  if (field[1] === 'constraints') return constraint(field, error)
  if (error.path.includes('.validations['))
    return [null, `The CEL rule of ${error.path} refuses ${quoted(error.values)}: ${error.detail}`]
  if (field.at(-1) === 'isCA') return [field, true]
  if (field.at(-1) === 'usages') return [field, union(texts(current), error.values)]
  if (field.at(-1) === 'commonName' || field.at(-1) === 'serialNumber') {
    const pattern = text(current, 'value')
    if (pattern === undefined) return [[...field, 'value'], error.values[0] ?? '']
    return [
      null,
      `spec.${field.slice(1).join('.')}.value is one pattern, ${JSON.stringify(pattern)}, and does not match ${quoted(error.values)}: widen it, or give this Certificate a policy of its own`,
    ]
  }
  if (field.some(part => part.includes('['))) return [null, `Allow ${quoted(error.values)} in ${error.path}`]
  return [[...field, 'values'], union(texts(current, 'values'), error.values)]
}

const constraint = (field: readonly string[], {values, detail, path}: FieldError): Addition => {
  const [asked = ''] = values
  if (asked === 'nil')
    return [
      null,
      `Set spec.duration of the Certificate: ${path} wants ${detail}, and a Certificate without one never passes`,
    ]
  if (field.at(-1) === 'maxDuration' || field.at(-1) === 'minDuration') return [field, asked]
  return [null, `Change the private key of the Certificate: ${path} wants ${detail}, it has ${asked}`]
}

const boundHolds = (name: string, bound: Json | undefined, asked: string | undefined): boolean => {
  if (bound === undefined) return true
  const [limit, value] = [parseDuration(typeof bound === 'string' ? bound : undefined), parseDuration(asked)]
  if (limit === undefined || value === undefined) return false
  return name === 'maxDuration' ? value <= limit : name === 'minDuration' && value >= limit
}

/** What is there already, and what no pattern of it matches. */
const union = (current: readonly string[], wanted: readonly string[]): readonly string[] => [
  ...current,
  ...wanted.filter(value => !current.some(pattern => wildcardMatches(pattern, value))),
]

const quoted = (values: readonly string[]): string => values.map(value => JSON.stringify(value)).join(', ')

const withValue = (object: JsonObject, [step, ...rest]: readonly string[], value: Json): JsonObject => {
  if (step === undefined) return object
  const below = at(object, step)
  const child = typeof below === 'object' && below !== null && !Array.isArray(below) ? (below as JsonObject) : {}
  return {...object, [step]: rest.length === 0 ? value : withValue(child, rest, value)}
}
