import {known, valueOr} from '../../core/knowing.ts'
import type {Fact} from '../../core/kube/view.ts'
import {kubeletRequests} from './kubelet-requests.ts'
import {isOwnCertificate, kubeletServings} from './kubelet-servings.ts'

/** Whether some kubelet of the cluster has a certificate that could be verified: the cluster's signer has issued it. */
export const kubeletsCanBeVerified: Fact<boolean> = {
  name: 'whether kubelets can be verified',
  of: [],
  reads: [...new Set([...kubeletRequests.of, ...kubeletRequests.reads, ...kubeletServings.of])],
  derive: view => {
    const requests = valueOr(view.fact(kubeletRequests), [])
    const servings = valueOr(view.fact(kubeletServings), [])
    return known(
      requests.some(each => each.requests.some(({state}) => state === 'issued')) ||
        servings.some(({chain}) => chain.known && chain.value[0] !== undefined && !isOwnCertificate(chain.value[0])),
    )
  },
}
