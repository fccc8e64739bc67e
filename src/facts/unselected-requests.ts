import {known, type Unknown} from '../core/knowing.ts'
import type {JsonObject, KubeObject} from '../core/kube/object.ts'
import type {Fact} from '../core/kube/view.ts'
import {minimalPolicy} from '../core/policy/minimal-policy.ts'
import type {Miss} from '../core/policy/selector.ts'
import {clusterGrant, useRule} from '../core/rbac/grant-manifest.ts'
import {approvalLanes, type Lane} from './approval-lanes.ts'
import type {CertificateRequest} from './certificate-requests.ts'
import type {Certificate} from './certificates.ts'
import type {Policy} from './policies.ts'

/** A request that waits for approver-policy, or a Certificate whose request will, and that no policy's selector takes. */
export interface UnselectedRequest {
  readonly object: KubeObject
  /** How many policies there are. */
  readonly count: number
  /** The policy with the fewest parts that miss, and the first of them; undefined where there is no policy. */
  readonly nearest?: {readonly policy: Policy; readonly miss: Miss}
  /** Why it is not known whether a policy takes it. */
  readonly unsure?: Unknown
  /** A policy that would take it and allow what it asks, with the grant that it needs. */
  readonly remedyPolicy: readonly JsonObject[]
}

export const unselectedRequests: Fact<readonly UnselectedRequest[]> = {
  name: 'requests that no policy selects',
  of: approvalLanes.of,
  reads: approvalLanes.reads,
  derive: view => {
    const lanes = view.fact(approvalLanes)
    return lanes.known ? known(lanes.value.flatMap(unselected)) : lanes
  },
}

const unselected = (lane: Lane): readonly UnselectedRequest[] => {
  const {builtIn, policyInstalled} = lane.approvers
  if (builtIn.known && builtIn.value) return []
  if (policyInstalled.known && !policyInstalled.value) return []
  const waiting = [...lane.waiting, ...lane.certificates.filter(isUnasked)]
  if (waiting.length === 0 || !lane.policies.known) return []
  const all = lane.policies.value
  if (all.some(({misses}) => misses !== null && misses.length === 0)) return []
  const unsure = unsureOf(lane)
  const [nearest] = [...all].sort(
    (a, b) => (a.misses?.length ?? 0) - (b.misses?.length ?? 0) || compare(a.policy.name, b.policy.name),
  )
  const miss = nearest?.misses?.[0]
  return waiting.map(each => ({
    object: each.object,
    count: all.length,
    ...(nearest !== undefined && miss !== undefined && {nearest: {policy: nearest.policy, miss}}),
    ...(unsure !== undefined && {unsure}),
    remedyPolicy: policyFor(each, lane),
  }))
}

/** A Certificate that no request was made for yet: only then does its own lane say what will become of it. */
const isUnasked = ({requests, ready}: Certificate): boolean => requests.length === 0 && ready?.status !== 'True'

const unsureOf = ({approvers: {builtIn, policyInstalled}, policies}: Lane): Unknown | undefined => {
  if (!policyInstalled.known) return policyInstalled.because
  if (!builtIn.known) return builtIn.because
  const isOpen = policies.known && policies.value.some(({misses}) => misses === null)
  return isOpen ? {reason: 'forbidden', detail: 'labels of namespaces were not read'} : undefined
}

/** What a request asks for is best read from its Certificate; the request itself holds it encoded. */
const policyFor = (each: CertificateRequest | Certificate, lane: Lane): readonly JsonObject[] => {
  const {issuer, namespace, requester, certificates} = lane
  const asked = 'certificateName' in each ? certificates.find(({name}) => name === each.certificateName) : undefined
  const name = `${issuer.name}-${namespace}`
  const policy = minimalPolicy(name, (asked ?? each).object, issuer)
  return requester.known ? [policy, ...clusterGrant(`${name}:use`, useRule(name), requester.value)] : [policy]
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
