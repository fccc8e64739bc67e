import {expect} from 'chai'
import {linksOf, reportOn} from '../../support/links.ts'
import {mayApprove} from '../../support/may-approve.ts'

const join = (...parts: readonly string[]) => parts.join('\n---')

const certManager = `
apiVersion: apps/v1
kind: Deployment
metadata: {name: cert-manager, namespace: cert-manager}
spec: {template: {spec: {serviceAccountName: cert-manager, containers: [{image: quay.io/jetstack/cert-manager-controller:v1.21.1}]}}}
---
${mayApprove()}`

const clusterIssuer = `
apiVersion: cert-manager.io/v1
kind: ClusterIssuer
metadata: {name: corp}
spec: {acme: {server: "https://acme.corp/directory"}}
status: {conditions: [{type: Ready, status: "True", reason: ACMEAccountRegistered}]}`

const ingress = (annotations = '{}') => `
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: web, namespace: shop, creationTimestamp: "{{now -2h}}", annotations: ${annotations}}
spec: {tls: [{hosts: [shop.corp], secretName: web-tls}]}`

const certificate = `
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: {name: web, namespace: shop, creationTimestamp: "{{now -1h}}"}
spec: {secretName: web-tls, dnsNames: [shop.corp], issuerRef: {name: corp, kind: ClusterIssuer}}
status: {conditions: [{type: Ready, status: "False", reason: DoesNotExist}, {type: Issuing, status: "True", reason: DoesNotExist, lastTransitionTime: "{{now -1h}}"}]}`

describe('causes of consumers', () => {
  it('blames the Certificate that stands still for an Ingress and a Gateway without their Secret', () => {
    const gateway = `
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: web, namespace: shop}
spec: {listeners: [{name: https, protocol: HTTPS, hostname: shop.corp, tls: {certificateRefs: [{name: web-tls}]}}]}`
    expect(linksOf(reportOn(join(certManager, clusterIssuer, ingress(), gateway, certificate)))).to.deep.equal([
      'PKI114 shop/web',
      'PKI602 shop/web -> PKI114 shop/web',
      'PKI602 shop/web -> PKI114 shop/web',
    ])
  })

  it('blames the missing cert-manager for an annotation that nobody obeys', () => {
    const annotated = ingress('{cert-manager.io/cluster-issuer: corp}')
    expect(linksOf(reportOn(join(clusterIssuer, annotated)))).to.deep.equal([
      'PKI602 shop/web -> PKI801 cert-manager/cert-manager',
      'PKI801 cert-manager/cert-manager',
    ])
  })

  it('blames the Certificate of a webhook for a CA that was not injected', () => {
    const webhook = `
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingWebhookConfiguration
metadata: {name: guard, creationTimestamp: "{{now -2h}}", annotations: {cert-manager.io/inject-ca-from: shop/web}}
webhooks: [{name: guard.corp, clientConfig: {service: {name: guard, namespace: shop}}}]`
    expect(linksOf(reportOn(join(certManager, clusterIssuer, webhook, certificate)))).to.deep.equal([
      'PKI114 shop/web',
      'PKI604 guard -> PKI114 shop/web',
    ])
  })

  it('says the same of all Ingresses that share a Secret: one Certificate for all their hosts', () => {
    const issuer = clusterIssuer.replace('acme: {server: "https://acme.corp/directory"}', 'ca: {secretName: corp}')
    const other = ingress().replace('name: web,', 'name: other,').replace('shop.corp', 'other.corp')
    const report = reportOn(join(certManager, issuer, ingress(), other))
    const missing = report.findings.filter(({rule}) => rule === 'PKI602')
    expect(missing.length).to.equal(2)
    expect(missing[0]?.remedy).to.deep.equal(missing[1]?.remedy)
    const [manifest] = missing[0]?.remedy[0]?.apply ?? []
    expect(manifest?.spec).to.deep.equal({
      secretName: 'web-tls',
      dnsNames: ['other.corp', 'shop.corp'],
      issuerRef: {name: 'corp', kind: 'ClusterIssuer', group: 'cert-manager.io'},
    })
  })

  it('blames a certificate without the names that were asked for, or without any, for a host that it is not for', () => {
    const secret = (attributes: string) => `
apiVersion: v1
kind: Secret
metadata: {name: web-tls, namespace: shop, annotations: {cert-manager.io/certificate-name: web}}
type: kubernetes.io/tls
data: {ca.crt: "{{base64 cert ca ca}}", tls.crt: "{{base64 cert web signedBy=ca ${attributes}}}", tls.key: "{{base64 key web}}"}`
    const issued = certificate.replace(
      'status: "False", reason: DoesNotExist}, {type: Issuing, status: "True", reason: DoesNotExist, lastTransitionTime: "{{now -1h}}"}',
      'status: "True", reason: Ready}',
    )
    expect(
      linksOf(reportOn(join(certManager, clusterIssuer, ingress(), issued, secret('san=old.corp')))),
    ).to.include.members(['PKI106 shop/web', 'PKI601 shop/web -> PKI106 shop/web'])
    expect(linksOf(reportOn(join(ingress(), secret('cn=shop.corp usages=serverAuth'))))).to.include.members([
      'PKI116 shop/web-tls',
      'PKI601 shop/web -> PKI116 shop/web-tls',
    ])
  })
})
