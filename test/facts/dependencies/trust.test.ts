import {expect} from 'chai'
import {type ObjectRef, ref} from '../../../src/core/kube/ref.ts'
import {viewOf} from '../../../src/core/kube/view.ts'
import {dependencies} from '../../../src/facts/dependencies/index.ts'
import {linksOf, reportOn} from '../../support/links.ts'
import {mayApprove} from '../../support/may-approve.ts'
import {scene} from '../../support/scene.ts'

const join = (...parts: readonly string[]) => parts.join('\n---')

const controllers = `
apiVersion: apps/v1
kind: Deployment
metadata: {name: trust-manager, namespace: cert-manager}
spec: {template: {spec: {containers: [{image: quay.io/jetstack/trust-manager:v0.24.0, args: [--trust-namespace=cert-manager]}]}}}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: cert-manager, namespace: cert-manager}
spec: {template: {spec: {serviceAccountName: cert-manager, containers: [{image: quay.io/jetstack/cert-manager-controller:v1.21.1}]}}}
---
apiVersion: v1
kind: Namespace
metadata: {name: shop}
---
${mayApprove()}`

const issuer = (ready: string) => `
apiVersion: cert-manager.io/v1
kind: Issuer
metadata: {name: bootstrap, namespace: cert-manager}
spec: {selfSigned: {}}
status: {conditions: [{type: Ready, status: "${ready}", reason: IsReady}]}`

const bundle = (source: string, missing: string) => `
apiVersion: trust.cert-manager.io/v1alpha1
kind: Bundle
metadata: {name: corp, creationTimestamp: "{{now -1h}}"}
spec: {sources: [${source}], target: {configMap: {key: ca.crt}}}
status:
  conditions:
  - type: Synced
    status: "False"
    reason: SourceNotFound
    message: 'Bundle source was not found: failed to get ${missing}: not found'
    lastTransitionTime: "{{now -50m}}"`

describe('causes of trust', () => {
  it('blames a source in the wrong namespace for a Bundle that is not synced', () => {
    const scene = join(
      controllers,
      bundle('{configMap: {name: root, key: ca.crt}}', 'ConfigMap cert-manager/root'),
      `
apiVersion: v1
kind: ConfigMap
metadata: {name: root, namespace: step-ca}
data: {ca.crt: "{{cert root ca}}"}`,
    )
    expect(linksOf(reportOn(scene))).to.deep.equal(['PKI401 corp -> PKI402 corp', 'PKI402 corp'])
  })

  it('follows a missing source to the Certificate that should make it', () => {
    const scene = join(
      controllers,
      issuer('True'),
      bundle('{secret: {name: ca, key: ca.crt}}', 'Secret cert-manager/ca'),
      `
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: {name: ca, namespace: cert-manager, creationTimestamp: "{{now -1h}}"}
spec: {secretName: ca, isCA: true, privateKey: {rotationPolicy: Never}, issuerRef: {name: bootstrap}}
status:
  failedIssuanceAttempts: 1
  lastFailureTime: "{{now -10m}}"
  conditions: [{type: Ready, status: "False", reason: DoesNotExist}, {type: Issuing, status: "False", reason: Failed}]`,
    )
    expect(linksOf(reportOn(scene))).to.deep.equal([
      'PKI112 cert-manager/ca',
      'PKI401 corp -> PKI402 corp',
      'PKI402 corp -> PKI112 cert-manager/ca',
    ])
  })

  it('blames the missing trust-manager for a Bundle that nobody has looked at', () => {
    const scene = `
apiVersion: trust.cert-manager.io/v1alpha1
kind: Bundle
metadata: {name: corp, creationTimestamp: "{{now -1h}}"}
spec: {sources: [{inLine: "{{cert root ca}}"}], target: {configMap: {key: ca.crt}}}`
    expect(linksOf(reportOn(scene))).to.deep.equal([
      'PKI401 corp -> PKI801 cert-manager/trust-manager',
      'PKI801 cert-manager/trust-manager',
    ])
  })

  it('hangs a workload on what it mounts, that on the Bundle, and the Bundle on its sources', () => {
    const mounting = `
apiVersion: trust.cert-manager.io/v1alpha1
kind: Bundle
metadata: {name: corp}
spec: {sources: [{secret: {name: ca, key: ca.crt}}], target: {configMap: {key: ca.crt}}}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop}
spec: {template: {spec: {volumes: [{name: ca, projected: {sources: [{configMap: {name: corp}}]}}]}}}`
    const graph = viewOf(scene(join(controllers, mounting))).fact(dependencies)
    const next = (from: ObjectRef) => (graph.known ? graph.value.of(from) : [])
    const target = ref('core/configmaps', 'shop', 'corp')
    const bundleRef = ref('trust.cert-manager.io/bundles', undefined, 'corp')
    expect(next(ref('apps/deployments', 'shop', 'web'))).to.deep.equal([target])
    expect(next(target)).to.deep.equal([bundleRef])
    expect(next(bundleRef)).to.deep.include(ref('core/secrets', 'cert-manager', 'ca'))
  })
})
