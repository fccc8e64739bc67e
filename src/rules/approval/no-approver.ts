import {componentInfo} from '../../core/component.ts'
import {defineRule, type Remedy} from '../../core/doctor/rule.ts'
import {approveRule, clusterGrant} from '../../core/rbac/grant-manifest.ts'
import {describeIdentity, type Identity} from '../../core/rbac/identity.ts'
import {type AskedSigner, askedSigners} from '../../facts/approval/asked-signers.ts'
import {describeIssuerRef, signerNames} from '../../facts/issuer/issuer-ref.ts'

export const noApprover = defineRule({
  id: 'PKI301',
  name: 'approval/no-approver',
  severity: 'error',
  since: '0.1.0',
  title: 'Nobody may approve requests for an issuer',
  why: "A request is signed only after somebody has approved it. cert-manager's own approver is by default allowed to approve cert-manager's own issuers only; for any other, such as a StepClusterIssuer, somebody else has to: approver-policy, or cert-manager with a grant of its own. Until then requests wait without a condition and without an event.",
  remediation: [
    'Install approver-policy, and a CertificateRequestPolicy for the issuer.',
    "Or let cert-manager's own approver approve every request for the issuer.",
  ],
  messages: {
    refused: "{issuer}: approver-policy is not installed, and cert-manager's own approver may not approve this issuer",
    off: "{issuer}: approver-policy is not installed, and cert-manager's own approver is switched off",
    neither: "{issuer}: neither approver-policy nor cert-manager's own approver may approve this issuer",
  },
  breaks: ['approval'],
  waitsFor: 'approver',
  examples: {
    given: `
apiVersion: apps/v1
kind: Deployment
metadata: {name: cert-manager, namespace: cert-manager}
spec: {template: {spec: {serviceAccountName: cert-manager, containers: [{image: quay.io/jetstack/cert-manager-controller:v1.21.1}]}}}
---
apiVersion: cert-manager.io/v1
kind: CertificateRequest
metadata: {name: web-1, namespace: shop}
spec: {issuerRef: {name: step-ca, kind: StepClusterIssuer, group: certmanager.step.sm}}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: approve}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: approve}
subjects: [{kind: ServiceAccount, name: cert-manager, namespace: cert-manager}]`,
    bad: `
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: approve}
rules: [{apiGroups: [cert-manager.io], resources: [signers], verbs: [approve], resourceNames: [clusterissuers.cert-manager.io/*]}]`,
    good: `
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: approve}
rules: [{apiGroups: [cert-manager.io], resources: [signers], verbs: [approve], resourceNames: [stepclusterissuers.certmanager.step.sm/*]}]`,
  },

  each: askedSigners,
  *check(signer) {
    const {object: at, approver, issuer, builtInIsOff} = signer
    const path = ['metadata', 'name']
    if (approver === null) {
      const problem = signer.approverPolicy !== undefined ? 'neither' : builtInIsOff ? 'off' : 'refused'
      yield {at, path, problem, data: {issuer: describeIssuerRef(issuer)}, remedy: remedyFor(signer)}
    } else if (approver !== undefined) yield {at, path, unsure: approver}
  },
})

const remedyFor = (signer: AskedSigner): readonly Remedy[] => {
  const {approverPolicy, certManager, builtInIsOff} = signer
  if (approverPolicy !== undefined) return [letApprove(signer, approverPolicy, 'Let')]
  const alone =
    certManager === undefined || builtInIsOff ? [] : [letApprove(signer, certManager, 'Or, without any policy, let')]
  return [
    {say: `Install approver-policy and a CertificateRequestPolicy: ${componentInfo('approver-policy').docs}`},
    ...alone,
  ]
}

const letApprove = ({issuer, namespace}: AskedSigner, who: Identity, verb: string): Remedy => ({
  say: `${verb} ${describeIdentity(who)} approve all requests for it`,
  apply: clusterGrant(`approve:${issuer.name}`, approveRule(signerNames(issuer, namespace).at(-1) ?? ''), who),
})
