import {kubectl, kubectlArgs} from '../../core/doctor/remedies.ts'
import {defineRule} from '../../core/doctor/rule.ts'
import {humanDuration} from '../../core/duration.ts'
import {describeIdentity} from '../../core/rbac/identity.ts'
import {overlookedRequests} from '../../facts/approval/overlooked-requests.ts'

/** approver-policy decides within a second of whatever wakes it; one that has just started takes longer. */
const PATIENCE = 60_000

export const requestOverlooked = defineRule({
  id: 'PKI315',
  name: 'approval/request-overlooked',
  severity: 'error',
  since: '0.1.0',
  title: 'Approver leaves a request that it can decide',
  why: 'approver-policy looks when a request, a policy, a role or a binding changes, and asks the API server whether the requester may use the policy. Now and then the API server has not heard of a new grant itself yet and says no; then approver-policy leaves the request alone until something else changes, or ten hours are over. One that hangs says nothing either.',
  remediation: ['Change anything on the request, such as an annotation, or restart approver-policy.'],
  messages: {
    overlooked:
      'For {age} policy {policy} takes it and {requester} may use that; approver-policy looked too early, or does not work',
  },
  breaks: ['approval'],
  examples: {
    given: `
apiVersion: apps/v1
kind: Deployment
metadata: {name: cert-manager-approver-policy, namespace: cert-manager, labels: {app.kubernetes.io/name: cert-manager-approver-policy}}
spec: {template: {spec: {serviceAccountName: approver, containers: [{name: main, image: "quay.io/jetstack/cert-manager-approver-policy:v0.27.0"}]}}}
status: {replicas: 1, availableReplicas: 1, conditions: [{type: Available, status: "True"}]}
---
apiVersion: policy.cert-manager.io/v1alpha1
kind: CertificateRequestPolicy
metadata: {name: web, creationTimestamp: "{{now -1h}}"}
spec: {selector: {issuerRef: {kind: ClusterIssuer}}}
status: {conditions: [{type: Ready, status: "True", lastTransitionTime: "{{now -1h}}"}]}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: use-web}
rules:
- {apiGroups: [policy.cert-manager.io], resources: [certificaterequestpolicies], verbs: [use], resourceNames: [web]}
- {apiGroups: [cert-manager.io], resources: [signers], verbs: [approve]}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: use-web, creationTimestamp: "{{now -5m}}"}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: use-web}
subjects: [{kind: User, name: jane}, {kind: ServiceAccount, name: approver, namespace: cert-manager}]`,
    bad: `
apiVersion: cert-manager.io/v1
kind: CertificateRequest
metadata: {name: web-1, namespace: shop, creationTimestamp: "{{now -10m}}"}
spec: {issuerRef: {name: ca, kind: ClusterIssuer}, username: jane}`,
    good: `
apiVersion: cert-manager.io/v1
kind: CertificateRequest
metadata: {name: web-1, namespace: shop, creationTimestamp: "{{now -10m}}"}
spec: {issuerRef: {name: ca, kind: ClusterIssuer}, username: joe}`,
  },

  each: overlookedRequests,
  *check({request: {object: at}, policy, requester, approver, since}, _, {now}) {
    const age = now.getTime() - since
    if (age < PATIENCE) return
    const data = {age: humanDuration(age), policy: policy.name, requester: describeIdentity(requester)}
    const remedy = [
      {
        say: 'Change an annotation of the request: approver-policy looks at it once more',
        run: kubectl('annotate', at.ref, `look-again=${now.toISOString()}`, '--overwrite'),
      },
      {
        say: 'If it still waits, restart approver-policy, which looks at every request when it starts',
        run: ['kubectl', 'rollout', 'restart', ...kubectlArgs(approver.ref)],
      },
    ]
    yield {at, path: ['status', 'conditions'], problem: 'overlooked', data, remedy}
  },
})
