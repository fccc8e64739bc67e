import {change} from '../../core/doctor/remedies.ts'
import {defineRule, type Remedy} from '../../core/doctor/rule.ts'
import {type ApprovalBypass, approvalBypasses} from '../../facts/approval/approval-bypasses.ts'

export const approverBypass = defineRule({
  id: 'PKI307',
  name: 'approval/approver-bypass',
  severity: 'error',
  security: true,
  since: '0.1.0',
  title: 'Requests are approved past the policies',
  why: 'The approver inside cert-manager approves every request that RBAC lets it, without looking at policies. Beside approver-policy the first of the two wins: with a policy that denies everything more than half of the requests were approved all the same. The event of the denial is written even then. `disableAutoApproval` of its chart switches it off; taking its roles away is not enough, because the chart of step-issuer grants it the approval of Step issuers again.',
  remediation: [
    'Write a policy for every issuer whose certificates the cluster needs, also for those of webhooks.',
    'Then switch the approver inside cert-manager off: `disableAutoApproval: true` in the values of its chart.',
  ],
  messages: {
    may: "cert-manager's own approver may approve requests for {issuers} too, whatever {policies} says",
    did: "cert-manager's own approver has approved {request}, and may approve whatever is asked of {issuers}, whatever {policies} says",
  },
  examples: {
    given: `
apiVersion: apps/v1
kind: Deployment
metadata: {name: approver, namespace: cert-manager}
spec: {template: {spec: {serviceAccountName: approver, containers: [{image: quay.io/jetstack/cert-manager-approver-policy:v0.27.0}]}}}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: approve}
rules: [{apiGroups: [cert-manager.io], resources: [signers], verbs: [approve]}]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: approve}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: approve}
subjects: [{kind: ServiceAccount, name: cert-manager, namespace: cert-manager}, {kind: ServiceAccount, name: approver, namespace: cert-manager}]
---
apiVersion: policy.cert-manager.io/v1alpha1
kind: CertificateRequestPolicy
metadata: {name: web}
spec: {allowed: {dnsNames: {values: ["*.corp"]}}, selector: {issuerRef: {name: ca}}}
---
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: {name: web, namespace: shop}
spec: {secretName: web-tls, dnsNames: [web.corp], issuerRef: {name: ca, kind: ClusterIssuer}}`,
    bad: `
apiVersion: apps/v1
kind: Deployment
metadata: {name: cert-manager, namespace: cert-manager}
spec: {template: {spec: {serviceAccountName: cert-manager, containers: [{image: quay.io/jetstack/cert-manager-controller:v1.21.1}]}}}`,
    good: `
apiVersion: apps/v1
kind: Deployment
metadata: {name: cert-manager, namespace: cert-manager}
spec: {template: {spec: {serviceAccountName: cert-manager, containers: [{image: quay.io/jetstack/cert-manager-controller:v1.21.1, args: [--controllers=-certificaterequests-approver]}]}}}`,
  },

  each: approvalBypasses,
  *check(bypass) {
    const {object: at, release, issuers, policies, seen, unsure} = bypass
    const path = release === undefined ? [] : [...release.valuesPath, 'disableAutoApproval']
    if (unsure !== undefined) yield {at, path, unsure}
    else if (issuers.length > 0) {
      const data = {issuers: some(issuers), policies: some(policies), request: requestName(seen?.object.ref)}
      yield {at, path, problem: seen === undefined ? 'may' : 'did', data, remedy: remedyFor(bypass)}
    }
  },
})

const requestName = (ref: {readonly namespace?: string; readonly name: string} | undefined): string =>
  ref === undefined ? '' : `certificaterequest ${ref.namespace}/${ref.name}`

const MOST = 3

const some = (names: readonly string[]): string =>
  names.length <= MOST ? names.join(', ') : `${names.slice(0, MOST).join(', ')} and ${names.length - MOST} more`

const remedyFor = ({object, release}: ApprovalBypass): readonly Remedy[] => {
  const first = {say: 'See that a policy takes the requests for every other issuer that is in use, or they will wait'}
  const say = "Set disableAutoApproval: true in the values of cert-manager's chart"
  const isFlux = release?.valuesPath.join('.') === 'spec.values'
  return [first, isFlux ? change(object, say, {spec: {values: {disableAutoApproval: true}}}) : {say}]
}
