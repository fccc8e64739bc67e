import {type Json, type JsonObject, type KubeObject, list, record, text, texts} from './object.ts'

/** One condition on labels; all of a selector must hold. */
export interface Requirement {
  readonly key: string
  readonly operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist'
  readonly values: readonly string[]
}

/**
 * The requirements of a label selector (meta/v1 LabelSelector). One that is absent or empty has none and selects everything;
 * null where it is none that the API server would take.
 */
export const requirementsOf = (selector: Json | undefined): readonly Requirement[] | null => {
  if (typeof (selector ?? {}) !== 'object' || Array.isArray(selector)) return null
  const labels = Object.entries(record(selector, 'matchLabels')).map(([key, value]) =>
    typeof value === 'string' ? requirement(key, 'In', [value]) : null,
  )
  const expressions = list(selector, 'matchExpressions').map(each =>
    requirement(text(each, 'key'), text(each, 'operator'), texts(each, 'values')),
  )
  const all = [...labels, ...expressions]
  return all.every(each => each !== null) ? all : null
}

const requirement = (
  key: string | undefined,
  operator: string | undefined,
  values: readonly string[],
): Requirement | null => {
  if (key === undefined) return null
  if (operator === 'In' || operator === 'NotIn') return values.length === 0 ? null : {key, operator, values}
  return operator === 'Exists' || operator === 'DoesNotExist' ? {key, operator, values: []} : null
}

/** Whether labels meet all requirements (apimachinery `labels.Requirement.Matches`): `NotIn` also takes what has no such label. */
export const selects = (requirements: readonly Requirement[], labels: JsonObject): boolean =>
  requirements.every(({key, operator, values}) => {
    const value = text(labels, key)
    if (operator === 'Exists') return value !== undefined
    if (operator === 'DoesNotExist') return value === undefined
    const isIn = value !== undefined && values.includes(value)
    return operator === 'In' ? isIn : !isIn
  })

/** As `kubectl -l` takes it: `team=web,env in (a,b),!legacy`. */
export const describeRequirements = (requirements: readonly Requirement[]): string =>
  requirements
    .map(({key, operator, values}) => {
      if (operator === 'Exists') return key
      if (operator === 'DoesNotExist') return `!${key}`
      if (operator === 'In' && values.length === 1) return `${key}=${values[0]}`
      return `${key} ${operator === 'In' ? 'in' : 'notin'} (${values.join(',')})`
    })
    .join(',')

/** The label with its name that the API server gives every Namespace. */
export const NAMESPACE_NAME = 'kubernetes.io/metadata.name'

/** The labels of a Namespace, with the one that no manifest has. */
export const namespaceLabels = ({ref, body}: KubeObject): JsonObject => ({
  ...record(body, 'metadata', 'labels'),
  [NAMESPACE_NAME]: ref.name,
})
