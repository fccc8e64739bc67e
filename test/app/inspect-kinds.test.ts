import {expect} from 'chai'
import {drawScene, inspectOne} from '../support/inspect-scene.ts'

const STACK = `
apiVersion: apps/v1
kind: Deployment
metadata: {name: cert-manager, namespace: cert-manager}
spec: {template: {spec: {serviceAccountName: cert-manager, containers: [{image: "quay.io/jetstack/cert-manager-controller:v1.21.1"}]}}}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: approver-policy, namespace: cert-manager}
spec: {template: {spec: {containers: [{image: "quay.io/jetstack/cert-manager-approver-policy:v0.27.0"}]}}}
---`

const TRUST_MANAGER = `
apiVersion: apps/v1
kind: Deployment
metadata: {name: trust-manager, namespace: cert-manager, labels: {app.kubernetes.io/name: trust-manager}}
spec: {template: {spec: {containers: [{name: trust-manager, image: "quay.io/jetstack/trust-manager:v0.24.0", args: [--trust-namespace=cert-manager]}]}}}
---`

const ISSUER = `
apiVersion: cert-manager.io/v1
kind: ClusterIssuer
metadata: {name: corp}
spec: {ca: {secretName: corp-ca}}
status: {conditions: [{type: Ready, status: "True", reason: KeyPairVerified, message: Signing CA verified}]}
---
apiVersion: v1
kind: Secret
metadata: {name: corp-ca, namespace: cert-manager}
stringData: {tls.crt: "{{cert corp ca}}", tls.key: "{{key corp}}"}
---`

const request = (status: string): string => `
apiVersion: cert-manager.io/v1
kind: CertificateRequest
metadata:
  name: web-1
  namespace: shop
  creationTimestamp: "{{now -10m}}"
  annotations: {cert-manager.io/certificate-name: web, cert-manager.io/certificate-revision: "1"}
  ownerReferences: [{apiVersion: cert-manager.io/v1, kind: Certificate, name: web, uid: u1, controller: true}]
spec:
  issuerRef: {name: corp, kind: ClusterIssuer, group: cert-manager.io}
  request: "{{base64 csr n1 cn=web o= san=web.shop}}"
  username: system:serviceaccount:cert-manager:cert-manager
status: {conditions: [${status}]}
---`

const certificate = (status: string): string => `
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: {name: web, namespace: shop, uid: u1, creationTimestamp: "{{now -10m}}"}
spec: {secretName: web-tls, dnsNames: [web.shop], issuerRef: {name: corp, kind: ClusterIssuer, group: cert-manager.io}}
status: {${status}}
---`

const DENIED = [
  STACK,
  ISSUER,
  certificate(
    'failedIssuanceAttempts: 1, lastFailureTime: "{{now -9m}}", conditions: [{type: Ready, status: "False", reason: DoesNotExist, message: no Secret}, {type: Issuing, status: "False", reason: policy.cert-manager.io, message: denied, lastTransitionTime: "{{now -9m}}"}]',
  ),
  request(
    '{type: Denied, status: "True", reason: policy.cert-manager.io, message: "No policy approved this request: [web: no]", lastTransitionTime: "{{now -9m}}"}, {type: Ready, status: "False", reason: Denied, message: denied, lastTransitionTime: "{{now -9m}}"}',
  ),
].join('')

describe('inspect, kind by kind', () => {
  it('a Certificate: what it orders, and after a denial which attempt can succeed', async () => {
    const {order, story} = await inspectOne(DENIED, 'certificate/web')
    expect(order).to.deep.include({issuer: 'ClusterIssuer/corp', failedAttempts: 1, rotatesKey: true})
    expect(order?.asks.sans).to.deep.equal([{kind: 'dNSName', value: 'web.shop'}])
    expect(order?.nextAttempt).to.equal('2026-11-22T12:51:00Z')
    expect(order?.usefulAttempt).to.equal('2026-11-22T14:51:00Z')
    expect(story?.steps.map(({is, after}) => [is, after])).to.deep.equal([
      ['requested', undefined],
      ['denied', 60_000],
      ['retries', undefined],
      ['can-succeed', undefined],
    ])
  })

  it('draws that story with clocks, signs and what lies ahead', async () => {
    const text = await drawScene(DENIED, 'certificate/web')
    expect(text).to.match(/✗ Issuing +False, policy\.cert-manager\.io: denied \(9 min ago\)/)
    const story = text.slice(text.indexOf('story'), text.indexOf('used by')).trimEnd().split('\n')
    expect(story[0]).to.equal('story, 2026-11-22, 1 failed attempt')
    expect(story[1]).to.match(/^ {4}11:50:00Z {2,}requested +certificaterequest\/web-1 by serviceaccount/)
    expect(story.join(' ')).to.match(/✗ \+60 s +denied +by approver-policy: No policy approved this request/)
    expect(story.join(' ')).to.match(/! in 51 min +retries +2026-11-22 12:51Z, finds certificaterequest\/web-1 again/)
    expect(story.join(' ')).to.match(/i in 2 h 51 min +succeeds +2026-11-22 14:51Z, or at once, when/)
  })

  it('a CertificateRequest: what it asks for, who asks, and how policies stand to it', async () => {
    const policy = `
apiVersion: policy.cert-manager.io/v1alpha1
kind: CertificateRequestPolicy
metadata: {name: other}
spec: {selector: {issuerRef: {name: another}}}`
    const {requests, chains} = await inspectOne(`${DENIED}${policy}`, 'cr/web-1')
    expect(requests?.[0]).to.include({decision: 'denied', state: 'denied', decidedBy: 'approver-policy'})
    expect(requests?.[0]?.requester).to.equal('serviceaccount cert-manager/cert-manager')
    expect(requests?.[0]?.asks?.sans).to.deep.equal([{kind: 'dNSName', value: 'web.shop'}])
    expect(requests?.[0]?.policies?.map(({name, selects}) => [name, selects])).to.deep.equal([['other', false]])
    expect(chains).to.deep.equal([])
  })

  it('a Certificate at an ACME server: the order and each challenge, with what is said of them', async () => {
    const owned = (kind: string, name: string, owner: string, spec: string, status: string): string => `
apiVersion: acme.cert-manager.io/v1
kind: ${kind}
metadata: {name: ${name}, namespace: shop, creationTimestamp: "{{now -9m}}", ownerReferences: [{kind: ${owner}, name: ${owner === 'Order' ? 'web-1-1' : 'web-1'}, uid: none}]}
spec: {${spec}}
status: {${status}}
---`
    const acme = ISSUER.replace('{ca: {secretName: corp-ca}}', '{acme: {server: "https://acme.corp/dir"}}')
    const yaml = [
      STACK,
      acme,
      certificate('conditions: [{type: Issuing, status: "True", reason: DoesNotExist, message: none}]'),
      request(
        '{type: Approved, status: "True", reason: cert-manager.io, message: ok, lastTransitionTime: "{{now -9m}}"}, {type: Ready, status: "False", reason: Pending, message: "Waiting on order", lastTransitionTime: "{{now -9m}}"}',
      ),
      owned('Order', 'web-1-1', 'CertificateRequest', 'dnsNames: [web.shop]', 'state: pending'),
      owned(
        'Challenge',
        'web-1-1-1',
        'Order',
        'dnsName: web.shop, type: HTTP-01, token: t0ken, key: t0ken.thumb',
        'state: pending, reason: "wrong status code 404, expected 200"',
      ),
      owned('Challenge', 'other', 'Other', 'dnsName: other.shop, type: HTTP-01', 'state: pending'),
    ].join('')
    const {story, gaps} = await inspectOne(yaml, 'certificate/web')
    expect(story?.steps.filter(({is}) => is === 'pending').map(({detail}) => detail)).to.deep.equal([
      'ClusterIssuer/corp: Waiting on order',
      'order/web-1-1: pending',
      'challenge/web-1-1-1 (HTTP-01 for web.shop): pending, wrong status code 404, expected 200',
    ])
    expect(gaps).to.deep.equal([])
    expect(await drawScene(yaml, 'certificate/web', {format: 'json'})).not.to.include('t0ken')
  })

  it('an issuer: its CA, who asks it, who may approve that', async () => {
    const {issuer, chains, keys} = await inspectOne(DENIED, 'clusterissuer/corp')
    expect(chains[0]?.verdict).to.deep.equal({is: 'valid'})
    expect(keys[0]?.matches).to.equal(true)
    expect(issuer?.askedBy.map(({subject: {name}, ok}) => [name, ok])).to.deep.equal([['web', false]])
    expect(issuer?.secrets.map(({subject: {name}, how, ok}) => [name, how, ok])).to.deep.equal([
      ['corp-ca', 'signing', true],
    ])
    expect(issuer?.approvers.map(({who}) => who)).to.include('approver-policy')
  })

  it('an issuer that is not ready: what its controller has complained about since', async () => {
    const event = (name: string, time: string, type: string): string => `
apiVersion: v1
kind: Event
metadata: {name: ${name}, namespace: default}
involvedObject: {kind: ClusterIssuer, name: corp}
type: ${type}
reason: ErrGetKeyPair
message: ${name}
lastTimestamp: "{{now ${time}}}"
---`
    const issuer = (status: string): string =>
      ISSUER.replace('status: "True"', `lastTransitionTime: "{{now -5m}}", status: "${status}"`)
    const events = `${event('before', '-9m', 'Warning')}${event('after', '-2m', 'Warning')}${event('fine', '-1m', 'Normal')}`
    const said = async (status: string) =>
      (await inspectOne(`${issuer(status)}${events}`, 'clusterissuer/corp')).issuer?.warnings.map(
        ({message}) => message,
      )
    expect(await said('False')).to.deep.equal(['before', 'after'])
    expect(await said('True')).to.deep.equal(['after'])
    expect(await drawScene(`${issuer('False')}${events}`, 'clusterissuer/corp')).to.match(
      /! ErrGetKeyPair +after \(2 min ago\)/,
    )
  })

  it('a Bundle: its sources, and which namespace has something else or nothing', async () => {
    const target = (namespace: string, pem: string): string => `
apiVersion: v1
kind: Namespace
metadata: {name: ${namespace}}
---${
      pem === ''
        ? ''
        : `
apiVersion: v1
kind: ConfigMap
metadata: {name: roots, namespace: ${namespace}, labels: {trust.cert-manager.io/bundle: roots}}
data: {ca.crt: "${pem}"}
---`
    }`
    const yaml = `${TRUST_MANAGER}${target('a', '{{cert root ca}}')}${target('b', '{{cert old ca}}')}${target('c', '')}
apiVersion: trust.cert-manager.io/v1alpha1
kind: Bundle
metadata: {name: roots}
spec: {sources: [{inLine: "{{cert root ca}}"}, {configMap: {name: gone, key: ca.crt}}], target: {configMap: {key: ca.crt}}}
status: {conditions: [{type: Synced, status: "True", reason: Synced, message: ok, lastTransitionTime: "{{now -1d}}"}]}`
    const {bundle} = await inspectOne(yaml, 'bundle/roots')
    expect(bundle?.sources.map(({from, certificates, problem}) => [from, certificates, problem])).to.deep.equal([
      ['inline', 1, undefined],
      ['configmap/gone -n cert-manager', 0, 'is not there'],
    ])
    const states = Object.fromEntries(bundle?.targets.map(({namespace, state}) => [namespace, state]) ?? [])
    expect(states).to.include({a: 'synced', c: 'missing'})
    expect(new Set(bundle?.targets.map(({hash}) => hash)).size).to.equal(3)
  })

  it('a Node: what it asks for that is not its own', async () => {
    const yaml = `
apiVersion: v1
kind: Node
metadata: {name: n1}
status: {addresses: [{type: InternalIP, address: 10.0.0.1}, {type: Hostname, address: n1}]}
---
apiVersion: certificates.k8s.io/v1
kind: CertificateSigningRequest
metadata: {name: csr-1, creationTimestamp: "{{now -5m}}"}
spec:
  signerName: kubernetes.io/kubelet-serving
  username: system:node:n1
  groups: [system:nodes]
  usages: [digital signature, server auth]
  request: "{{base64 csr n1 ip=10.0.0.2}}"`
    const {requests, node} = await inspectOne(yaml, 'node/n1')
    expect(node?.addresses).to.have.length(2)
    expect(requests?.[0]).to.include({name: 'csr-1', state: 'nobody has decided'})
    expect(requests?.[0]?.doubtful).to.deep.equal(['IP:10.0.0.2'])
    expect(await drawScene(yaml, 'node/n1')).to.match(/✗ not its +IP:10\.0\.0\.2/)
  })

  it('an Ingress: each of its Secrets, and the hosts that they are not for', async () => {
    const yaml = `
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: web, namespace: shop}
spec: {tls: [{hosts: [web.shop, api.shop], secretName: a}, {hosts: [x.shop], secretName: gone}]}
---
apiVersion: v1
kind: Secret
metadata: {name: a, namespace: shop}
stringData: {tls.crt: "{{cert web san=web.shop}}", tls.key: "{{key web}}"}`
    const {chains, servers} = await inspectOne(yaml, 'ingress/web')
    expect(chains[0]?.hosts).to.deep.equal([
      {host: 'web.shop', covered: true},
      {host: 'api.shop', covered: false},
    ])
    expect(servers?.map(({hosts, problem}) => [hosts.join(), problem])).to.deep.equal([
      ['web.shop,api.shop', undefined],
      ['x.shop', 'there is no such Secret'],
    ])
  })

  it('a webhook: a CA that signs what is served is not taken for what is served', async () => {
    const hook = (annotation: string, ca: string): string => `
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingWebhookConfiguration
metadata: {name: hook, annotations: {${annotation}}}
webhooks: [{name: a.corp, clientConfig: {caBundle: "{{base64 cert ${ca}}}", service: {name: hook, namespace: shop}}}]
---
apiVersion: v1
kind: Service
metadata: {name: hook, namespace: shop}
---
apiVersion: v1
kind: Secret
metadata: {name: ca, namespace: shop, annotations: {cert-manager.io/allow-direct-injection: "true"}}
stringData: {ca.crt: "{{cert ca ca}}", tls.crt: "{{cert ca ca}}", tls.key: "{{key ca}}"}`
    const {chains, servers} = await inspectOne(
      hook('cert-manager.io/inject-ca-from-secret: shop/ca', 'ca'),
      'webhook/hook',
    )
    expect(chains.map(({role, hosts}) => [role, hosts])).to.deep.equal([['authorities', undefined]])
    expect(servers?.[0]).to.deep.include({hosts: ['hook.shop.svc'], service: 'service/hook -n shop'})
    expect(servers?.[0]?.injection?.from).to.equal('secret/ca -n shop')
  })
})
