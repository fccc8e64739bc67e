import {valueOr} from '../../core/knowing.ts'
import {approvalLanes} from '../approval/approval-lanes.ts'
import type {DependencyPart} from './index.ts'

/** CertificateRequest (or a Certificate that has none yet) → the policies that select it. */
export const approvalDependencies: DependencyPart = {
  kinds: [...approvalLanes.of, ...approvalLanes.reads],
  *edges(view) {
    for (const {waiting, certificates, policies} of valueOr(view.fact(approvalLanes), [])) {
      const selecting = valueOr(policies, []).filter(({misses}) => misses?.length === 0)
      const unasked = certificates.filter(({requests}) => requests.length === 0)
      for (const {object} of [...waiting, ...unasked]) {
        for (const {policy} of selecting) yield [object.ref, policy.object.ref]
      }
    }
  },
}
