import {defineRule, type Remedy} from '../../core/doctor/rule.ts'
import type {Miss} from '../../core/policy/selector.ts'
import {unselectedRequests} from '../../facts/approval/unselected-requests.ts'
import {describeIssuerRef} from '../../facts/issuer/issuer-ref.ts'

export const policyNotSelected = defineRule({
  id: 'PKI303',
  name: 'approval/policy-not-selected',
  severity: 'error',
  since: '0.1.0',
  title: 'No policy selects the requests for an issuer',
  why: 'approver-policy decides only about requests that the selector of some CertificateRequestPolicy takes. All others get no condition, neither approved nor denied, and wait for ever.',
  remediation: ['Widen the selector of a policy, or add a policy for the issuer.'],
  messages: {
    none: '{requests} for {issuer}: approver-policy is installed, but there is no CertificateRequestPolicy at all',
    missed: '{requests} for {issuer}, and no policy selects them ({there})',
    nearly:
      '{requests} for {issuer}: {policy} nearly takes them, but its spec.selector.{part} wants {wanted}, and they have {actual}',
  },
  breaks: ['approval'],
  examples: {
    given: `
apiVersion: apps/v1
kind: Deployment
metadata: {name: approver-policy, namespace: cert-manager}
spec: {template: {spec: {serviceAccountName: approver, containers: [{image: quay.io/jetstack/cert-manager-approver-policy:v0.27.0}]}}}
---
apiVersion: cert-manager.io/v1
kind: CertificateRequest
metadata: {name: web-1, namespace: shop}
spec: {issuerRef: {name: step-ca, kind: StepClusterIssuer, group: certmanager.step.sm}}`,
    bad: `
apiVersion: policy.cert-manager.io/v1alpha1
kind: CertificateRequestPolicy
metadata: {name: web}
spec: {selector: {issuerRef: {name: step-ca, kind: StepIssuer}}}`,
    good: `
apiVersion: policy.cert-manager.io/v1alpha1
kind: CertificateRequestPolicy
metadata: {name: web}
spec: {selector: {issuerRef: {name: step-*}}}`,
  },

  each: unselectedRequests,
  *check({object: at, requests, issuer, count, nearest, unsure, remedyPolicy}) {
    const path = ['metadata', 'name']
    const data = {requests: countOf(requests.length), issuer: describeIssuerRef(issuer), there: thereOf(count)}
    const create = {say: 'Add a policy for what is asked here, and grant its use', apply: remedyPolicy}
    const [miss, ...more] = nearest?.misses ?? []
    if (unsure !== undefined) yield {at, path, unsure}
    else if (nearest === undefined) yield {at, path, problem: 'none', data, remedy: [create]}
    else if (miss === undefined || more.length > 0) yield {at, path, problem: 'missed', data, remedy: [create]}
    else {
      const {wanted, actual} = miss
      const named = {policy: nearest.policy.name, part: miss.path.join('.'), wanted, actual}
      const remedy = [
        widen(nearest.policy.name, miss),
        {...create, say: 'Or add a policy for what is asked here, and grant its use'},
      ]
      yield {at, path, problem: 'nearly', data: {...data, ...named}, expected: wanted, found: actual, remedy}
    }
  },
})

const thereOf = (count: number): string => (count === 1 ? 'there is 1' : `there are ${count}`)

const countOf = (number: number): string => (number === 1 ? '1 request' : `${number} requests`)

const widen = (policy: string, {path, actual}: Miss): Remedy => ({
  say: `Let spec.selector.${path.join('.')} of certificaterequestpolicy/${policy} take ${JSON.stringify(actual)}`,
})
