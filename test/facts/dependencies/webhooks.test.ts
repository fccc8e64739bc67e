import {expect} from 'chai'
import {linksOf, reportOn} from '../../support/links.ts'
import {mayApprove} from '../../support/may-approve.ts'

const node = `
apiVersion: v1
kind: Node
metadata: {name: n1}`

const deployment = (name: string, available: number) => `
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: ${name}, namespace: cert-manager, creationTimestamp: "{{now -3d}}"}
spec:
  selector: {matchLabels: {app: ${name}}}
  template: {metadata: {labels: {app: ${name}}}, spec: {containers: [{image: "quay.io/jetstack/cert-manager-${name}:v1.21.1"}]}}
status: {replicas: 1, availableReplicas: ${available}}`

const role = `
---
${mayApprove('default')}`

const certManager = (webhook: number, cainjector: number) =>
  `${node}${deployment('controller', 1)}${deployment('webhook', webhook)}${deployment('cainjector', cainjector)}${role}
---
apiVersion: v1
kind: Service
metadata: {name: cert-manager-webhook, namespace: cert-manager}
spec: {selector: {app: webhook}, ports: [{port: 443}]}
---
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingWebhookConfiguration
metadata: {name: cert-manager-webhook, creationTimestamp: "{{now -3d}}"}
webhooks:
  - name: webhook.cert-manager.io
    clientConfig: {service: {name: cert-manager-webhook, namespace: cert-manager}, caBundle: "{{base64 cert ca ca}}"}
    rules: [{apiGroups: [cert-manager.io, acme.cert-manager.io], apiVersions: [v1], operations: [CREATE, UPDATE], resources: ["*/*"]}]`

const certificate = `
---
apiVersion: cert-manager.io/v1
kind: Issuer
metadata: {name: own, namespace: shop}
spec: {vault: {server: "https://vault.corp", path: pki/sign/web}}
status: {conditions: [{type: Ready, status: "True", reason: VaultVerified}]}
---
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: {name: web, namespace: shop, creationTimestamp: "{{now -1h}}"}
spec: {secretName: web-tls, dnsNames: [shop.corp], privateKey: {rotationPolicy: Always}, issuerRef: {name: own, group: cert-manager.io}}
status: {conditions: [{type: Ready, status: "False", reason: DoesNotExist}, {type: Issuing, status: "True", reason: DoesNotExist, lastTransitionTime: "{{now -1h}}"}]}`

const guard = `
---
apiVersion: v1
kind: Secret
metadata: {name: guard, namespace: shop, annotations: {cert-manager.io/allow-direct-injection: "true"}}
data: {ca.crt: "{{base64 cert ca ca}}"}
---
apiVersion: admissionregistration.k8s.io/v1
kind: MutatingWebhookConfiguration
metadata: {name: guard, creationTimestamp: "{{now -3d}}", annotations: {cert-manager.io/inject-ca-from-secret: shop/guard}}
webhooks: [{name: guard.corp, clientConfig: {service: {name: guard, namespace: shop}}}]`

describe('causes of webhooks', () => {
  it('says nothing where all is up', () => {
    expect(linksOf(reportOn(certManager(1, 1)))).to.deep.equal([])
  })

  it('blames the pods behind a webhook for it, and both for requests that cannot be made', () => {
    expect(linksOf(reportOn(certManager(0, 1) + certificate))).to.deep.equal([
      'PKI114 shop/web -> PKI804 cert-manager-webhook',
      'PKI803 cert-manager/webhook',
      'PKI804 cert-manager-webhook -> PKI803 cert-manager/webhook',
    ])
  })

  it('blames cainjector for a CA that was not injected', () => {
    expect(linksOf(reportOn(certManager(1, 0) + guard))).to.deep.equal([
      'PKI604 guard -> PKI803 cert-manager/cainjector',
      'PKI803 cert-manager/cainjector',
    ])
  })
})
