import {known, valueOr} from '../../core/knowing.ts'
import {createdAt} from '../../core/kube/condition.ts'
import type {KubeObject} from '../../core/kube/object.ts'
import type {Fact} from '../../core/kube/view.ts'
import {type Identity, isSubject} from '../../core/rbac/identity.ts'
import type {CertificateRequest} from '../certificate/certificate-requests.ts'
import {components, installationsOf} from '../component/components.ts'
import {approvalLanes, type Lane, type PolicyFit} from './approval-lanes.ts'
import type {Policy} from './policies.ts'

/** A request that approver-policy would decide if it looked at it once more. */
export interface OverlookedRequest {
  readonly request: CertificateRequest
  readonly policy: Policy
  readonly requester: Identity
  /** The workload of approver-policy. */
  readonly approver: KubeObject
  /** The last of what had to be there for a decision, as far as times tell; epoch milliseconds. */
  readonly since: number
}

/**
 * Requests that wait although a ready policy takes them and whoever asks may use it. approver-policy looks when a request, a
 * policy, a role or a binding changes (pkg/internal/controllers/certificaterequests.go). Its SubjectAccessReview may be answered
 * before the API server itself has heard of the binding that woke it, 5 times out of 40, and the answer "no" holds until
 * something changes again. One that does not work looks the same from outside.
 */
export const overlookedRequests: Fact<readonly OverlookedRequest[]> = {
  name: 'overlooked requests',
  of: approvalLanes.of,
  reads: [...new Set([...approvalLanes.reads, ...components.of, ...components.reads])],
  derive: view => {
    const lanes = view.fact(approvalLanes)
    if (!lanes.known) return lanes
    const running = installationsOf(valueOr(view.fact(components), []), 'approver-policy').find(
      ({isAvailable}) => isAvailable === true,
    )
    return known(running === undefined ? [] : lanes.value.flatMap(lane => overlookedIn(lane, running.object)))
  },
}

const overlookedIn = (lane: Lane, approver: KubeObject): readonly OverlookedRequest[] => {
  const {builtIn, policy: byPolicy} = lane.approvers
  const {policies, requester} = lane
  if (!builtIn.known || builtIn.value || !byPolicy.known || !byPolicy.value) return []
  const fit = valueOr(policies, []).find(isOpen)
  if (fit === undefined || !requester.known) return []
  const open = openSince(fit, requester.value)
  return lane.waiting.map(request => ({
    ...{request, policy: fit.policy, requester: requester.value, approver},
    since: Math.max(open, request.created ?? 0),
  }))
}

const isOpen = ({policy: {ready}, misses, mayUse}: PolicyFit): boolean =>
  ready?.status === 'True' && misses?.length === 0 && mayUse.known && mayUse.value

/** A binding that was changed later than it was made does not say when. */
const openSince = ({policy: {object, ready}, grants}: PolicyFit, who: Identity): number =>
  Math.max(
    createdAt(object) ?? 0,
    ready?.since ?? 0,
    ...grants
      .filter(({subjects}) => subjects.some(subject => isSubject(subject, who)))
      .flatMap(({binding, role}) => [createdAt(binding) ?? 0, createdAt(role) ?? 0]),
  )
