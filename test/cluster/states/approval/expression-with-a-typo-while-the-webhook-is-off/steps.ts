import type {Bed} from '../../../bed/bed.ts'
import type {KubeBody} from '../../../bed/kube-api.ts'
import type {Steps} from '../../runner/state.ts'

const webhooks = '/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations/cert-manager-approver-policy'

/** Its failurePolicy, so that whatever it would refuse is stored while it does not answer. */
const failing = async (bed: Bed, policy: 'Fail' | 'Ignore'): Promise<void> => {
  const found = await bed.api.get(webhooks)
  const changed = found.webhooks.map((webhook: KubeBody) => ({...webhook, failurePolicy: policy}))
  await bed.api.patch(webhooks, {webhooks: changed})
}

export default {
  async healthy(bed) {
    await bed.kubectl(['wait', '-n', 'tau', 'certificate/web', '--for=condition=Ready', '--timeout=60s'])
    await failing(bed, 'Ignore')
    await bed.process('approver-policy').stop()
  },
  async broken(bed) {
    await bed.process('approver-policy').start()
    await failing(bed, 'Fail')
  },
} satisfies Steps
