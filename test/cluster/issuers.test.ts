import {X509Certificate} from 'node:crypto'
import {expect} from 'chai'
import type {Bed} from './bed/bed.ts'
import {pebbleOf} from './bed/components/pebble.ts'
import {stepCaOf} from './bed/components/step-ca.ts'
import type {KubeBody} from './bed/kube-api.ts'
import {describeOnBed} from './describe-on-bed.ts'
import {runPki} from './run-doctor.ts'

interface IssuerRef {
  readonly name: string
  readonly kind: string
  readonly group: string
}

const group = 'cert-manager.io'

const certificate = (name: string, dnsName: string, issuerRef: IssuerRef) => ({
  ...{apiVersion: 'cert-manager.io/v1', kind: 'Certificate', metadata: {name, namespace: 'app'}},
  spec: {secretName: `${name}-tls`, duration: '24h', dnsNames: [dnsName], issuerRef},
})

const readyCondition = (object: KubeBody | undefined): {status: string; reason: string; message: string} | undefined =>
  object?.status?.conditions?.find((one: {type: string}) => one.type === 'Ready')

const issued = async (bed: Bed, name: string): Promise<{leaf: X509Certificate; ca: X509Certificate}> => {
  const path = `/apis/cert-manager.io/v1/namespaces/app/certificates/${name}`
  await bed.waitFor(`certificate ${name}`, async () => readyCondition(await bed.api.find(path))?.status === 'True')
  const {data} = await bed.api.get(`/api/v1/namespaces/app/secrets/${name}-tls`)
  const [leaf, ca] = [data['tls.crt'], data['ca.crt'] ?? data['tls.crt']].map(one => Buffer.from(one, 'base64'))
  return {leaf: new X509Certificate(leaf ?? ''), ca: new X509Certificate(ca ?? '')}
}

const stepClusterIssuer = async (bed: Bed, name: string, url?: string) => {
  const ca = await stepCaOf(bed)
  const passwordRef = {name: ca.passwordSecret, namespace: ca.namespace, key: 'password'}
  const caBundle = Buffer.from(ca.rootPem).toString('base64')
  return {
    ...{apiVersion: 'certmanager.step.sm/v1beta1', kind: 'StepClusterIssuer', metadata: {name}},
    spec: {url: url ?? ca.url, caBundle, provisioner: {name: 'admin', kid: ca.kid, passwordRef}},
  }
}

const stepReady = (bed: Bed, name: string) =>
  bed.waitFor(`the status of StepClusterIssuer ${name}`, async () =>
    readyCondition(await bed.api.find(`/apis/certmanager.step.sm/v1beta1/stepclusterissuers/${name}`)),
  )

const options = {with: ['cert-manager', 'step', 'pebble', 'kwok'], approver: 'builtin'} as const

describeOnBed('issuers, with the built-in approver and fake nodes', options, bed => {
  before('a namespace', () => bed().kubectl(['create', 'namespace', 'app']))

  it("a CA issuer's certificate is issued from a self-signed root", async () => {
    const root = certificate('root', 'root.corp', {name: 'selfsigned', kind: 'ClusterIssuer', group})
    await bed().apply(
      {apiVersion: 'cert-manager.io/v1', kind: 'ClusterIssuer', metadata: {name: 'selfsigned'}, spec: {selfSigned: {}}},
      {...root, spec: {...root.spec, isCA: true, commonName: 'corp root'}},
      {
        ...{apiVersion: 'cert-manager.io/v1', kind: 'Issuer', metadata: {name: 'corp', namespace: 'app'}},
        spec: {ca: {secretName: 'root-tls'}},
      },
      certificate('web', 'web.corp', {name: 'corp', kind: 'Issuer', group}),
    )
    const {leaf, ca} = await issued(bed(), 'web')
    expect(leaf.subjectAltName).to.equal('DNS:web.corp')
    expect(leaf.verify(ca.publicKey)).to.equal(true)
  })

  it('step-issuer reaches step-ca by the long Service name of the chart, and issues', async () => {
    await bed().apply(await stepClusterIssuer(bed(), 'step'))
    expect(await stepReady(bed(), 'step')).to.include({
      ...{status: 'True', reason: 'Verified'},
      message: 'StepClusterIssuer verified and ready to sign certificates',
    })
    const ref = {name: 'step', kind: 'StepClusterIssuer', group: 'certmanager.step.sm'}
    await bed().apply(certificate('canary', 'canary.corp', ref))
    const {leaf} = await issued(bed(), 'canary')
    expect(leaf.subjectAltName).to.equal('DNS:canary.corp')
    expect(leaf.issuer).to.contain('Step Certificates Intermediate CA')
  })

  it('an alias resolves, but is not in the SANs of the CA; a name that is no Service does not resolve', async () => {
    const {fullName} = await stepCaOf(bed())
    await bed().apply({
      ...{apiVersion: 'v1', kind: 'Service', metadata: {name: 'ca', namespace: 'step-ca'}},
      spec: {type: 'ExternalName', externalName: `${fullName}.step-ca.svc.cluster.local`},
    })
    await bed().apply(
      await stepClusterIssuer(bed(), 'alias', 'https://ca.step-ca.svc.cluster.local'),
      await stepClusterIssuer(bed(), 'nowhere', 'https://step-ca.nowhere.svc.cluster.local'),
    )
    for (const name of ['alias', 'nowhere']) {
      expect(await stepReady(bed(), name)).to.include({
        ...{status: 'False', reason: 'Error', message: 'failed initialize provisioner'},
      })
    }
    const log = () => bed().process('step-issuer').log
    const wrongName = `certificate is valid for ${fullName}.step-ca.svc.cluster.local, not ca.step-ca.svc.cluster.local`
    expect(log()).to.contain(wrongName)
    expect(log()).to.contain('lookup step-ca.nowhere.svc.cluster.local on 10.96.0.10:53: no such host')
  })

  it('step-ca serves another name once its ConfigMap says so and its pod restarts, and the alias works', async () => {
    const {fullName} = await stepCaOf(bed())
    const path = `/api/v1/namespaces/step-ca/configmaps/${fullName}-config`
    const config = JSON.parse((await bed().api.get(path)).data['ca.json'])
    config.dnsNames.push('ca.step-ca.svc.cluster.local')
    await bed().api.patch(path, {data: {'ca.json': JSON.stringify(config)}})
    await bed().process('step-ca').restart()
    await bed().kubectl(['annotate', 'stepclusterissuer/alias', 'again=now'])
    const isReady = async () => (await stepReady(bed(), 'alias'))?.status === 'True'
    await bed().waitFor('the issuer by the alias', isReady)
  })

  it("pebble validates by HTTP-01 through cert-manager's Ingress, and issues", async () => {
    const {directory, caPem} = await pebbleOf(bed())
    const solvers = [{http01: {ingress: {ingressClassName: 'nginx'}}}]
    const caBundle = Buffer.from(caPem).toString('base64')
    const acme = {server: directory, caBundle, privateKeySecretRef: {name: 'acme-account'}, solvers}
    const ref = {name: 'acme', kind: 'Issuer', group}
    await bed().apply(
      {
        ...{apiVersion: 'networking.k8s.io/v1', kind: 'IngressClass', metadata: {name: 'nginx'}},
        spec: {controller: 'k8s.io/ingress-nginx'},
      },
      {apiVersion: 'cert-manager.io/v1', kind: 'Issuer', metadata: {name: 'acme', namespace: 'app'}, spec: {acme}},
    )
    const acmeCertificate = certificate('public', 'public.corp.test', ref)
    await bed().apply({...acmeCertificate, spec: {...acmeCertificate.spec, duration: undefined}})
    const {leaf} = await issued(bed(), 'public')
    expect(leaf.issuer).to.contain('Pebble Intermediate CA')
    const {stdout} = await runPki(bed(), ['inspect', 'certificate/public', '-n', 'app'])
    expect(stdout).to.match(/says +order\/public-1-\d+: now valid\n/)
  })

  it('Deployments are available and their Services have endpoints, as on a cluster with nodes', async () => {
    const deployments = '/apis/apps/v1/namespaces/cert-manager/deployments'
    await bed().waitFor('all Deployments to be available', async () => {
      const all = await bed().api.list(deployments)
      return all.length === 3 && all.every(one => one.status.availableReplicas === 1)
    })
    const slices = '/apis/discovery.k8s.io/v1/namespaces/cert-manager/endpointslices'
    await bed().waitFor('the webhook to have a ready endpoint', async () => {
      const all = await bed().api.list(`${slices}?labelSelector=kubernetes.io%2Fservice-name%3Dcert-manager-webhook`)
      return all.some(slice => slice.endpoints?.some((one: KubeBody) => one.conditions.ready))
    })
  })

  it('a webhook that is down refuses connections, and the API server says so', async () => {
    await bed().process('cert-manager-webhook').stop()
    const issuer = {
      apiVersion: 'cert-manager.io/v1',
      kind: 'ClusterIssuer',
      metadata: {name: 'x'},
      spec: {selfSigned: {}},
    }
    const refused = await bed()
      .apply(issuer)
      .catch(error => error)
    expect(refused.stderr).to.contain('failed calling webhook "webhook.cert-manager.io"')
    expect(refused.stderr).to.contain('connect: connection refused')
    await bed().process('cert-manager-webhook').start()
    expect(await bed().apply(issuer)).to.contain('created')
  })
})
