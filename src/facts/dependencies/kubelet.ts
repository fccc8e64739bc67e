import {componentInfo} from '../../core/component.ts'
import {valueOr} from '../../core/knowing.ts'
import {ref} from '../../core/kube/ref.ts'
import {components, installationsOf} from '../component/components.ts'
import {KUBELET_APPROVERS} from '../kubelet/kubelet-approval.ts'
import {kubeletRequests} from '../kubelet/kubelet-requests.ts'
import {CLUSTER_CA} from '../trust/cluster-authorities.ts'
import type {DependencyPart} from './index.ts'

/** A request that was signed → the CA of the cluster. Node → its newest request for a serving certificate → the approvers, or the place where one is missing. */
export const kubeletDependencies: DependencyPart = {
  kinds: [...kubeletRequests.of, ...kubeletRequests.reads, ...components.of, ...components.reads],
  *edges(view) {
    const all = valueOr(view.fact(components), [])
    const approvers = KUBELET_APPROVERS.flatMap(id => installationsOf(all, id)).map(({object}) => object.ref)
    const targets = [...approvers, componentInfo('kubelet-serving-cert-approver').home]
    for (const {node, requests} of valueOr(view.fact(kubeletRequests), [])) {
      for (const {object, state} of requests) if (state === 'issued') yield [object.ref, CLUSTER_CA]
      const open = requests.filter(({state}) => state === 'pending' || state === 'approved').slice(0, 2)
      for (const {object} of open) {
        yield [ref('core/nodes', undefined, node), object.ref]
        for (const target of targets) yield [object.ref, target]
      }
    }
  },
}
