import {defineRule} from '../../core/doctor/rule.ts'
import {formatPath} from '../../core/kube/object.ts'
import {validationProblem} from '../../core/policy/validation-rule.ts'
import {policyExpressions} from '../../facts/approval/policy-expressions.ts'

export const policyBroken = defineRule({
  id: 'PKI305',
  name: 'approval/policy-broken',
  severity: 'error',
  since: '0.1.0',
  title: 'Rule of a policy does not compile',
  why: 'approver-policy compiles a rule when a request first needs it, and a rule that does not compile denies every request that sets the field, with an `Internal error`. The policy shows Ready all the same. Its webhook refuses such a rule; the policy was stored while the webhook did not answer, or it is not applied yet.',
  remediation: [
    'Correct the rule: `self` is the value that is asked for, `cr` has name, namespace, username and groups, the result has to be a bool.',
  ],
  messages: {
    broken: '{field} does not compile: {detail} (line {line}, column {column})',
  },
  breaks: ['approval'],
  examples: {
    bad: `
apiVersion: policy.cert-manager.io/v1alpha1
kind: CertificateRequestPolicy
metadata: {name: web}
spec:
  allowed: {dnsNames: {validations: [{rule: "self.endsWith(cr.namespace + '.svc'"}]}}
  selector: {issuerRef: {}}`,
    good: `
apiVersion: policy.cert-manager.io/v1alpha1
kind: CertificateRequestPolicy
metadata: {name: web}
spec:
  allowed: {dnsNames: {validations: [{rule: "self.endsWith(cr.namespace + '.svc')"}]}}
  selector: {issuerRef: {}}`,
  },

  each: policyExpressions,
  *check({policy, path, rule, hasGroups}) {
    const problem = validationProblem(rule, {hasGroups})
    if (problem === undefined) return
    yield {at: policy.object, path, problem: 'broken', data: {field: formatPath(path), ...problem}, found: rule}
  },
})
