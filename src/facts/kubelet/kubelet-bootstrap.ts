import {given} from '../../core/given.ts'
import {known, valueOr} from '../../core/knowing.ts'
import type {KubeObject} from '../../core/kube/object.ts'
import type {Fact} from '../../core/kube/view.ts'
import {components, installationsOf} from '../component/components.ts'
import {KUBELET_APPROVERS} from './kubelet-approval.ts'
import {kubeletConfig} from './kubelet-config.ts'
import {kubeletRequests} from './kubelet-requests.ts'
import {isOwnCertificate, kubeletServings} from './kubelet-servings.ts'

/** Kubelets whose configuration does not tell them to ask for serving certificates, as far as can be seen. */
export interface KubeletBootstrap {
  readonly config: KubeObject
  /** An approver that waits for such requests. */
  readonly approver?: KubeObject
  /** Some of them have asked all the same, or serve certificates of a CA: they are configured otherwise. */
  readonly isOtherwise: boolean
}

/** One where a configuration says so and there are nodes; none where it is not known. */
export const kubeletBootstrap: Fact<readonly KubeletBootstrap[]> = {
  name: 'serving certificates of kubelets',
  of: kubeletConfig.of,
  reads: [...new Set([...kubeletRequests.of, ...kubeletRequests.reads, ...components.of, ...components.reads])],
  derive: view => {
    const found = view.fact(kubeletConfig)
    if (!found.known) return found
    const nodes = valueOr(view.list('core/nodes'), undefined)
    if (found.value?.asks !== false || nodes?.length === 0) return known([])
    const asked = valueOr(view.fact(kubeletRequests), []).length > 0
    const signed = valueOr(view.fact(kubeletServings), []).some(({chain}) => {
      const [leaf] = valueOr(chain, [])
      return leaf !== undefined && !isOwnCertificate(leaf)
    })
    const all = valueOr(view.fact(components), [])
    const [approver] = KUBELET_APPROVERS.flatMap(id => installationsOf(all, id))
    return known([{config: found.value.object, isOtherwise: asked || signed, ...given({approver: approver?.object})}])
  },
}
