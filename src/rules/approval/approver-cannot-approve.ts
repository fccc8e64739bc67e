import {kubectl} from '../../core/doctor/remedies.ts'
import {defineRule, type Remedy} from '../../core/doctor/rule.ts'
import {texts} from '../../core/kube/object.ts'
import {approveRule, clusterGrant} from '../../core/rbac/grant-manifest.ts'
import {describeIdentity} from '../../core/rbac/identity.ts'
import {type PowerlessApproval, powerlessApprovals} from '../../facts/approval/powerless-approvals.ts'
import {describeIssuerRef, signerNames} from '../../facts/issuer/issuer-ref.ts'

/** Between the event and the condition there are milliseconds. */
const PATIENCE = 2 * 60_000

export const approverCannotApprove = defineRule({
  id: 'PKI308',
  name: 'approval/approver-cannot-approve',
  severity: 'error',
  since: '0.1.0',
  title: 'Policies for an issuer that their approver may not approve',
  why: "cert-manager's webhook lets somebody set the Approved condition only with the verb `approve` on the issuer in the virtual resource `signers`. Without it approver-policy evaluates its policies, writes a Normal event `Approved`, and the condition never comes: the refusal stands in its log only. The group is `cert-manager.io`; `certificates.k8s.io` has `signers` too.",
  remediation: [
    'Grant approver-policy the verb `approve` on the issuer: `app.approveSignerNames` of its chart, or a ClusterRole and a binding.',
  ],
  messages: {
    may: 'There are policies for {issuer} ({policies}), but {approver} may not approve it',
    refused:
      'It has approved {request} by policy {policy}, and the condition was refused: {approver} may not approve {issuer}',
    other:
      'It has approved {request} by policy {policy}, and the condition never came; it may approve {issuer}, so only its log says why',
  },
  breaks: ['approval'],
  disprovedBy: [
    'apps/deployments',
    'rbac.authorization.k8s.io/clusterrolebindings',
    'rbac.authorization.k8s.io/clusterroles',
  ],
  examples: {
    given: `
apiVersion: apps/v1
kind: Deployment
metadata: {name: approver, namespace: cert-manager}
spec: {template: {spec: {serviceAccountName: approver, containers: [{image: quay.io/jetstack/cert-manager-approver-policy:v0.27.0}]}}}
---
apiVersion: policy.cert-manager.io/v1alpha1
kind: CertificateRequestPolicy
metadata: {name: web}
spec: {allowed: {dnsNames: {values: ["*.corp"]}}, selector: {issuerRef: {}}}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: approve}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: approve}
subjects: [{kind: ServiceAccount, name: approver, namespace: cert-manager}]
---
apiVersion: cert-manager.io/v1
kind: CertificateRequest
metadata: {name: old, namespace: shop}
spec: {issuerRef: {name: ca, kind: ClusterIssuer}}
status: {conditions: [{type: Approved, status: "True", reason: KubectlCertManager}]}
---
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: {name: web, namespace: shop}
spec: {secretName: web-tls, dnsNames: [web.corp], issuerRef: {name: ca, kind: ClusterIssuer}}`,
    bad: `
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: approve}
rules: [{apiGroups: [certificates.k8s.io], resources: [signers], verbs: [approve]}]`,
    good: `
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: approve}
rules: [{apiGroups: [cert-manager.io], resources: [signers], verbs: [approve]}]`,
  },

  each: powerlessApprovals,
  *check(powerless, _, {now}) {
    const {object: at, issuer, policies, refused, isAllowed, unsure, approver} = powerless
    const path = ['metadata', 'name']
    if (unsure !== undefined) return yield {at, path, unsure}
    const age = now.getTime() - (refused?.request.created ?? now.getTime())
    if (isAllowed && age < PATIENCE) return
    const data = {
      issuer: describeIssuerRef(issuer),
      policies: policies.join(', '),
      approver: approver === undefined ? 'approver-policy' : describeIdentity(approver),
      request: `certificaterequest ${refused?.request.namespace}/${refused?.request.name}`,
      policy: refused?.policy ?? '',
    }
    const problem = refused === undefined ? 'may' : isAllowed ? 'other' : 'refused'
    const remedy = remedyFor(powerless)
    yield {at, path, problem, data, remedy, ...(problem === 'other' && {waitsFor: 'admission' as const})}
  },
})

const remedyFor = ({
  issuer,
  namespace,
  approver,
  release,
  isAllowed,
  refused,
}: PowerlessApproval): readonly Remedy[] => {
  const signer = signerNames(issuer, namespace).at(-1) ?? ''
  if (isAllowed && refused !== undefined) {
    return [
      {say: 'Read the log of approver-policy'},
      {say: 'See the request', run: kubectl('describe', refused.request.object.ref)},
    ]
  }
  if (texts(release?.values, 'app', 'approveSignerNames').length > 0 || approver === undefined) {
    return [{say: `Add ${signer} to app.approveSignerNames in the values of approver-policy's chart`}]
  }
  const say = `Let ${describeIdentity(approver)} approve requests for it`
  return [{say, apply: clusterGrant(`approve:${issuer.name}`, approveRule(signer), approver)}]
}
