import type {JsonObject} from '../kube/object.ts'
import {at, record, text, texts} from '../kube/object.ts'
import {wildcardMatches} from './wildcard.ts'

/** What a policy's selector looks at. `labels` are those of the request's Namespace, null where they could not be read. */
export interface Selected {
  readonly issuer: {readonly name: string; readonly kind: string; readonly group: string}
  readonly namespace: string
  readonly labels: JsonObject | null
}

/** One part of a selector that does not take a request. */
export interface Miss {
  /** Path below `spec.selector`. */
  readonly path: readonly string[]
  readonly wanted: string
  readonly actual: string
}

/**
 * Why a CertificateRequestPolicy's `spec.selector` does not take a request; empty where it does. Null: that hangs on labels
 * of a Namespace that could not be read. Source: approver-policy pkg/internal/approver/manager/predicate (SelectorIssuerRef,
 * SelectorNamespace): a part that is absent takes everything, all parts that are there must match.
 */
export const selectorMisses = (selector: JsonObject, selected: Selected): readonly Miss[] | null => {
  const misses = [...issuerMisses(selector, selected), ...nameMisses(selector, selected)]
  const labels = Object.entries(record(selector, 'namespace', 'matchLabels'))
  if (labels.length === 0 || misses.length > 0) return misses
  if (selected.labels === null) return null
  const actual = selected.labels
  return labels.flatMap(([key, value]) =>
    actual[key] === value
      ? []
      : [
          {
            path: ['namespace', 'matchLabels', key],
            wanted: String(value),
            actual: String(actual[key] ?? 'no such label'),
          },
        ],
  )
}

/** How narrowly a selector names an issuer: its name counts before all else, a pattern less, what takes everything nothing. */
export const issuerSpecificity = (selector: JsonObject, issuer: Selected['issuer']): number => {
  const of = (part: keyof Selected['issuer']): number => {
    const wanted = text(selector, 'issuerRef', part) ?? '*'
    if (!wildcardMatches(wanted, issuer[part])) return 0
    return wanted === issuer[part] ? 2 : /^\*+$/.test(wanted) ? 0 : 1
  }
  return 5 * of('name') + of('kind') + of('group')
}

const issuerMisses = (selector: JsonObject, {issuer}: Selected): readonly Miss[] =>
  (['group', 'kind', 'name'] as const).flatMap(part => {
    const wanted = text(selector, 'issuerRef', part)
    if (wanted === undefined || wildcardMatches(wanted, issuer[part])) return []
    return [{path: ['issuerRef', part], wanted, actual: issuer[part]}]
  })

const nameMisses = (selector: JsonObject, {namespace}: Selected): readonly Miss[] => {
  if (at(selector, 'namespace', 'matchNames') === undefined) return []
  const wanted = texts(selector, 'namespace', 'matchNames')
  if (wanted.length === 0 || wanted.some(pattern => wildcardMatches(pattern, namespace))) return []
  return [{path: ['namespace', 'matchNames'], wanted: wanted.join(', '), actual: namespace}]
}
