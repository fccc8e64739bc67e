import {known, valueOr} from '../../core/knowing.ts'
import {flag, list, type Path, record, text, texts} from '../../core/kube/object.ts'
import type {Fact, View} from '../../core/kube/view.ts'
import {wildcardMatches} from '../../core/policy/wildcard.ts'
import {ISSUER_KINDS, type Issuer, issuers} from '../issuer/issuers.ts'
import {type Policy, policies} from './policies.ts'

/** A policy by which whoever may use it gets more than anybody should be given without a look. */
export interface OpenPolicy {
  readonly policy: Policy
  readonly path: Path
  /** `ca`: a CA of its own · `names`: a certificate for any host name · `uris`: any identity that is a URI. */
  readonly gives: 'ca' | 'names' | 'uris'
  /** Issuers of which it does, as far as they were seen. */
  readonly issuers: readonly Issuer[]
}

/**
 * Policies that are not tied to namespaces by name or label, and whose issuers sign what they are asked to: an ACME server
 * looks for itself, and who signs for himself gains nothing.
 */
export const openPolicies: Fact<readonly OpenPolicy[]> = {
  name: 'policies that allow anything',
  of: policies.of,
  reads: [...issuers.of, ...issuers.reads],
  derive: view => {
    const all = view.fact(policies)
    if (!all.known) return all
    return known(all.value.flatMap(policy => openPolicy(view, policy)))
  },
}

const openPolicy = (view: View, policy: Policy): readonly OpenPolicy[] => {
  const {allowed, object, selector} = policy
  const plugins = record(object.body, 'spec', 'plugins')
  if (isTied(policy) || Object.keys(plugins).length > 0) return []
  const all = valueOr(view.fact(issuers), [])
  const selected = all.filter(issuer => isSelected(selector, issuer))
  const believing = selected.filter(({type}) => type !== 'acme' && type !== 'selfSigned')
  const mayBeMore = ISSUER_KINDS.some(kind => !view.isClosed(kind)) && selected.length === 0
  if (believing.length === 0 && !mayBeMore) return []
  const rest = {policy, issuers: believing}
  if (flag(allowed, 'isCA') === true) return [{...rest, gives: 'ca', path: ['spec', 'allowed', 'isCA']}]
  if (isAnything(policy, 'dnsNames'))
    return [{...rest, gives: 'names', path: ['spec', 'allowed', 'dnsNames', 'values']}]
  return isAnything(policy, 'uris') ? [{...rest, gives: 'uris', path: ['spec', 'allowed', 'uris', 'values']}] : []
}

/** To namespaces by name, or by labels, which whoever makes namespaces sets. */
const isTied = ({selector}: Policy): boolean => {
  const names = texts(selector, 'namespace', 'matchNames')
  const isNamed = names.length > 0 && names.every(name => !/^\*+$/.test(name))
  return isNamed || Object.keys(record(selector, 'namespace', 'matchLabels')).length > 0
}

/** `values` with a lone star, and no rule beside it. */
const isAnything = ({allowed}: Policy, field: string): boolean =>
  texts(allowed, field, 'values').some(value => /^\*+$/.test(value)) && list(allowed, field, 'validations').length === 0

const isSelected = (selector: Policy['selector'], {object: {ref}}: Issuer): boolean => {
  const [group = '', plural = ''] = ref.kind.split('/')
  const wanted = record(selector, 'issuerRef')
  const kind = KIND_NAMES[plural] ?? plural
  return (
    matches(text(wanted, 'group'), group) &&
    matches(text(wanted, 'kind'), kind) &&
    matches(text(wanted, 'name'), ref.name)
  )
}

const KIND_NAMES: Readonly<Record<string, string>> = {
  issuers: 'Issuer',
  clusterissuers: 'ClusterIssuer',
  stepissuers: 'StepIssuer',
  stepclusterissuers: 'StepClusterIssuer',
}

const matches = (pattern: string | undefined, value: string): boolean =>
  pattern === undefined || wildcardMatches(pattern, value)
