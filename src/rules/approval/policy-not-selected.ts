import {defineRule, type Remedy} from '../../core/doctor/rule.ts'
import type {Miss} from '../../core/policy/selector.ts'
import {type UnselectedRequest, unselectedRequests} from '../../facts/unselected-requests.ts'

export const policyNotSelected = defineRule({
  id: 'PKI303',
  name: 'approval/policy-not-selected',
  severity: 'error',
  since: '0.1.0',
  title: 'No policy selects the request',
  why: 'approver-policy decides only about requests that the selector of some CertificateRequestPolicy takes. All others get no condition, neither approved nor denied, and wait for ever.',
  remediation: ['Widen the selector of a policy, or add a policy for the issuer.'],
  messages: {
    none: 'approver-policy is installed, but there is no CertificateRequestPolicy at all',
    missed:
      'None of {count} policies takes it. Nearest is {policy}: its spec.selector.{part} wants {wanted}, the request has {actual}',
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
  *check({object: at, count, nearest, unsure, remedyPolicy}) {
    const path = ['spec', 'issuerRef']
    if (unsure !== undefined) yield {at, path, unsure}
    else if (nearest === undefined) yield {at, path, problem: 'none', remedy: [create(remedyPolicy)]}
    else {
      const {policy, miss} = nearest
      const data = {count, policy: policy.name, part: miss.path.join('.'), wanted: miss.wanted, actual: miss.actual}
      yield {
        at,
        path,
        problem: 'missed',
        data,
        expected: miss.wanted,
        found: miss.actual,
        remedy: [widen(policy.name, miss), create(remedyPolicy)],
      }
    }
  },
})

const widen = (policy: string, {path, actual}: Miss): Remedy => ({
  say: `Let spec.selector.${path.join('.')} of certificaterequestpolicy/${policy} take ${JSON.stringify(actual)}`,
})

const create = (policy: UnselectedRequest['remedyPolicy']): Remedy => ({
  say: 'Or add a policy for what is asked here, and grant its use',
  apply: policy,
})
