import {defineRule} from '../../core/doctor/rule.ts'
import {clusterGrant, useRule} from '../../core/rbac/grant-manifest.ts'
import {describeIdentity, type Identity, serviceAccountIdentity} from '../../core/rbac/identity.ts'
import {type PolicyBinding, policyBindings} from '../../facts/approval/policy-bindings.ts'

export const policyUnbound = defineRule({
  id: 'PKI302',
  name: 'approval/policy-unbound',
  severity: 'error',
  since: '0.1.0',
  title: 'Nobody is granted the use of a policy',
  why: 'approver-policy considers a policy only for requesters that RBAC allows to `use` it. Requests that no usable policy takes get no condition at all: they wait for ever, and only an event that is gone after an hour says so.',
  remediation: [
    'Grant the verb `use` on the policy, by name, to the ServiceAccount that creates the CertificateRequests.',
  ],
  messages: {
    unbound: 'No Role or ClusterRole that is bound to anybody grants `use` on it',
    star: '{binding} grants `use` on a policy that is called `*`: resourceNames are literal, so it reaches no policy',
  },
  breaks: ['approval'],
  disprovedBy: ['cert-manager.io/certificaterequests'],
  examples: {
    bad: `
apiVersion: policy.cert-manager.io/v1alpha1
kind: CertificateRequestPolicy
metadata: {name: web}
spec: {allowed: {dnsNames: {values: ["*.corp"]}}, selector: {issuerRef: {name: ca}}}`,
    good: `
apiVersion: policy.cert-manager.io/v1alpha1
kind: CertificateRequestPolicy
metadata: {name: web}
spec: {allowed: {dnsNames: {values: ["*.corp"]}}, selector: {issuerRef: {name: ca}}}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: use-web}
rules: [{apiGroups: [policy.cert-manager.io], resources: [certificaterequestpolicies], verbs: [use], resourceNames: [web]}]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: use-web}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: use-web}
subjects: [{kind: ServiceAccount, name: cert-manager, namespace: cert-manager}]`,
  },

  each: policyBindings,
  *check({policy, grants, starGrants, lanes, isWhole}) {
    const at = policy.object
    const path = ['metadata', 'name']
    if (grants.length > 0 || lanes.some(({fit: {mayUse}}) => mayUse.known && mayUse.value)) return
    if (!isWhole) {
      yield {at, path, unsure: {reason: 'undeclared', detail: 'not all roles and bindings were seen'}}
      return
    }
    const remedy = [grant(policy.name, requesterOf(lanes))]
    const star = starGrants[0]
    if (star === undefined) yield {at, path, problem: 'unbound', remedy}
    else yield {at, path, problem: 'star', data: {binding: star.binding.ref.name}, remedy}
  },
})

/** Whoever asks in a lane that the policy takes; where nobody does yet, cert-manager under its chart's own names. */
const requesterOf = (lanes: PolicyBinding['lanes']): Identity => {
  const found = lanes.map(({lane}) => lane.requester).find(requester => requester.known)
  return found?.known === true ? found.value : serviceAccountIdentity('cert-manager', 'cert-manager')
}

const grant = (policy: string, to: Identity) => ({
  say: `Grant its use to ${describeIdentity(to)}`,
  apply: clusterGrant(`${policy}:use`, useRule(policy), to),
})
