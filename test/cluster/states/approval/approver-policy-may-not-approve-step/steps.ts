import type {Bed} from '../../../bed/bed.ts'
import type {KubeBody} from '../../../bed/kube-api.ts'
import type {Steps} from '../../runner/state.ts'

const role = '/apis/rbac.authorization.k8s.io/v1/clusterroles/cert-manager-approver-policy'

/** `app.approveSignerNames` of the chart ends up here. */
const approves = async (bed: Bed, resourceNames: readonly string[]): Promise<void> => {
  const {rules} = await bed.api.get(role)
  const changed = rules.map((rule: KubeBody) => (rule.resources.includes('signers') ? {...rule, resourceNames} : rule))
  await bed.api.patch(role, {rules: changed})
}

export default {
  healthy: bed => approves(bed, ['issuers.cert-manager.io/*', 'clusterissuers.cert-manager.io/*']),
  undo: bed => approves(bed, []),
} satisfies Steps
