import {given} from '../../core/given.ts'
import {known, type Unknown, valueOr} from '../../core/knowing.ts'
import {at, text} from '../../core/kube/object.ts'
import type {ObjectRef} from '../../core/kube/ref.ts'
import {RefMap} from '../../core/kube/ref-map.ts'
import type {Fact, View} from '../../core/kube/view.ts'
import type {Certificate} from '../certificate/certificates.ts'
import {approvalLanes, type Lane, type PolicyFit} from './approval-lanes.ts'
import type {Policy} from './policies.ts'
import {stuckRequests} from './stuck-requests.ts'

/** A Certificate without a duration, where every policy that decides about it has bounds for one. */
export interface UnsetDuration {
  readonly certificate: Certificate
  /** By name. Never empty. */
  readonly policies: readonly Policy[]
  /** Its request that was denied, which makes the next attempt fail too. */
  readonly denied?: ObjectRef
  readonly unsure?: Unknown
}

/** Of the lanes that approver-policy decides about. */
export const unsetDurations: Fact<readonly UnsetDuration[]> = {
  name: 'durations that are not set',
  of: ['cert-manager.io/certificates'],
  reads: [...new Set([...approvalLanes.of, ...approvalLanes.reads, ...stuckRequests.of, ...stuckRequests.reads])],
  derive: view => {
    const wanted = view.list('cert-manager.io/certificates')
    const lanes = view.fact(approvalLanes)
    if (!wanted.known) return wanted
    if (!lanes.known) return lanes
    const denied = deniedRequests(view)
    return known(
      lanes.value.flatMap(lane => {
        const certificates = lane.certificates.filter(({object}) => at(object.body, 'spec', 'duration') === undefined)
        const bound = certificates.length === 0 ? null : boundPolicies(lane)
        if (bound === null) return []
        return certificates.map(certificate => ({
          certificate,
          ...bound,
          ...given({denied: denied.get(certificate.object.ref)}),
        }))
      }),
    )
  },
}

const deniedRequests = (view: View): RefMap<ObjectRef> => {
  const found = new RefMap<ObjectRef>()
  for (const {certificate, request, how} of valueOr(view.fact(stuckRequests), [])) {
    if (certificate !== undefined && how === 'denied') found.set(certificate.object.ref, request.object.ref)
  }
  return found
}

/** The policies that would all deny; null where one does not, where none decides, or where cert-manager itself approves. */
const boundPolicies = (lane: Lane): Pick<UnsetDuration, 'policies' | 'unsure'> | null => {
  const {approvers, policies} = lane
  if (!policies.known || valueOr(approvers.builtIn, false) || !valueOr(approvers.policyInstalled, true)) return null
  const takers = policies.value.filter(({misses}) => misses === null || misses.length === 0)
  const usable = takers.filter(({mayUse}) => !mayUse.known || mayUse.value)
  const free = usable.filter(({policy}) => !hasBounds(policy))
  if (usable.length === free.length || free.some(isCertain)) return null
  const bound = usable.filter(each => !free.includes(each)).map(({policy}) => policy)
  const unsure = [...free, ...usable].map(doubtOf).find(each => each !== undefined)
  const isOpen = free.length > 0 || !usable.some(isCertain)
  const builtIn = approvers.builtIn.known ? undefined : approvers.builtIn.because
  const installed = approvers.policyInstalled.known ? undefined : approvers.policyInstalled.because
  const because = builtIn ?? installed ?? (isOpen ? unsure : undefined)
  return {policies: bound.toSorted((a, b) => (a.name < b.name ? -1 : 1)), ...given({unsure: because})}
}

/** Either bound is enough: a request without a duration is within none (pkg/internal/approver/constraints/evaluator.go). */
const hasBounds = ({constraints}: Policy): boolean =>
  text(constraints, 'minDuration') !== undefined || text(constraints, 'maxDuration') !== undefined

const isCertain = ({misses, mayUse}: PolicyFit): boolean => misses !== null && mayUse.known

const doubtOf = ({misses, mayUse}: PolicyFit): Unknown | undefined => {
  if (misses === null) return {reason: 'forbidden', detail: 'labels of namespaces were not read'}
  return mayUse.known ? undefined : mayUse.because
}
