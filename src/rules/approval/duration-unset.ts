import {change, renewSteps} from '../../core/doctor/remedies.ts'
import {defineRule, type Remedy} from '../../core/doctor/rule.ts'
import {goDuration, parseDuration} from '../../core/duration.ts'
import {text} from '../../core/kube/object.ts'
import type {Policy} from '../../facts/approval/policies.ts'
import {type UnsetDuration, unsetDurations} from '../../facts/approval/unset-durations.ts'

export const durationUnset = defineRule({
  id: 'PKI306',
  name: 'approval/duration-unset',
  severity: 'error',
  since: '0.1.0',
  title: 'Certificate without a duration, where a policy has bounds',
  why: "cert-manager hands a Certificate's duration on as it is: where it is not set, the request has none, although 90 days are meant. For approver-policy no duration is within no bounds, and it denies the request. Setting the duration afterwards does not end the wait after the denial, and the first attempt then finds the denied request and fails on it again.",
  remediation: [
    'Set spec.duration of the Certificate to a value within the bounds; if a request was denied, delete it and renew.',
  ],
  messages: {
    bounds: 'spec.duration is not set, and {policies} {denies} every request without one ({bounds})',
  },
  breaks: ['approval'],
  examples: {
    given: `
apiVersion: apps/v1
kind: Deployment
metadata: {name: approver, namespace: cert-manager}
spec: {template: {spec: {containers: [{image: quay.io/jetstack/cert-manager-approver-policy:v0.27.0}]}}}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: cert-manager, namespace: cert-manager}
spec: {template: {spec: {serviceAccountName: cert-manager, containers: [{image: quay.io/jetstack/cert-manager-controller:v1.21.1, args: [--controllers=-certificaterequests-approver]}]}}}
---
apiVersion: policy.cert-manager.io/v1alpha1
kind: CertificateRequestPolicy
metadata: {name: web}
spec: {allowed: {dnsNames: {values: ["*.corp"]}}, constraints: {maxDuration: 24h}, selector: {issuerRef: {}}}
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
    bad: `
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: {name: web, namespace: shop}
spec: {secretName: web-tls, dnsNames: [web.corp], issuerRef: {name: ca, kind: ClusterIssuer}}`,
    good: `
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: {name: web, namespace: shop}
spec: {secretName: web-tls, duration: 24h, dnsNames: [web.corp], issuerRef: {name: ca, kind: ClusterIssuer}}`,
  },

  each: unsetDurations,
  *check(unset) {
    const {certificate, policies, unsure} = unset
    const at = certificate.object
    const path = ['spec', 'duration']
    const [policy] = policies
    if (unsure !== undefined) return yield {at, path, unsure}
    if (policy === undefined) return
    const data = {
      policies: policies.map(({name}) => `certificaterequestpolicy/${name}`).join(', '),
      denies: policies.length === 1 ? 'denies' : 'deny',
      bounds: boundsOf(policy),
    }
    yield {at, path, problem: 'bounds', data, expected: boundsOf(policy), remedy: remedyFor(unset, policy)}
  },
})

const BOUNDS = [
  ['minDuration', 'at least'],
  ['maxDuration', 'at most'],
] as const

const boundsOf = ({constraints}: Policy): string =>
  BOUNDS.flatMap(([name, word]) => {
    const bound = parseDuration(text(constraints, name))
    return bound === undefined ? [] : [`${word} ${goDuration(bound)}`]
  }).join(', ')

const remedyFor = ({certificate: {object}, denied}: UnsetDuration, {constraints}: Policy): readonly Remedy[] => {
  const duration = text(constraints, 'maxDuration') ?? text(constraints, 'minDuration') ?? ''
  const set = change(object, `Set its spec.duration, for example to ${duration}`, {spec: {duration}})
  return denied === undefined ? [set] : [set, ...renewSteps(object.ref, denied)]
}
