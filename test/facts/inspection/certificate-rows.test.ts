import {expect} from 'chai'
import type {CertificateRow} from '../../../src/core/inspect/certificate-row.ts'
import {viewOf} from '../../../src/core/kube/view.ts'
import {anchorsOf} from '../../../src/facts/inspection/anchors.ts'
import {certificateRows} from '../../../src/facts/inspection/rows/certificate-rows.ts'
import {SCENE_NOW} from '../../support/placeholders.ts'
import {type SceneOptions, scene} from '../../support/scene.ts'

const rowsOf = (yaml: string, namespaces?: readonly string[], options: SceneOptions = {}) => {
  const view = viewOf(scene(yaml, options))
  return certificateRows({view, now: SCENE_NOW, anchors: anchorsOf(view)}, namespaces)
}

const line = ({subject: {kind, namespace = '-', name}, at, name: of}: CertificateRow): string =>
  `${namespace} ${kind}/${name}${at === undefined ? '' : ` ${at}`}: ${of}`

const CERTIFICATE = `
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: {name: web, namespace: shop, labels: {team: web}}
spec: {secretName: web-tls, issuerRef: {kind: ClusterIssuer, name: ca}, dnsNames: [web.corp]}`

const READY = `${CERTIFICATE}
status: {revision: 1, conditions: [{type: Ready, status: "True", reason: Ready}]}`

const SECRET = `
apiVersion: v1
kind: Secret
metadata: {name: web-tls, namespace: shop}
type: kubernetes.io/tls
stringData: {tls.crt: "{{cert web signedBy=ca cn= san=web.corp notAfter=+90d}}", tls.key: "{{key web}}", ca.crt: "{{cert ca ca notAfter=+30d}}"}`

describe('rows of all certificates', () => {
  it('are one for what a Certificate orders, with the end of the whole chain, and one for its CA', () => {
    const [web, ca, ...others] = rowsOf(`${READY}\n---${SECRET}`)
    expect(others).to.deep.equal([])
    expect(web).to.deep.include({
      subject: {apiVersion: 'cert-manager.io/v1', kind: 'Certificate', namespace: 'shop', name: 'web'},
      store: 'web-tls',
      name: 'web.corp',
      issuer: 'ClusterIssuer/ca',
      notAfter: '2027-02-20T12:00:00Z',
      effectiveNotAfter: '2026-12-22T12:00:00Z',
      ready: true,
      problem: 'a CA above it ends before it is renewed',
      labels: {team: 'web'},
    })
    expect(ca).to.deep.include({at: 'ca.crt', name: 'ca', isCa: true, issuer: 'self-signed'})
  })

  it('do not complain of a leaf that outlives its CA by moments, but tell the earlier end', () => {
    const [web] = rowsOf(`${READY}\n---${SECRET.replace('+30d', '+89d')}`)
    expect(web).to.deep.include({effectiveNotAfter: '2027-02-19T12:00:00Z'})
    expect(web).to.not.have.property('problem')
  })

  it('say why there is no certificate', () => {
    const problemOf = (status: string, more = '') =>
      rowsOf(`${CERTIFICATE}\nstatus: ${status}${more}`).map(({problem, notAfter}) => [problem, notAfter])
    expect(problemOf('{}')).to.deep.equal([['no certificate yet: nobody has looked at it', undefined]])
    const request = (status: string) => `
---
apiVersion: cert-manager.io/v1
kind: CertificateRequest
metadata: {name: web-1, namespace: shop, annotations: {cert-manager.io/certificate-name: web, cert-manager.io/certificate-revision: "1"}}
spec: {issuerRef: {kind: ClusterIssuer, name: ca}}
status: ${status}`
    const issuing = '{conditions: [{type: Issuing, status: "True", reason: DoesNotExist, message: there is none}]}'
    expect(problemOf(issuing)[0]?.[0]).to.equal('no certificate yet: no request was made yet')
    expect(problemOf(issuing, request('{}'))[0]?.[0]).to.equal(
      'no certificate yet: nobody has approved certificaterequest/web-1',
    )
    const denied = '{conditions: [{type: Denied, status: "True", reason: Policy, message: not allowed}]}'
    expect(problemOf(issuing, request(denied))[0]?.[0]).to.equal('no certificate yet: not allowed')
    const pending =
      '{conditions: [{type: Approved, status: "True"}, {type: Ready, status: "False", reason: Pending, message: CA is down}]}'
    expect(problemOf(issuing, request(pending))[0]?.[0]).to.equal('no certificate yet: CA is down')
  })

  it('show what was issued where Secrets are not read, else what the status says', () => {
    const because = {reason: 'not-collected', detail: '--no-secrets'} as const
    const issued = `${READY}
---
apiVersion: cert-manager.io/v1
kind: CertificateRequest
metadata: {name: web-1, namespace: shop, annotations: {cert-manager.io/certificate-name: web, cert-manager.io/certificate-revision: "1"}}
spec: {issuerRef: {kind: ClusterIssuer, name: ca}}
status: {certificate: "{{base64 cert web notAfter=+9d}}", conditions: [{type: Approved, status: "True"}, {type: Ready, status: "True"}]}`
    const [row] = rowsOf(issued, undefined, {none: {'core/secrets': because}})
    expect(row).to.deep.include({at: 'status.certificate', notAfter: '2026-12-01T12:00:00Z'})
    const told = READY.replace('revision: 1,', 'revision: 1, notAfter: "2026-12-24T00:00:00Z",')
    const [reported] = rowsOf(told, undefined, {none: {'core/secrets': because}})
    expect(reported).to.deep.include({name: 'web.corp', notAfter: '2026-12-24T00:00:00Z'})
    expect(reported).to.not.have.property('fingerprint')
  })

  it('say what is wrong with what is stored', () => {
    const problems = (crt: string, key = 'web') =>
      rowsOf(`
apiVersion: v1
kind: Secret
metadata: {name: web, namespace: shop}
type: kubernetes.io/tls
stringData: {tls.crt: "${crt}", tls.key: "{{key ${key}}}"}`).map(({problem}) => problem)
    expect(problems('{{cert web notAfter=-1d}}')).to.deep.equal(['expired'])
    expect(problems('{{cert web notBefore=+1d}}')).to.deep.equal(['is valid only from 2026-11-23T12:00:00Z on'])
    expect(problems('{{cert web}}', 'other')).to.deep.equal(['tls.key is the key of another certificate'])
    expect(problems('{{cert web}}')).to.deep.equal([undefined])
  })

  it('show each CA once, where it matters most, and how many others have it', () => {
    const rows = rowsOf(`
apiVersion: trust.cert-manager.io/v1alpha1
kind: Bundle
metadata: {name: corp}
spec: {sources: [{inLine: "{{cert root ca}}"}], target: {configMap: {key: ca.pem}}}
---
apiVersion: certmanager.step.sm/v1beta1
kind: StepClusterIssuer
metadata: {name: step}
spec: {url: "https://ca", caBundle: "{{base64 cert root}}"}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: corp, namespace: shop}
data: {ca.pem: "{{cert root}}"}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: kube-root-ca.crt, namespace: a}
data: {ca.crt: "{{cert kubernetes ca}}"}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: kube-root-ca.crt, namespace: kube-system}
data: {ca.crt: "{{cert kubernetes ca}}"}
---
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingWebhookConfiguration
metadata: {name: guard}
webhooks: [{name: a.corp, clientConfig: {caBundle: "{{base64 cert hook ca notAfter=-1d}}", url: "https://guard"}}]`)
    expect(rows.map(row => [line(row), row.others, row.problem])).to.deep.equal([
      ['- Bundle/corp: root', 2, undefined],
      ['kube-system ConfigMap/kube-root-ca.crt ca.crt: kubernetes', 1, undefined],
      ['- ValidatingWebhookConfiguration/guard webhooks[0].clientConfig.caBundle: hook', undefined, 'expired'],
    ])
  })

  it('show of each kubelet the latest certificate', () => {
    const csr = (name: string, created: string, cert: string) => `
---
apiVersion: certificates.k8s.io/v1
kind: CertificateSigningRequest
metadata: {name: ${name}, creationTimestamp: "{{now ${created}}}"}
spec: {username: "system:node:n1", signerName: kubernetes.io/kubelet-serving, request: ""}
status: {certificate: "{{base64 cert ${cert}}}"}`
    const rows = rowsOf(`${csr('old', '-9h', 'first')}${csr('new', '-1h', 'second')}`.slice(4))
    expect(rows.map(row => [line(row), row.issuer])).to.deep.equal([
      ['- CertificateSigningRequest/new status.certificate: second', 'kubernetes.io/kubelet-serving'],
    ])
  })

  it('are of the namespaces that were asked for, but judged by what lies elsewhere', () => {
    const yaml = `${READY.replace('ClusterIssuer', 'Issuer')}\n---${SECRET}\n---
apiVersion: v1
kind: Secret
metadata: {name: other, namespace: other}
type: kubernetes.io/tls
stringData: {tls.crt: "{{cert other}}", tls.key: "{{key other}}"}
---
apiVersion: trust.cert-manager.io/v1alpha1
kind: Bundle
metadata: {name: corp}
spec: {sources: [{inLine: "{{cert root ca}}"}], target: {configMap: {key: ca.pem}}}`
    expect(rowsOf(yaml, ['shop']).map(line)).to.deep.equal([
      'shop Certificate/web: web.corp',
      'shop Secret/web-tls ca.crt: ca',
    ])
    expect(rowsOf(yaml)).to.have.length(4)
  })
})
