import {operands} from '../../core/doctor/remedies.ts'
import {defineRule, type Remedy} from '../../core/doctor/rule.ts'
import {type BundleTargets, bundleTargets} from '../../facts/trust/bundle-targets.ts'

export const noTargetNamespace = defineRule({
  id: 'PKI405',
  name: 'trust/no-target-namespace',
  severity: 'error',
  since: '0.1.0',
  title: 'Bundle reaches no namespace',
  why: 'A namespaceSelector that no namespace matches is no error for trust-manager: it writes nothing and says Synced=True. Pods that mount the ConfigMap cannot start.',
  remediation: ['Label the namespaces that need the Bundle, or widen its spec.target.namespaceSelector.'],
  messages: {
    none: '{selector} selects none of {count} namespaces: it is written nowhere',
    allowed: 'None of the namespaces that trust-manager may write to ({allowed}) is selected: it is written nowhere',
  },
  breaks: ['distribution'],
  examples: {
    given: `
apiVersion: trust.cert-manager.io/v1alpha1
kind: Bundle
metadata: {name: corp}
spec:
  sources: [{useDefaultCAs: true}]
  target: {configMap: {key: ca.crt}, namespaceSelector: {matchLabels: {trust: enabled}}}`,
    bad: `
apiVersion: v1
kind: Namespace
metadata: {name: shop, labels: {trust: "yes"}}`,
    good: `
apiVersion: v1
kind: Namespace
metadata: {name: shop, labels: {trust: enabled}}`,
  },

  each: bundleTargets,
  *check(subject) {
    const {bundle, reached, selector, namespaces, near, allowed} = subject
    const at = bundle.object
    const path = ['spec', 'target', 'namespaceSelector']
    if (!reached.known) return yield {at, path, unsure: reached.because}
    if (reached.value > 0) return
    if (allowed !== undefined) {
      return yield {at, path, problem: 'allowed', data: {allowed: allowed.join(', ')}}
    }
    const pair = {expected: selector, ...(near !== undefined && {found: near})}
    yield {at, path, problem: 'none', data: {selector, count: namespaces}, ...pair, remedy: remedyFor(subject)}
  },
})

const remedyFor = ({labels, missedBy, selector}: BundleTargets): readonly Remedy[] => {
  const widen = {say: 'Or widen spec.target.namespaceSelector of the Bundle'}
  if (labels === undefined || missedBy.length === 0) {
    return [{say: `Give the namespaces that need it labels that match ${selector}`}, widen]
  }
  const label = missedBy.map(name => ({
    say: `Label namespace ${name}, whose pods mount it`,
    run: ['kubectl', 'label', '--overwrite', ...operands(`namespace/${name}`, ...labels)],
  }))
  return [...label, widen]
}
