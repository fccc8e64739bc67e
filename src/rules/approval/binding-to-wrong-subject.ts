import {defineRule, type Remedy} from '../../core/doctor/rule.ts'
import {kubectlName} from '../../core/kube/ref.ts'
import {namespacedGrant, rebound, useRule} from '../../core/rbac/grant-manifest.ts'
import {
  type BoundSubject,
  describeIdentity,
  describeSubject,
  type Identity,
  isSubject,
} from '../../core/rbac/identity.ts'
import {policyBindings} from '../../facts/approval/policy-bindings.ts'
import type {Grant} from '../../facts/rbac.ts'

export const bindingToWrongSubject = defineRule({
  id: 'PKI311',
  name: 'approval/binding-to-wrong-subject',
  severity: 'error',
  since: '0.1.0',
  title: 'Policy is granted to somebody else',
  why: 'approver-policy asks whether the creator of the CertificateRequest may `use` the policy. For a Certificate that is the ServiceAccount of the cert-manager controller, whose name depends on the name of the Helm release; a grant to any other leaves the request waiting without a condition.',
  remediation: ['Name the ServiceAccount of the cert-manager controller in the binding.'],
  messages: {
    subject: 'Requests come from {requester}. {binding} grants the use to {granted}',
    namespace:
      'Requests come from {requester} in namespace {namespace}. {binding} grants the use in namespace {elsewhere} only',
  },
  breaks: ['approval'],
  examples: {
    given: `
apiVersion: policy.cert-manager.io/v1alpha1
kind: CertificateRequestPolicy
metadata: {name: web}
spec: {selector: {issuerRef: {kind: StepClusterIssuer}}}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: use-web}
rules: [{apiGroups: [policy.cert-manager.io], resources: [certificaterequestpolicies], verbs: [use], resourceNames: [web]}]
---
apiVersion: cert-manager.io/v1
kind: CertificateRequest
metadata: {name: web-1, namespace: shop}
spec:
  issuerRef: {name: step-ca, kind: StepClusterIssuer, group: certmanager.step.sm}
  username: system:serviceaccount:cert-manager:cert-manager`,
    bad: `
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: use-web}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: use-web}
subjects: [{kind: ServiceAccount, name: cert-manager-cert-manager, namespace: cert-manager}]`,
    good: `
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: use-web}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: use-web}
subjects: [{kind: ServiceAccount, name: cert-manager, namespace: cert-manager}]`,
  },

  each: policyBindings,
  *check({policy, grants, shut, unsure, ghosts}) {
    const at = policy.object
    const path = ['metadata', 'name']
    const [granted] = grants
    if (granted === undefined) return
    const lost = shut[0]
    if (lost === undefined || !lost.lane.requester.known) {
      if (unsure !== undefined) yield {at, path, unsure}
      return
    }
    const who = lost.lane.requester.value
    const elsewhere = grants.find(({subjects}) => subjects.some(subject => isSubject(subject, who)))?.namespace
    const data = {
      requester: describeIdentity(who),
      binding: kubectlName(granted.binding.ref),
      namespace: lost.lane.namespace,
      elsewhere: elsewhere ?? '',
      granted: describeGrantees(grants, ghosts),
    }
    if (elsewhere === undefined) yield {at, path, problem: 'subject', data, remedy: [rebind(granted, who, ghosts)]}
    else yield {at, path, problem: 'namespace', data, remedy: [bindIn(lost.lane.namespace, policy.name, who)]}
  },
})

const describeGrantees = (grants: readonly Grant[], ghosts: readonly BoundSubject[]): string => {
  const names = grants
    .flatMap(({subjects}) => subjects)
    .map(subject =>
      ghosts.includes(subject) ? `${describeSubject(subject)}, which does not exist` : describeSubject(subject),
    )
  return names.length === 0 ? 'nobody' : [...new Set(names)].join('; ')
}

const rebind = ({binding}: Grant, who: Identity, ghosts: readonly BoundSubject[]): Remedy => ({
  say: `Name ${describeIdentity(who)} in the binding`,
  apply: [rebound(binding, who, ghosts)],
})

const bindIn = (namespace: string, policy: string, who: Identity): Remedy => ({
  say: `Grant its use to ${describeIdentity(who)} in namespace ${namespace}`,
  apply: namespacedGrant({name: `${policy}:use`, namespace}, useRule(policy), who),
})
