import type {Certificate} from '../../certificate.ts'
import {ANY_POLICY} from '../../extension/policies.ts'
import {PolicyGraph} from '../policy-graph.ts'
import {type Reason, reason} from '../reason.ts'

/** How many more certificates may pass before something is required or forbidden (RFC 5280 §6.1.2 (d), (e), (f)). */
interface Counters {
  explicitPolicy: number
  policyMapping: number
  inhibitAnyPolicy: number
}

interface State {
  readonly counters: Counters
  /** Undefined once the valid policy set is empty for good. */
  graph: PolicyGraph | undefined
}

/**
 * Certificate policies: RFC 5280 §6.1.2–§6.1.5 as changed by RFC 9618, with any policy acceptable to the user. It only
 * ever refuses a path where some certificate demands explicit policies (§4.2.1.11). The anchor's own are not processed.
 */
export const checkPolicies = (path: readonly Certificate[]): Reason | undefined => {
  const below = path.slice(0, -1)
  if (!below.some(demandsPolicies)) return undefined
  const start = below.length + 1
  const counters = {explicitPolicy: start, policyMapping: start, inhibitAnyPolicy: start}
  const state: State = {counters, graph: new PolicyGraph()}
  for (let i = below.length - 1; i >= 0; i--) {
    if (!processCertificate(below[i] as Certificate, i === 0, state)) return refused
  }
  if (counters.explicitPolicy > 0) counters.explicitPolicy -= 1
  if (below[0]?.values.policyConstraints?.requireExplicitPolicy === 0) counters.explicitPolicy = 0
  return counters.explicitPolicy === 0 && (state.graph === undefined || state.graph.isEmpty) ? refused : undefined
}

const refused = reason(
  'policies',
  'has a path without any certificate policy that all of it shares, and one is demanded',
)

/** Without such a certificate the answer is always yes, but for an invalid mapping, which refuses on its own. */
const demandsPolicies = ({values}: Certificate): boolean =>
  values.policyConstraints?.requireExplicitPolicy !== undefined || values.policyMappings.length > 0

/** §6.1.3 (d)–(f) and §6.1.4 (a), (b), (h)–(j). Answers whether the path may still be valid. */
const processCertificate = (certificate: Certificate, isLeaf: boolean, state: State): boolean => {
  const {counters} = state
  if (certificate.values.policies.length === 0) state.graph = undefined
  if (state.graph === undefined) {
    if (counters.explicitPolicy === 0) return false
  } else {
    addPolicies(certificate, isLeaf, state.graph, counters.inhibitAnyPolicy)
    if (!isLeaf && !mapPolicies(certificate, state.graph, counters.policyMapping)) return false
  }
  if (!isLeaf) updateCounters(certificate, counters)
  return true
}

const addPolicies = ({values, isSelfIssued}: Certificate, isLeaf: boolean, graph: PolicyGraph, inhibitAny: number) => {
  graph.descend()
  for (const policy of values.policies) if (policy !== ANY_POLICY) graph.add(policy)
  const anyAllowed = inhibitAny > 0 || (!isLeaf && isSelfIssued)
  if (values.policies.includes(ANY_POLICY) && anyAllowed) graph.addExpected()
  graph.prune()
}

const mapPolicies = ({values}: Certificate, graph: PolicyGraph, policyMapping: number): boolean => {
  if (values.policyMappings.length === 0) return true
  const mappings = new Map<string, string[]>()
  for (const {issuer, subject} of values.policyMappings) {
    if (policyMapping === 0) graph.delete(issuer)
    else if (issuer === ANY_POLICY || subject === ANY_POLICY) return false
    else mappings.set(issuer, [...(mappings.get(issuer) ?? []), subject])
  }
  graph.prune()
  for (const [issuer, subjects] of mappings) graph.map(issuer, subjects)
  return true
}

const updateCounters = ({values, isSelfIssued}: Certificate, counters: Counters): void => {
  if (!isSelfIssued) {
    counters.explicitPolicy = Math.max(0, counters.explicitPolicy - 1)
    counters.policyMapping = Math.max(0, counters.policyMapping - 1)
    counters.inhibitAnyPolicy = Math.max(0, counters.inhibitAnyPolicy - 1)
  }
  counters.explicitPolicy = lower(counters.explicitPolicy, values.policyConstraints?.requireExplicitPolicy)
  counters.policyMapping = lower(counters.policyMapping, values.policyConstraints?.inhibitPolicyMapping)
  counters.inhibitAnyPolicy = lower(counters.inhibitAnyPolicy, values.inhibitAnyPolicy)
}

/** A negative number, which no certificate should have, is ignored as in Go. */
const lower = (counter: number, limit: number | undefined): number =>
  limit === undefined || limit < 0 ? counter : Math.min(counter, limit)
