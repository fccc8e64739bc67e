import {expect} from 'chai'
import {linksOf, reportOn} from '../../support/links.ts'

const CERT_MANAGER = `
# source: cluster
apiVersion: apps/v1
kind: Deployment
metadata: {name: cert-manager, namespace: cert-manager, creationTimestamp: "{{now -90d}}"}
spec: {template: {spec: {serviceAccountName: cert-manager, containers: [{image: "quay.io/jetstack/cert-manager-controller:v1.21.1"}]}}}
status: {replicas: 1, availableReplicas: 1}`

const links = (...yaml: readonly string[]) => linksOf(reportOn([CERT_MANAGER, ...yaml].join('\n---')))

const ISSUER = `
apiVersion: cert-manager.io/v1
kind: Issuer
metadata: {name: internal, namespace: shop, creationTimestamp: "{{now -90d}}"}
spec: {ca: {secretName: internal-ca}}
status: {conditions: [{type: Ready, status: "True", reason: KeyPairVerified, lastTransitionTime: "{{now -90d}}"}]}`

const authority = (attributes: string) => `
apiVersion: v1
kind: Secret
metadata: {name: internal-ca, namespace: shop}
type: kubernetes.io/tls
data: {tls.crt: "{{base64 cert ${attributes}}}", tls.key: "{{base64 key ${attributes.split(' ')[0]}}}"}`

const leaf = (attributes: string, ca: string) => `
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: {name: web, namespace: shop, creationTimestamp: "{{now -40d}}"}
spec: {secretName: web-tls, dnsNames: [web.corp], issuerRef: {name: internal}}
status:
  revision: 1
  notBefore: "{{now -40d}}"
  notAfter: "{{now +50d}}"
  renewalTime: "{{now +20d}}"
  conditions: [{type: Ready, status: "True", reason: Ready, lastTransitionTime: "{{now -40d}}"}]
---
apiVersion: v1
kind: Secret
metadata: {name: web-tls, namespace: shop, annotations: {cert-manager.io/certificate-name: web, cert-manager.io/issuer-name: internal, cert-manager.io/issuer-kind: Issuer}}
type: kubernetes.io/tls
data: {tls.crt: "{{base64 cert web san=web.corp notBefore=-40d notAfter=+50d ${attributes}}}", tls.key: "{{base64 key web}}", ca.crt: "{{base64 cert ${ca}}}"}`

describe('dependencies of certificates', () => {
  it('lead a certificate that outlives its CA to the CA', () => {
    const found = links(ISSUER, authority('ca ca notBefore=-90d notAfter=+10d'), leaf('signedBy=ca', 'ca'))
    expect(found).to.deep.equal(['PKI109 shop/web -> PKI204 shop/internal', 'PKI204 shop/internal'])
  })

  it('lead what a CA has signed that has ended to the issuer that goes on with it', () => {
    const found = links(ISSUER, authority('ca ca notBefore=-90d notAfter=-1d'), leaf('signedBy=ca', 'ca'))
    expect(found).to.deep.equal(['PKI109 shop/web -> PKI224 shop/internal', 'PKI224 shop/internal'])
  })

  it('tell once of a CA that was replaced, and of its end with it', () => {
    const found = links(
      ISSUER,
      authority('new ca cn=internal notAfter=+900d'),
      leaf('signedBy=old', 'old ca cn=internal notAfter=+10d'),
    )
    expect(found).to.deep.equal(['PKI109 shop/web -> PKI110 shop/web', 'PKI110 shop/web'])
  })

  it('lead what an old key has signed to the Certificate of a CA that does not keep its key', () => {
    const maker = `
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: {name: internal-ca, namespace: shop, creationTimestamp: "{{now -90d}}"}
spec: {secretName: internal-ca, isCA: true, commonName: internal, duration: 87600h, issuerRef: {name: own}}
status:
  revision: 2
  notAfter: "{{now +900d}}"
  renewalTime: "{{now +600d}}"
  conditions: [{type: Ready, status: "True", reason: Ready, lastTransitionTime: "{{now -90d}}"}]
---
apiVersion: cert-manager.io/v1
kind: Issuer
metadata: {name: own, namespace: shop, creationTimestamp: "{{now -90d}}"}
spec: {selfSigned: {}}
status: {conditions: [{type: Ready, status: "True", reason: IsReady, lastTransitionTime: "{{now -90d}}"}]}`
    const found = links(
      ISSUER,
      maker,
      authority('new ca cn=internal notAfter=+900d'),
      leaf('signedBy=old', 'old ca cn=internal notAfter=+800d'),
    )
    expect(found).to.deep.equal(['PKI110 shop/web -> PKI223 shop/internal-ca', 'PKI223 shop/internal-ca'])
  })

  it('lead an issuer that is not ready to the Certificate that has overwritten its CA', () => {
    const over = `
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: {name: web, namespace: shop, creationTimestamp: "{{now -40d}}"}
spec: {secretName: internal-ca, dnsNames: [web.corp], issuerRef: {name: internal}}
status: {revision: 1, renewalTime: "{{now +20d}}", conditions: [{type: Ready, status: "True", reason: Ready, lastTransitionTime: "{{now -40d}}"}]}
---
apiVersion: v1
kind: Secret
metadata: {name: internal-ca, namespace: shop, annotations: {cert-manager.io/certificate-name: web, cert-manager.io/issuer-name: internal, cert-manager.io/issuer-kind: Issuer}}
type: kubernetes.io/tls
data: {tls.crt: "{{base64 cert web san=web.corp signedBy=gone}}", tls.key: "{{base64 key web}}", ca.crt: "{{base64 cert gone ca}}"}
---
apiVersion: cert-manager.io/v1
kind: Issuer
metadata: {name: internal, namespace: shop, creationTimestamp: "{{now -90d}}"}
spec: {ca: {secretName: internal-ca}}
status: {conditions: [{type: Ready, status: "False", reason: ErrInvalidKeyPair, message: "Error getting keypair for CA issuer: certificate is not a CA", lastTransitionTime: "{{now -40d}}"}]}`
    const found = links(over)
    expect(found).to.deep.equal([
      'PKI121 shop/web',
      'PKI201 shop/internal -> PKI205 shop/internal',
      'PKI205 shop/internal -> PKI121 shop/web',
    ])
  })

  it('lead a certificate that expires to the Secret that was left behind', () => {
    const orphan = `
apiVersion: v1
kind: Secret
metadata: {name: web-tls, namespace: shop, annotations: {cert-manager.io/certificate-name: web}}
type: kubernetes.io/tls
data: {tls.crt: "{{base64 cert web san=web.corp notBefore=-80d notAfter=+10d}}", tls.key: "{{base64 key web}}"}`
    expect(links(orphan)).to.deep.equal(['PKI119 shop/web-tls -> PKI122 shop/web-tls', 'PKI122 shop/web-tls'])
  })

  it('lead the wait of a Certificate to the answer that was not stored', () => {
    const found = links(`
apiVersion: cert-manager.io/v1
kind: Issuer
metadata: {name: own, namespace: shop, creationTimestamp: "{{now -90d}}"}
spec: {vault: {server: "https://vault.corp", path: pki/sign/web}}
status: {conditions: [{type: Ready, status: "True", reason: VaultVerified, lastTransitionTime: "{{now -90d}}"}]}
---
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: {name: web, namespace: shop, creationTimestamp: "{{now -2h}}"}
spec: {secretName: web-tls, dnsNames: [web.corp], issuerRef: {name: own}}
status:
  failedIssuanceAttempts: 2
  lastFailureTime: "{{now -20m}}"
  conditions: [{type: Ready, status: "False", reason: DoesNotExist}, {type: Issuing, status: "False", reason: policy.cert-manager.io, message: "The certificate request has failed to complete and will be retried: No policy approved this request"}]
---
apiVersion: cert-manager.io/v1
kind: CertificateRequest
metadata: {name: web-1, namespace: shop, creationTimestamp: "{{now -20m}}", annotations: {cert-manager.io/certificate-name: web, cert-manager.io/certificate-revision: "1"}}
spec: {issuerRef: {name: own}}
status: {certificate: "{{base64 cert web san=web.corp}}", conditions: [{type: Approved, status: "True", reason: cert-manager.io}, {type: Ready, status: "True", reason: Issued, lastTransitionTime: "{{now -20m}}"}]}`)
    expect(found).to.deep.equal(['PKI112 shop/web -> PKI120 shop/web', 'PKI120 shop/web'])
  })
})
