import {renewSteps} from '../../core/doctor/remedies.ts'
import {defineRule, type Remedy, type Stage} from '../../core/doctor/rule.ts'
import {type JsonObject, record} from '../../core/kube/object.ts'
import {describeError, nearestDenial, type PolicyDenial} from '../../core/policy/denial.ts'
import {passesNow, smallestChange} from '../../core/policy/smallest-change.ts'
import {type StuckRequest, stuckRequests} from '../../facts/approval/stuck-requests.ts'

export const policyDenies = defineRule({
  id: 'PKI304',
  name: 'approval/policy-denies',
  severity: 'error',
  since: '0.1.0',
  title: 'Policy denies the request',
  why: 'A policy is a list of what may be asked for: a field that the Certificate sets and the policy does not name is refused. A denial is final for the request, and cert-manager waits an hour or longer before it makes the next.',
  remediation: [
    'Allow in the policy what the Certificate asks for, or stop asking for it.',
    'Delete the denied request, then renew.',
  ],
  messages: {
    policy: 'Policy {policy} refuses {fields}',
    other: 'Denied by {who}: {message}',
  },
  breaks: ['approval'],
  disprovedBy: ['policy.cert-manager.io/certificaterequestpolicies', 'cert-manager.io/certificates'],
  examples: {
    given: `
apiVersion: policy.cert-manager.io/v1alpha1
kind: CertificateRequestPolicy
metadata: {name: web}
spec: {allowed: {dnsNames: {values: ["*.corp"]}}, selector: {issuerRef: {}}}`,
    bad: `
apiVersion: cert-manager.io/v1
kind: CertificateRequest
metadata: {name: web-1, namespace: shop}
spec: {issuerRef: {name: ca}}
status:
  conditions:
  - type: Denied
    status: "True"
    reason: policy.cert-manager.io
    message: 'No policy approved this request: [web: spec.allowed.subject.organizations: Invalid value: ["Shop"]: no allowed values]'`,
    good: `
apiVersion: cert-manager.io/v1
kind: CertificateRequest
metadata: {name: web-1, namespace: shop}
spec: {issuerRef: {name: ca}}
status:
  conditions:
  - {type: Approved, status: "True", reason: policy.cert-manager.io, message: 'Approved by CertificateRequestPolicy: "web"'}`,
  },

  each: stuckRequests,
  *check(stuck) {
    const {request, how, denials, message} = stuck
    if (how !== 'denied') return
    const at = request.object
    const path = ['status', 'conditions']
    const denial = denials === null ? undefined : nearestDenial(denials)
    if (denial === undefined) {
      yield {
        at,
        path,
        problem: 'other',
        data: {who: request.denied?.reason ?? 'somebody', message},
        remedy: again(stuck),
      }
    } else if (!denials?.some(each => isMended(each, stuck))) {
      const data = {policy: denial.policy, fields: denial.errors.map(describeError).join('; ')}
      yield {
        at,
        path,
        problem: 'policy',
        data,
        ...compared(denial),
        ...stageOf(denial),
        remedy: [...change(denial, stuck), ...again(stuck)],
      }
    }
  },
})

const specOf = (policy: string, {policies}: StuckRequest): JsonObject =>
  record(policies?.get(policy)?.object.body, 'spec')

/** Every objection would pass today: what is left is the old request, which is another rule's business. */
const isMended = ({policy, errors}: PolicyDenial, stuck: StuckRequest): boolean =>
  errors.every(error => passesNow(specOf(policy, stuck), error))

/** A rule that does not compile, and a duration that the Certificate does not set, have a finding where they are mended. */
const stageOf = ({errors}: PolicyDenial): {readonly waitsFor?: Stage} =>
  errors.some(({type, values}) => type === 'Internal error' || values[0] === 'nil') ? {waitsFor: 'approval'} : {}

const compared = ({errors: [error]}: PolicyDenial) =>
  error === undefined ? {} : {expected: error.detail, found: error.values.join(', ')}

const change = ({policy, errors}: PolicyDenial, stuck: StuckRequest): readonly Remedy[] => {
  const {patch, notes} = smallestChange(specOf(policy, stuck), errors)
  const run = ['kubectl', 'patch', `certificaterequestpolicy/${policy}`, '--type=merge', '-p', JSON.stringify(patch)]
  const say = 'Allow it, if it is meant to be allowed'
  return [...(patch === null ? [] : [{say, run}]), ...notes.map(note => ({say: note}))]
}

const again = ({request, certificate}: StuckRequest): readonly Remedy[] =>
  certificate === undefined ? [] : renewSteps(certificate.object.ref, request.object.ref)
