import {expect} from 'chai'
import {linksOf, reportOn} from '../../support/links.ts'
import {mayApprove} from '../../support/may-approve.ts'

const certManager = `
# source: cluster
apiVersion: apps/v1
kind: Deployment
metadata: {name: cert-manager, namespace: cert-manager}
spec: {template: {spec: {serviceAccountName: cert-manager, containers: [{image: quay.io/jetstack/cert-manager-controller:v1.21.1}]}}}
status: {availableReplicas: 1}
---
${mayApprove()}`

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
  it('lead the source of a Bundle to the root that rotates', () => {
    const report = reportOn(`
# source: cluster
apiVersion: apps/v1
kind: Deployment
metadata: {name: trust-manager, namespace: cert-manager}
spec: {template: {spec: {containers: [{image: "quay.io/jetstack/trust-manager:v0.24.0", args: [--trust-namespace=cert-manager]}]}}}
---
apiVersion: cert-manager.io/v1
kind: ClusterIssuer
metadata: {name: bootstrap}
spec: {selfSigned: {}}
---
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: {name: corp-ca, namespace: cert-manager}
spec: {secretName: corp-ca, isCA: true, commonName: corp, issuerRef: {name: bootstrap, kind: ClusterIssuer}}
status: {conditions: [{type: Ready, status: "True"}], renewalTime: "{{now +9d}}"}
---
apiVersion: v1
kind: Secret
metadata: {name: corp-ca, namespace: cert-manager}
type: kubernetes.io/tls
data: {tls.crt: "{{base64 cert ca ca}}", ca.crt: "{{base64 cert ca}}", tls.key: "{{base64 key ca}}"}
---
apiVersion: cert-manager.io/v1
kind: Issuer
metadata: {name: corp, namespace: cert-manager}
spec: {ca: {secretName: corp-ca}}
status: {conditions: [{type: Ready, status: "True"}]}
---
apiVersion: trust.cert-manager.io/v1alpha1
kind: Bundle
metadata: {name: corp}
spec: {sources: [{secret: {name: corp-ca, key: ca.crt}}], target: {configMap: {key: ca.crt}}}
status: {conditions: [{type: Synced, status: "True"}]}`)
    expect(linksOf(report).filter(line => /PKI(223|406)/.test(line))).to.deep.equal([
      'PKI223 cert-manager/corp-ca',
      'PKI406 corp -> PKI223 cert-manager/corp-ca',
    ])
  })
  it('lead a request that is fought over to the reference without a group', () => {
    const stepIssuer = `
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: step-issuer, namespace: step-issuer}
spec: {template: {spec: {containers: [{image: "smallstep/step-issuer:0.12.0"}]}}}
status: {availableReplicas: 1}`
    const message = 'refused'
    const report = reportOn(
      [certManager, stepIssuer, secret('ca ca', 'ca'), issuer('True', ''), failed(message)].join(''),
    )
    expect(linksOf(report).filter(line => /PKI2/.test(line))).to.deep.equal([
      'PKI212 shop/web',
      'PKI222 shop/web-1 -> PKI212 shop/web',
    ])
  })
})

const inShop = (line: string): string => line.replaceAll(' corp', ' shop/corp')
