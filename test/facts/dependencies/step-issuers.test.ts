import {expect} from 'chai'
import {linksOf, reportOn} from '../../support/links.ts'
import {mayApprove} from '../../support/may-approve.ts'

const cluster = `
# source: cluster
apiVersion: apps/v1
kind: Deployment
metadata: {name: cert-manager, namespace: cert-manager}
spec: {template: {spec: {serviceAccountName: cert-manager, containers: [{image: quay.io/jetstack/cert-manager-controller:v1.21.1}]}}}
status: {availableReplicas: 1}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: step-issuer, namespace: step-issuer}
spec: {template: {spec: {containers: [{image: "smallstep/step-issuer:0.12.0"}]}}}
status: {availableReplicas: 1}
---
${mayApprove()}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: ca-config, namespace: step-ca}
data: {ca.json: '{"dnsNames": ["ca.corp"], "authority": {"provisioners": [{"type": "JWK", "name": "admin", "key": {"kid": "Kid"}}]}}'}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: ca-certs, namespace: step-ca}
data: {root_ca.crt: "{{cert root ca}}"}
---
apiVersion: v1
kind: Secret
metadata: {name: password, namespace: shop}
stringData: {good: "for this test", bad: "for this test\\n"}`

const issuer = ({name = 'admin', key = 'good', root = 'root', ready = 'True'}) => `
---
apiVersion: certmanager.step.sm/v1beta1
kind: StepIssuer
metadata: {name: step, namespace: shop}
spec: {url: "https://ca.corp", caBundle: "{{base64 cert ${root} ca}}", provisioner: {name: ${name}, kid: Kid, passwordRef: {name: password, key: ${key}}}}
status: {conditions: [{type: Ready, status: "${ready}", reason: Error, message: failed initialize provisioner}]}`

const failed = (duration: string, message: string) => `
---
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: {name: web, namespace: shop, creationTimestamp: "{{now -20m}}"}
spec: {secretName: web-tls, duration: ${duration}, dnsNames: [web.corp], issuerRef: {name: step, kind: StepIssuer, group: certmanager.step.sm}}
status:
  failedIssuanceAttempts: 1
  lastFailureTime: "{{now -20m}}"
  conditions: [{type: Ready, status: "False", reason: DoesNotExist}, {type: Issuing, status: "False", reason: Failed}]
---
apiVersion: cert-manager.io/v1
kind: CertificateRequest
metadata: {name: web-1, namespace: shop, creationTimestamp: "{{now -20m}}", annotations: {cert-manager.io/certificate-name: web, cert-manager.io/certificate-revision: "1"}}
spec: {duration: ${duration}, issuerRef: {name: step, kind: StepIssuer, group: certmanager.step.sm}, username: "system:serviceaccount:cert-manager:cert-manager"}
status: {conditions: [{type: Approved, status: "True", reason: cert-manager.io}, {type: Ready, status: "False", reason: Failed, message: "${message}"}]}`

const links = (...yaml: readonly string[]) => linksOf(reportOn([cluster, ...yaml].join('')))

describe('dependencies of Step issuers', () => {
  it('lead a failed request to the duration that step-ca does not sign for', () => {
    const message =
      'Failed to sign certificate request: The request was forbidden by the certificate authority: requested duration of 2160h1m0s is more than the authorized maximum certificate duration of 24h1m0s.'
    expect(links(issuer({}), failed('2160h', message))).to.deep.equal([
      'PKI112 shop/web -> PKI309 shop/web-1',
      'PKI211 shop/web',
      'PKI309 shop/web-1 -> PKI211 shop/web',
    ])
  })

  it('lead a failed request to the provisioner that is called otherwise', () => {
    const message =
      'Failed to sign certificate request: The request lacked necessary authorization to be completed. Please see the certificate authority logs for more info.'
    expect(links(issuer({name: 'administrator'}), failed('24h', message))).to.deep.equal([
      'PKI112 shop/web -> PKI309 shop/web-1',
      'PKI208 shop/step',
      'PKI309 shop/web-1 -> PKI208 shop/step',
    ])
  })

  it('lead an issuer that is not ready to its password, and to its caBundle', () => {
    expect(links(issuer({key: 'bad', ready: 'False'}))).to.deep.equal([
      'PKI201 shop/step -> PKI209 shop/step',
      'PKI209 shop/step',
    ])
    expect(links(issuer({root: 'other', ready: 'False'}))).to.deep.equal([
      'PKI201 shop/step -> PKI207 shop/step',
      'PKI207 shop/step',
    ])
  })
})
