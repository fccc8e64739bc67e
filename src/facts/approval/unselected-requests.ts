import {known, type Unknown, valueOr} from '../../core/knowing.ts'
import type {JsonObject, KubeObject} from '../../core/kube/object.ts'
import type {Fact, View} from '../../core/kube/view.ts'
import {minimalPolicy} from '../../core/policy/minimal-policy.ts'
import {issuerSpecificity, type Miss} from '../../core/policy/selector.ts'
import {clusterGrant, useRule} from '../../core/rbac/grant-manifest.ts'
import type {CertificateRequest} from '../certificate/certificate-requests.ts'
import type {Certificate} from '../certificate/certificates.ts'
import {type IssuerRef, issuerOf} from '../issuer/issuer-ref.ts'
import {ISSUER_KINDS} from '../issuer/issuers.ts'
import {approvalLanes, type Lane, type PolicyFit} from './approval-lanes.ts'
import type {Policy} from './policies.ts'

/** Requests for one issuer that wait for approver-policy, or that Certificates will make, and that no policy's selector takes. */
export interface UnselectedRequests {
  /** The issuer; where it is not there, the first of the requests or Certificates. */
  readonly object: KubeObject
  readonly issuer: IssuerRef
  readonly requests: readonly KubeObject[]
  /** How many policies there are. */
  readonly count: number
  /** The policy with the fewest parts that miss, of those the one that names the issuer best; undefined where there is no policy. */
  readonly nearest?: {readonly policy: Policy; readonly misses: readonly Miss[]}
  /** Why it is not known whether a policy takes them. */
  readonly unsure?: Unknown
  /** A policy that would take them and allow what they ask, with the grant that it needs. */
  readonly remedyPolicy: readonly JsonObject[]
}

export const unselectedRequests: Fact<readonly UnselectedRequests[]> = {
  name: 'requests that no policy selects',
  of: approvalLanes.of,
  reads: [...approvalLanes.reads, ...ISSUER_KINDS],
  derive: view => {
    const lanes = view.fact(approvalLanes)
    if (!lanes.known) return lanes
    const shut = lanes.value.filter(lane => isUnselected(lane) && askersOf(lane).length > 0)
    const byReason = Map.groupBy(shut, lane => {
      const {group, kind, name} = lane.issuer
      const scope = issuerOf(lane.issuer, lane.namespace)?.namespace ?? ''
      return JSON.stringify([group, kind, name, scope, nearestOf(lane)?.misses?.map(({path}) => path)])
    })
    return known([...byReason.values()].map(group => together(view, group)))
  },
}

/** approver-policy may decide here, cert-manager does not, and no selector takes the lane. */
const isUnselected = ({approvers: {builtIn, policyInstalled}, policies}: Lane): boolean =>
  !valueOr(builtIn, false) &&
  valueOr(policyInstalled, true) &&
  policies.known &&
  policies.value.every(({misses}) => misses?.length !== 0)

/** A Certificate that no request was made for yet counts as one: only then does its own lane say what will become of it. */
const askersOf = ({waiting, certificates}: Lane): readonly (CertificateRequest | Certificate)[] => [
  ...waiting,
  ...certificates.filter(({requests, ready}) => requests.length === 0 && ready?.status !== 'True'),
]

const nearestOf = ({policies, issuer}: Lane): PolicyFit | undefined =>
  [...valueOr(policies, [])].sort(
    (a, b) =>
      (a.misses?.length ?? 0) - (b.misses?.length ?? 0) ||
      issuerSpecificity(b.policy.selector, issuer) - issuerSpecificity(a.policy.selector, issuer) ||
      (a.policy.name < b.policy.name ? -1 : 1),
  )[0]

const together = (view: View, lanes: readonly Lane[]): UnselectedRequests => {
  const [lane] = lanes as readonly [Lane]
  const askers = lanes.flatMap(askersOf)
  const target = issuerOf(lane.issuer, lane.namespace)
  const found = target === null ? null : valueOr(view.find(target), null)
  const nearest = nearestOf(lane)
  const unsure = lanes.map(each => unsureOf(view, each)).find(each => each !== undefined)
  const objects = askers.map(({object}) => object)
  return {
    object: found ?? (objects[0] as KubeObject),
    issuer: lane.issuer,
    requests: objects,
    count: valueOr(lane.policies, []).length,
    ...(nearest?.misses != null && {nearest: {policy: nearest.policy, misses: nearest.misses}}),
    ...(unsure !== undefined && {unsure}),
    remedyPolicy: policyFor(lane, lanes.flatMap(askedFor)),
  }
}

const unsureOf = (view: View, {approvers: {builtIn, policyInstalled}, policies}: Lane): Unknown | undefined => {
  if (!policyInstalled.known) return policyInstalled.because
  if (!builtIn.known) return builtIn.because
  if (!view.isClosed('policy.cert-manager.io/certificaterequestpolicies')) return ELSEWHERE
  const isOpen = policies.known && policies.value.some(({misses}) => misses === null)
  return isOpen ? {reason: 'forbidden', detail: 'labels of namespaces were not read'} : undefined
}

const ELSEWHERE: Unknown = {
  reason: 'undeclared',
  detail: 'a policy that is not in what was read may select them',
}

/** What a request asks for is best read from its Certificate; the request itself holds it encoded. */
const askedFor = (lane: Lane): readonly KubeObject[] =>
  askersOf(lane).map(each => {
    const asked =
      'certificateName' in each ? lane.certificates.find(({name}) => name === each.certificateName) : undefined
    return (asked ?? each).object
  })

const policyFor = ({issuer, requester}: Lane, asked: readonly KubeObject[]): readonly JsonObject[] => {
  const policy = minimalPolicy(issuer.name, asked, issuer)
  const grant = {name: `${issuer.name}:use`, rule: useRule(issuer.name)}
  return requester.known ? [policy, ...clusterGrant(grant.name, grant.rule, requester.value)] : [policy]
}
