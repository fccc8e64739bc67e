import {expect} from 'chai'
import {linksOf, reportOn} from '../../support/links.ts'

const certManager = `
# source: cluster
apiVersion: apps/v1
kind: Deployment
metadata: {name: cert-manager, namespace: cert-manager}
spec: {template: {spec: {serviceAccountName: cert-manager, containers: [{image: quay.io/jetstack/cert-manager-controller:v1.21.1}]}}}
status: {availableReplicas: 1}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: approve}
rules: [{apiGroups: [cert-manager.io], resources: [signers], verbs: [approve]}]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: approve}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: approve}
subjects: [{kind: ServiceAccount, name: cert-manager, namespace: cert-manager}]`

const secret = (crt: string, key: string) => `
---
apiVersion: v1
kind: Secret
metadata: {name: corp-ca, namespace: shop}
type: kubernetes.io/tls
data: {tls.crt: "{{base64 cert ${crt}}}", tls.key: "{{base64 key ${key}}}"}`

const issuer = (ready: string, message: string) => `
---
apiVersion: cert-manager.io/v1
kind: Issuer
metadata: {name: corp, namespace: shop}
spec: {ca: {secretName: corp-ca}}
status: {conditions: [{type: Ready, status: "${ready}", reason: Said, message: "${message}"}]}`

const failed = (message: string) => `
---
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: {name: web, namespace: shop, creationTimestamp: "{{now -20m}}"}
spec: {secretName: web-tls, dnsNames: [web.corp], issuerRef: {name: corp}}
status:
  failedIssuanceAttempts: 1
  lastFailureTime: "{{now -20m}}"
  conditions:
  - {type: Ready, status: "False", reason: DoesNotExist}
  - {type: Issuing, status: "False", reason: Failed, message: "${message}", lastTransitionTime: "{{now -20m}}"}
---
apiVersion: cert-manager.io/v1
kind: CertificateRequest
metadata: {name: web-1, namespace: shop, creationTimestamp: "{{now -20m}}", annotations: {cert-manager.io/certificate-name: web, cert-manager.io/certificate-revision: "1"}}
spec: {issuerRef: {name: corp}, username: "system:serviceaccount:cert-manager:cert-manager"}
status:
  failureTime: "{{now -20m}}"
  conditions:
  - {type: Approved, status: "True", reason: cert-manager.io, lastTransitionTime: "{{now -20m}}"}
  - {type: Ready, status: "False", reason: Failed, message: "${message}"}`

describe('dependencies of CAs', () => {
  it('lead a request that failed to the key that does not belong to the CA', () => {
    const message = "x509: provided PrivateKey doesn't match parent's PublicKey"
    const report = reportOn([certManager, secret('ca ca', 'other'), issuer('True', 'fine'), failed(message)].join(''))
    expect(linksOf(report)).to.deep.equal(['PKI112 shop/web -> PKI224 corp', 'PKI224 corp'].map(inShop))
  })
  it('lead an issuer that is not ready to the leaf in its Secret', () => {
    const message = 'Error getting keypair for CA issuer: certificate is not a CA'
    const report = reportOn([certManager, secret('web signedBy=ca', 'web'), issuer('False', message)].join(''))
    expect(linksOf(report)).to.deep.equal(['PKI201 corp -> PKI205 corp', 'PKI205 corp'].map(inShop))
  })
})

const inShop = (line: string): string => line.replaceAll(' corp', ' shop/corp')
