import {known} from '../../core/knowing.ts'
import type {Review} from '../../core/kube/snapshot.ts'
import type {Fact} from '../../core/kube/view.ts'
import {approvalLanes, type Lane} from './approval-lanes.ts'

/** More than that is not asked: the roles and bindings answer the rest. */
const MOST = 100

/**
 * The SubjectAccessReviews that approver-policy itself would make for the requests that wait: they also know authorizers other
 * than RBAC, and answer where roles and bindings may not be read.
 */
export const approvalReviews: Fact<readonly Review[]> = {
  name: 'approval reviews',
  of: approvalLanes.of,
  reads: approvalLanes.reads,
  derive: view => {
    const lanes = view.fact(approvalLanes)
    return lanes.known
      ? known(
          lanes.value
            .filter(({waiting}) => waiting.length > 0)
            .flatMap(reviewsOf)
            .slice(0, MOST),
        )
      : lanes
  },
}

const reviewsOf = ({requester, policies, namespace}: Lane): readonly Review[] => {
  if (!requester.known || !policies.known) return []
  const {user, groups} = requester.value
  return policies.value
    .filter(({misses}) => misses?.length === 0)
    .map(({policy}) => ({
      user,
      groups,
      verb: 'use',
      kind: 'policy.cert-manager.io/certificaterequestpolicies',
      namespace,
      name: policy.name,
    }))
}
