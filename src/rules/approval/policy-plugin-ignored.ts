import {defineRule} from '../../core/doctor/rule.ts'
import {pluginPolicies} from '../../facts/approval/ignored-plugins.ts'

export const policyPluginIgnored = defineRule({
  id: 'PKI314',
  name: 'approval/policy-plugin-ignored',
  severity: 'error',
  security: true,
  since: '0.1.0',
  title: 'Policy relies on a plugin that does not run',
  why: "Plugins are compiled into approver-policy, and its releases have none. One that it does not know is skipped, not refused: the policy is Ready, and whatever its other fields allow is approved without the plugin's check. Only the webhook refuses such a policy, when it is there and can be reached.",
  remediation: [
    'Write what the plugin should check as CEL validations, and remove it from spec.plugins.',
    'Or run an approver-policy into which the plugin is compiled.',
  ],
  messages: {
    ignored: 'approver-policy has no plugin {plugins} and skips it: the policy approves without it',
  },
  examples: {
    given: `
apiVersion: apps/v1
kind: Deployment
metadata: {name: cert-manager-approver-policy, namespace: cert-manager}
spec: {template: {spec: {containers: [{image: "quay.io/jetstack/cert-manager-approver-policy:v0.27.0"}]}}}`,
    bad: `
apiVersion: policy.cert-manager.io/v1alpha1
kind: CertificateRequestPolicy
metadata: {name: web}
spec: {plugins: {rego: {values: {rego: "package x"}}}, allowed: {dnsNames: {values: ["*"]}}, selector: {issuerRef: {}}}`,
    good: `
apiVersion: policy.cert-manager.io/v1alpha1
kind: CertificateRequestPolicy
metadata: {name: web}
spec: {plugins: {}, allowed: {dnsNames: {values: ["*.corp"]}}, selector: {issuerRef: {}}}`,
  },

  each: pluginPolicies,
  *check({policy, plugins, isIgnored}) {
    const at = policy.object
    const path = ['spec', 'plugins']
    if (!isIgnored.known) yield {at, path, unsure: isIgnored.because}
    else if (isIgnored.value) yield {at, path, problem: 'ignored', data: {plugins: plugins.join(', ')}}
  },
})
