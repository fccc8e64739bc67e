import type {ComponentId} from '../../core/component.ts'
import type {Stage} from '../../core/doctor/rule.ts'

/** What does not happen without a component. */
const STAGES: Readonly<Partial<Record<ComponentId, readonly Stage[]>>> = {
  'cert-manager': ['approval', 'signing', 'issuer', 'issuance'],
  'approver-policy': ['approver', 'approval'],
  'trust-manager': ['source', 'distribution'],
  'step-issuer': ['issuer', 'signing'],
  'step-ca': ['issuer', 'signing'],
  'kubelet-serving-cert-approver': ['kubelet'],
  'kubelet-csr-approver': ['kubelet'],
  'talos-cloud-controller-manager': ['kubelet'],
}

export const stagesOf = (id: ComponentId): readonly Stage[] => STAGES[id] ?? []
