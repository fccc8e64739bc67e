import {defineRule, type Remedy} from '../../core/doctor/rule.ts'
import {secretTargets} from '../../facts/consumer/secret-targets.ts'

export const targetKindDisabled = defineRule({
  id: 'PKI413',
  name: 'trust/target-kind-disabled',
  severity: 'error',
  since: '0.1.0',
  title: 'Bundle wants Secrets, which trust-manager may not write',
  why: 'trust-manager writes Secrets only when it was told so at its start, and only those that its chart authorizes by name. A Bundle that asks for a Secret without that is not distributed at all: a ConfigMap target of the same Bundle gets nothing either.',
  remediation: [
    'Let the Bundle write a ConfigMap: certificates are public, and need no Secret.',
    'Or allow Secret targets in the values of trust-manager: `secretTargets.enabled` and `secretTargets.authorizedSecrets`.',
  ],
  messages: {
    disabled: 'Its target is a Secret, and trust-manager runs without Secret targets: nothing of it is written{more}',
    unauthorized: 'Its target is secret/{name}, which is not among those that trust-manager may write ({allowed})',
  },
  breaks: ['distribution'],
  examples: {
    given: `
apiVersion: apps/v1
kind: Deployment
metadata: {name: trust-manager, namespace: cert-manager}
spec: {template: {spec: {containers: [{image: quay.io/jetstack/trust-manager:v0.24.0, args: [--trust-namespace=cert-manager]}]}}}`,
    bad: `
apiVersion: trust.cert-manager.io/v1alpha1
kind: Bundle
metadata: {name: corp}
spec: {sources: [{useDefaultCAs: true}], target: {secret: {key: ca.crt}}}`,
    good: `
apiVersion: trust.cert-manager.io/v1alpha1
kind: Bundle
metadata: {name: corp}
spec: {sources: [{useDefaultCAs: true}], target: {configMap: {key: ca.crt}}}`,
  },

  each: secretTargets,
  *check({bundle, isEnabled, authorized}) {
    const {object: at, name, configMapKey, secretKey = ''} = bundle
    const path = ['spec', 'target', 'secret']
    if (!isEnabled.known) return yield {at, path, unsure: isEnabled.because}
    const toConfigMap = toMap(secretKey, configMapKey)
    if (!isEnabled.value) {
      const more = configMapKey === undefined ? '' : ', its ConfigMap neither'
      yield {at, path, problem: 'disabled', data: {more}, remedy: [toConfigMap, ALLOW]}
    } else if (authorized !== undefined && !authorized.includes(name)) {
      const allowed = authorized.join(', ') || 'none'
      yield {at, path, problem: 'unauthorized', data: {name, allowed}, remedy: [authorize(name), toConfigMap]}
    }
  },
})

const toMap = (secretKey: string, configMapKey: string | undefined): Remedy => ({
  say:
    configMapKey === undefined
      ? `Let it write a ConfigMap: spec.target.configMap.key: ${secretKey} in place of spec.target.secret`
      : 'Take spec.target.secret out, so that at least the ConfigMap is written',
})

const ALLOW: Remedy = {
  say: 'Or set secretTargets.enabled: true and secretTargets.authorizedSecrets in the values of trust-manager; it may then read all Secrets',
}

const authorize = (name: string): Remedy => ({
  say: `Add ${name} to secretTargets.authorizedSecrets in the values of trust-manager`,
})
