import {expect} from 'chai'
import {linksOf, reportOn} from '../../support/links.ts'

const node = (name: string) => `
apiVersion: v1
kind: Node
metadata: {name: ${name}}
status: {nodeInfo: {kubeletVersion: v1.36.4}, addresses: [{type: InternalIP, address: 10.0.0.1}]}`

const request = (name: string, of: string, age: string) => `
apiVersion: certificates.k8s.io/v1
kind: CertificateSigningRequest
metadata: {name: ${name}, creationTimestamp: "{{now -${age}}}"}
spec: {signerName: kubernetes.io/kubelet-serving, username: "system:node:${of}", request: "{{base64 csr ${of} ip=10.0.0.1}}"}`

const approver = `
apiVersion: apps/v1
kind: Deployment
metadata: {name: approver, namespace: kubelet-serving-cert-approver}
spec: {template: {spec: {containers: [{image: ghcr.io/alex1989hu/kubelet-serving-cert-approver:0.10.1}]}}}
status: {replicas: 1, availableReplicas: 1}`

const HOME = 'kubelet-serving-cert-approver/kubelet-serving-cert-approver'

describe('dependencies of kubelets', () => {
  it('lead every waiting node to the one approver that is missing', () => {
    const scene = [
      node('n1'),
      node('n2'),
      node('n3'),
      request('csr-1', 'n1', '10m'),
      request('csr-2', 'n2', '8m'),
      request('csr-3', 'n3', '5h'),
    ]
    const report = reportOn(scene.join('\n---'))
    expect(linksOf(report)).to.deep.equal([
      `PKI501 csr-1 -> PKI508 ${HOME}`,
      `PKI501 csr-2 -> PKI508 ${HOME}`,
      `PKI502 csr-3 -> PKI508 ${HOME}`,
      `PKI508 ${HOME}`,
    ])
    expect(report.summary.problems).to.equal(1)
  })

  it('leave what waits beside an approver without a cause: it has its own', () => {
    const report = reportOn([node('n1'), request('csr-1', 'n1', '10m'), approver].join('\n---'))
    expect(linksOf(report)).to.deep.equal(['PKI501 csr-1'])
  })
})

describe('causes of short certificates', () => {
  it('blames the CA of the cluster for certificates that end with it', () => {
    const scene = `
apiVersion: v1
kind: ConfigMap
metadata: {name: kube-root-ca.crt, namespace: kube-system}
data: {ca.crt: "{{cert kubernetes ca notBefore=-3630d notAfter=+20d}}"}
---
apiVersion: certificates.k8s.io/v1
kind: CertificateSigningRequest
metadata: {name: csr-8xk2p, creationTimestamp: "{{now -5m}}"}
spec: {signerName: kubernetes.io/kubelet-serving, username: "system:node:n1"}
status: {certificate: "{{base64 cert n1 signedBy=kubernetes san=n1 notAfter=+20d}}"}`
    expect(linksOf(reportOn(scene))).to.include.members([
      'PKI515 csr-8xk2p -> PKI906 kube-system/kube-root-ca.crt',
      'PKI906 kube-system/kube-root-ca.crt',
    ])
  })
})

describe('remedies for kubelets', () => {
  const remedyOf = (of: string) =>
    reportOn([node('n1'), approver, of].join('\n---'))
      .findings.filter(({rule}) => rule === 'PKI501')
      .flatMap(({remedy}) => remedy.map(({say, run}) => run?.join(' ') ?? say))

  const asking = (csr: string) => request('csr-1', 'n1', '10m').replace(/\{\{base64 csr [^}]*\}\}/, `{{base64 ${csr}}}`)

  it('name the approval where all names are those of the node', () => {
    expect(remedyOf(asking('csr n1 ip=10.0.0.1'))).to.include('kubectl certificate approve csr-1')
  })

  it('never name it where something is odd, and say what', () => {
    const odd: readonly (readonly [string, string])[] = [
      ['csr n1 san=n1,kubernetes.default.svc', 'DNS:kubernetes.default.svc'],
      ['csr n1 ip=10.0.0.2', 'IP:10.0.0.2'],
      ['csr n1 email=me@corp.example', 'email:me@corp.example'],
      ['csr n1 cn=system:node:n2', 'CN=system:node:n2'],
      ['csr n1 o=system:masters', 'O=system:masters'],
    ]
    for (const [csr, said] of odd) {
      const remedy = remedyOf(asking(csr)).join('\n')
      expect(remedy, csr).to.contain('Do not approve').and.to.contain(said)
      expect(remedy, csr).not.to.contain('kubectl certificate approve')
    }
  })

  it('ask for a look where the request cannot be read', () => {
    const remedy = remedyOf(asking('csr n1').replace(/request: .*\}/, 'request: "bm90aGluZw=="}')).join('\n')
    expect(remedy).to.contain('Compare its names').and.not.to.contain('kubectl certificate approve')
  })
})
