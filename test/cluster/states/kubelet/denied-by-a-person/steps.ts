import type {PlayedKubelet} from '../../../play/kubelet.ts'
import {registerKubelet} from '../../../play/register-kubelet.ts'
import {APPROVER} from '../../../stories/kubelet-approver-objects.ts'
import type {Steps} from '../../runner/state.ts'
import {withKubeletApprover} from '../../runner/with-kubelet-approver.ts'

let kubelet: PlayedKubelet

export default {
  async healthy(bed) {
    await withKubeletApprover(bed)
    kubelet = await registerKubelet(bed, 'worker-1', [{type: 'InternalIP', address: '198.18.0.21'}])
    const {metadata} = await kubelet.requestServingCertificate()
    await bed.kubectl(['certificate', 'approve', metadata.name, `--as=${APPROVER}`])
    await kubelet.certificate(metadata.name)
  },
  async broken(bed) {
    const {metadata} = await kubelet.requestServingCertificate({names: {ips: ['198.18.0.99']}})
    await bed.kubectl(['certificate', 'deny', metadata.name])
  },
} satisfies Steps
