import {registerKubelet} from '../../../play/register-kubelet.ts'
import {APPROVER} from '../../../stories/kubelet-approver-objects.ts'
import type {Steps} from '../../runner/state.ts'
import {withKubeletApprover} from '../../runner/with-kubelet-approver.ts'

export default {
  healthy: bed => withKubeletApprover(bed),
  async broken(bed) {
    const kubelet = await registerKubelet(bed, 'worker-6', [{type: 'InternalIP', address: '198.18.0.26'}])
    await bed.process('kube-controller-manager').stop()
    const {metadata} = await kubelet.requestServingCertificate()
    await bed.kubectl(['certificate', 'approve', metadata.name, `--as=${APPROVER}`])
  },
  undo: bed => bed.process('kube-controller-manager').start(),
} satisfies Steps
