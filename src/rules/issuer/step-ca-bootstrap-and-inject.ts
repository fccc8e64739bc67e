import {defineRule} from '../../core/doctor/rule.ts'
import {stepCaInjections} from '../../facts/step-ca/step-ca-injections.ts'

export const stepCaBootstrapAndInject = defineRule({
  id: 'PKI217',
  name: 'issuer/step-ca-bootstrap-and-inject',
  severity: 'error',
  since: '0.1.0',
  title: 'Chart of step-ca is told both to bootstrap and to inject',
  why: 'The step-certificates chart takes its CA from one side only. With `inject.enabled` it never runs the bootstrap job, and says nothing about it: certificates, keys and passwords that are not injected are made by nobody, and step-ca does not start.',
  remediation: [
    'To let the chart make the CA on the first installation, set `inject.enabled: false`.',
    'To bring your own, set `bootstrap.enabled: false` and give the certificates, the intermediate key and the passwords under `inject`.',
  ],
  messages: {
    lacking: 'inject.enabled is true, so the bootstrap job never runs, and nobody gives {values}',
    empty: 'The configuration is injected, but configmap/{configmap} has no root_ca.crt, and nobody will put one there',
    ignored: 'bootstrap.enabled has no effect: inject.enabled is true, and the bootstrap job never runs',
  },
  breaks: ['issuer', 'signing'],
  examples: {
    bad: `
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: step-ca, namespace: step-ca}
spec:
  chart: {spec: {chart: step-certificates}}
  values:
    bootstrap: {enabled: true}
    inject: {enabled: true}`,
    good: `
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: step-ca, namespace: step-ca}
spec:
  chart: {spec: {chart: step-certificates}}
  values:
    inject:
      enabled: true
      certificates: {root_ca: "{{cert root ca}}", intermediate_ca: "{{cert sub ca signedBy=root}}"}
      secrets: {x509: {intermediate_ca_key: "{{key sub}}"}}`,
  },

  each: stepCaInjections,
  *check({at, path, lacking, isBootstrapAsked, unsure, emptyCerts}) {
    if (unsure !== undefined) yield {at, path, unsure}
    else if (emptyCerts !== undefined) yield {at, path, problem: 'empty', data: {configmap: emptyCerts}}
    else if (lacking.length > 0) yield {at, path, problem: 'lacking', data: {values: lacking.join(', ')}}
    else if (isBootstrapAsked) yield {at, path, problem: 'ignored', severity: 'info'}
  },
})
