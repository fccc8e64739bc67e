import type {Bed} from '../../bed/bed.ts'
import {kubeletApprover} from '../../stories/kubelet-approver-objects.ts'

const namespace = '/api/v1/namespaces/kubelet-serving-cert-approver'

/** Installs an approver of kubelets, once that of another state is gone. */
export const withKubeletApprover = async (bed: Bed): Promise<void> => {
  const isGoing = async () => (await bed.api.find(namespace))?.metadata.deletionTimestamp !== undefined
  await bed.waitFor('the approver of another state to be gone', async () => !(await isGoing()), {seconds: 60})
  await bed.apply(...kubeletApprover())
}
