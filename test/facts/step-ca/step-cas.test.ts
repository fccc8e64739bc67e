import {expect} from 'chai'
import type {Finding} from '../../../src/core/doctor/report.ts'
import {viewOf} from '../../../src/core/kube/view.ts'
import {caEndpoints} from '../../../src/facts/step-ca/ca-addresses.ts'
import {reportOn} from '../../support/links.ts'
import {scene} from '../../support/scene.ts'

/** As known from a cluster: what stands in files is changed there, without a command. */
const findingsOf = (rule: string, yaml: string): readonly Finding[] =>
  reportOn(`# source: cluster\n${yaml}`).findings.filter(finding => finding.rule === rule)

const release = (values: string) => `
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: step-ca, namespace: flux-system}
spec:
  targetNamespace: step-ca
  chart: {spec: {chart: step-certificates}}
  values: ${values}`

const issuer = (url: string) => `
---
apiVersion: certmanager.step.sm/v1beta1
kind: StepClusterIssuer
metadata: {name: step-ca}
spec: {url: "${url}"}`

const LONG = 'step-ca-step-ca-step-certificates.step-ca.svc.cluster.local'
const SHORT = 'step-ca.step-ca.svc.cluster.local'

const alias = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: {name: 'step-ca', namespace: 'step-ca'},
  spec: {
    selector: {'app.kubernetes.io/name': 'step-certificates', 'app.kubernetes.io/instance': 'step-ca-step-ca'},
    ports: [{name: 'https', port: 443, targetPort: 9000}],
  },
}

const patch = (url: string) => [
  'kubectl',
  'patch',
  'stepclusterissuer.certmanager.step.sm/step-ca',
  '--type=merge',
  '-p',
  JSON.stringify({spec: {url}}),
]

describe('what to do about a URL that the CA has no certificate for', () => {
  it('is a Service under the name in the certificate, where there is none, and that name', () => {
    const [finding] = findingsOf('PKI206', `${release(`{ca: {dns: "ca.corp,${SHORT}"}}`)}${issuer(`https://${LONG}`)}`)
    expect(finding?.message).to.equal(
      `The certificate of step-ca (step-ca/step-ca-step-ca-step-certificates) is for ca.corp, ${SHORT}, not for ${LONG}`,
    )
    expect(finding?.found).to.equal(LONG)
    expect(finding?.remedy[0]?.apply).to.deep.equal([alias])
    expect(finding?.remedy[1]?.run).to.deep.equal(patch(`https://${SHORT}`))
  })

  it('is a sentence for what stands in a file', () => {
    const yaml = `${release(`{ca: {dns: "${SHORT}"}}`)}${issuer(`https://${LONG}`)}`
    const [finding] = reportOn(yaml).findings.filter(({rule}) => rule === 'PKI206')
    expect(finding?.remedy[0]?.apply).to.deep.equal([alias])
    expect(finding?.remedy[1]).to.deep.equal({say: `Set spec.url to https://${SHORT}, the name of that Service`})
  })

  it('is the name alone, where it leads to the CA already', () => {
    const service = `
---
${JSON.stringify({...alias, spec: {...alias.spec, ports: [{name: 'https', port: 8443, targetPort: 9000}]}})}`
    const [finding] = findingsOf(
      'PKI206',
      `${release(`{ca: {dns: "${SHORT}"}}`)}${issuer(`https://${LONG}`)}${service}`,
    )
    expect(finding?.remedy[0]?.run).to.deep.equal(patch(`https://${SHORT}:8443`))
    expect(finding?.remedy.some(({apply}) => apply !== undefined)).to.equal(false)
  })

  it('is a name from outside only if it leads inside, and never one for its own pod', () => {
    const outside = findingsOf('PKI206', `${release('{ca: {dns: "localhost,ca.corp"}}')}${issuer(`https://${LONG}`)}`)
    expect(outside[0]?.remedy[0]?.say).to.contain('if that leads to the CA from inside the cluster')
    expect(outside[0]?.remedy[0]?.run).to.deep.equal(patch('https://ca.corp'))
    const local = findingsOf('PKI206', `${release('{ca: {dns: "localhost,127.0.0.1"}}')}${issuer(`https://${LONG}`)}`)
    expect(local[0]?.remedy.map(({say}) => say)).to.deep.equal([
      `No other pod can use a name of the certificate: before it is ever installed, add ${LONG} to ca.dns (after that, to dnsNames in its ca.json)`,
    ])
  })

  it('targets the port that its pods listen on', () => {
    const [finding] = findingsOf(
      'PKI220',
      release(`{service: {targetPort: 9443}, nameOverride: ca, ca: {dns: "${SHORT}"}}`),
    )
    expect(finding?.remedy[0]?.apply?.[0]).to.deep.equal({
      ...alias,
      spec: {
        selector: {'app.kubernetes.io/name': 'ca', 'app.kubernetes.io/instance': 'step-ca-step-ca'},
        ports: [{name: 'https', port: 443, targetPort: 9443}],
      },
    })
  })
})

describe('a name in the certificate that no Service has', () => {
  it('is graver where an issuer uses it than where the CA can be reached from outside', () => {
    const values = `{ca: {dns: "ca.corp,${SHORT}"}}`
    expect(findingsOf('PKI220', release(values))[0]?.severity).to.equal('warning')
    const used = findingsOf('PKI220', `${release(values)}${issuer(`https://${SHORT}`)}`)
    expect(used[0]?.severity).to.equal('error')
    expect(used[0]?.message).to.equal(
      `Its Service is step-ca/step-ca-step-ca-step-certificates, its certificate is for ca.corp, ${SHORT}, and there is no Service step-ca/step-ca`,
    )
  })
})

describe('endpoints of CAs', () => {
  it('are those of the issuers, each once', () => {
    const issuers = [
      'https://ca.corp',
      'ca.corp/',
      'https://ca.corp:8443',
      'https://[::1]:9000',
      `https://\${CA}`,
      'https://',
    ].map((url, index) => issuer(url).replace('name: step-ca', `name: step-${index}`))
    const reading = viewOf(scene(issuers.join(''))).fact(caEndpoints)
    expect(reading).to.deep.equal({
      known: true,
      value: [
        {host: 'ca.corp', port: 443},
        {host: 'ca.corp', port: 8443},
        {host: '::1', port: 9000},
      ],
    })
  })
})

describe('times of a back-off', () => {
  const certificate = (attempts: number) => `
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: {name: web, namespace: shop}
spec: {secretName: web-tls, issuerRef: {name: pca, kind: AWSPCAIssuer, group: awspca.cert-manager.io}}
status: {failedIssuanceAttempts: ${attempts}, lastFailureTime: "{{now -10m}}", conditions: [{type: Ready, status: "False"}]}`
  const denied = `
---
apiVersion: cert-manager.io/v1
kind: CertificateRequest
metadata: {name: web-1, namespace: shop, annotations: {cert-manager.io/certificate-name: web, cert-manager.io/certificate-revision: "1"}}
spec: {issuerRef: {name: pca, kind: AWSPCAIssuer, group: awspca.cert-manager.io}}
status: {conditions: [{type: Denied, status: "True", reason: policy.cert-manager.io, message: no}]}`
  const said = (yaml: string) => findingsOf('PKI112', yaml)[0]?.message

  it('double from an hour to 32', () => {
    expect(said(certificate(1))).to.equal('Failed once; the next attempt is in 50 min (2026-11-22 12:50Z)')
    expect(said(certificate(3))).to.equal('Failed 3 times; the next attempt is in 3 h 50 min (2026-11-22 15:50Z)')
    expect(said(certificate(40))).to.equal('Failed 40 times; the next attempt is in 31 h (2026-11-23 19:50Z)')
  })

  it('are one step longer where the old request is in the way', () => {
    expect(said(certificate(1) + denied)).to.equal(
      'Failed once; the next attempt, in 50 min (2026-11-22 12:50Z), fails on certificaterequest/web-1 again, so the first that can succeed is in 2 h 50 min (2026-11-22 14:50Z)',
    )
    const [first, second] = findingsOf('PKI112', certificate(1) + denied)[0]?.remedy ?? []
    expect(first?.run).to.deep.equal(['kubectl', 'delete', '-n', 'shop', 'certificaterequest.cert-manager.io/web-1'])
    expect(second?.run).to.deep.equal(['cmctl', 'renew', '-n', 'shop', 'web'])
  })
})
