import type {Condition} from '../../core/kube/condition.ts'

/**
 * Who has approved or denied a request, by what the condition says: there is no other trace. Of several policies that allow a
 * request approver-policy names any one.
 */
export const decidedBy = ({reason, message}: Condition): string => {
  const policy =
    /^(?:Approved by|Denied by|No policy approved this request: ).*?CertificateRequestPolicy: "([^"]{1,253})"/.exec(
      message,
    )?.[1]
  if (policy !== undefined) return `policy ${policy} (approver-policy)`
  if (reason === 'policy.cert-manager.io') return 'approver-policy'
  if (reason === 'cert-manager.io') return "cert-manager's built-in approver"
  if (reason === 'KubectlCertManager') return 'a person with cmctl'
  if (reason === 'KubectlApprove' || reason === 'KubectlDeny') return 'a person with kubectl certificate'
  return reason === '' ? 'somebody' : reason
}
