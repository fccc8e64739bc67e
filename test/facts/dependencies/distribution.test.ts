import {expect} from 'chai'
import {linksOf, reportOn} from '../../support/links.ts'

const join = (...parts: readonly string[]) => parts.join('\n---')

const trustManager = `
apiVersion: apps/v1
kind: Deployment
metadata: {name: trust-manager, namespace: cert-manager}
spec: {template: {spec: {containers: [{image: quay.io/jetstack/trust-manager:v0.24.0, args: [--trust-namespace=cert-manager]}]}}}
---
apiVersion: v1
kind: Namespace
metadata: {name: shop, creationTimestamp: "{{now -9d}}"}`

const bundle = (target: string, synced: string) => `
apiVersion: trust.cert-manager.io/v1alpha1
kind: Bundle
metadata: {name: corp, creationTimestamp: "{{now -9d}}"}
spec: {sources: [{inLine: "{{cert corp ca}}"}], target: ${target}}
status: {conditions: [{type: Synced, ${synced}, lastTransitionTime: "{{now -1h}}"}]}`

const pods = `
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop}
spec: {template: {spec: {volumes: [{name: trust, configMap: {name: corp}}], containers: [{name: web}]}}}`

const REFUSED =
  'status: "False", reason: SecretTargetsDisabled, message: Bundle has Secret targets but the feature is disabled'
const SYNCED = 'status: "True", reason: Synced'

describe('causes of what is not distributed', () => {
  it('blames Secret targets that are off for all that is not written', () => {
    const scene = join(trustManager, bundle('{configMap: {key: ca.crt}, secret: {key: ca.crt}}', REFUSED), pods)
    expect(linksOf(reportOn(scene))).to.deep.equal([
      'PKI401 corp -> PKI413 corp',
      'PKI404 corp -> PKI401 corp + PKI413 corp',
      'PKI412 shop/web -> PKI401 corp + PKI413 corp',
      'PKI413 corp',
    ])
  })

  it('blames a selector that matches nothing for the pods that wait', () => {
    const target = '{configMap: {key: ca.crt}, namespaceSelector: {matchLabels: {trust: enabled}}}'
    expect(linksOf(reportOn(join(trustManager, bundle(target, SYNCED), pods)))).to.deep.equal([
      'PKI405 corp',
      'PKI412 shop/web -> PKI405 corp',
    ])
  })

  it('blames an object of another controller for a Bundle that cannot be written', () => {
    const failed =
      'status: "False", reason: SyncConfigMapTargetFailed, message: "Failed to sync bundle ConfigMap to namespace \\"shop\\": Only one reference can have Controller set to true"'
    const owned = `
apiVersion: v1
kind: ConfigMap
metadata: {name: corp, namespace: shop, ownerReferences: [{kind: Deployment, name: web, controller: true}]}
data: {ca.crt: "{{cert corp}}"}`
    expect(linksOf(reportOn(join(trustManager, bundle('{configMap: {key: ca.crt}}', failed), owned)))).to.deep.equal([
      'PKI401 corp -> PKI414 corp',
      'PKI414 corp',
    ])
  })

  it('stands alone where trust-manager says that all is well', () => {
    const old = `
apiVersion: v1
kind: ConfigMap
metadata: {name: corp, namespace: shop, labels: {trust.cert-manager.io/bundle: corp}}
data: {ca.crt: "{{cert old ca}}"}`
    expect(linksOf(reportOn(join(trustManager, bundle('{configMap: {key: ca.crt}}', SYNCED), old)))).to.deep.equal([
      'PKI404 corp',
    ])
  })
})
