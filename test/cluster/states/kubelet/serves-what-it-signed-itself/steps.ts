import {freshPki} from '../../../bed/pki/bed-pki.ts'
import type {PlayedKubelet} from '../../../play/kubelet.ts'
import {registerKubelet} from '../../../play/register-kubelet.ts'
import {APPROVER} from '../../../stories/kubelet-approver-objects.ts'
import type {Steps} from '../../runner/state.ts'
import {withKubeletApprover} from '../../runner/with-kubelet-approver.ts'

let kubelet: PlayedKubelet

export default {
  async healthy(bed) {
    await withKubeletApprover(bed)
    kubelet = await registerKubelet(bed, 'worker-3')
    const {metadata} = await kubelet.requestServingCertificate()
    await bed.kubectl(['certificate', 'approve', metadata.name, `--as=${APPROVER}`])
    await kubelet.serve(metadata.name)
  },
  /** As GenerateSelfSignedCertKey of client-go makes it, by a CA that it forgets. */
  async broken() {
    const seconds = Math.floor(Date.now() / 1000)
    const own = freshPki()
      .ca(`worker-3-ca@${seconds}`)
      .leaf(`worker-3@${seconds}`, {dns: ['worker-3']})
    await kubelet.serve(own)
  },
  undo: () => kubelet.close(),
} satisfies Steps
