import {X509Certificate} from 'node:crypto'
import {readFileSync} from 'node:fs'
import {join} from 'node:path'
import {Ajv2020} from 'ajv/dist/2020.js'
import {expect} from 'chai'
import type {Inspection, InspectionDocument} from '../../src/core/inspect/inspection.ts'
import {makePki} from '../fixtures/make-pki.ts'
import {stepCaOf} from './bed/components/step-ca.ts'
import {describeOnBed} from './describe-on-bed.ts'
import {registerKubelet} from './play/register-kubelet.ts'
import {serviceAccountWith} from './play/service-account.ts'
import {waitForDecision} from './play/wait-for-decision.ts'
import {runPki} from './run-doctor.ts'
import {application, bundle, client, internalCa} from './stories/internal-ca-objects.ts'
import {certificates, policy} from './stories/step-ca-objects.ts'

const schemaOf = (name: string) => JSON.parse(readFileSync(join(import.meta.dirname, '../../schemas', name), 'utf8'))
const validate = new Ajv2020({strict: true, formats: {'date-time': true}, allowUnionTypes: true})
  .addSchema(schemaOf('report.v1.json'))
  .compile(schemaOf('inspection.v1.json'))

const use = {apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'use-policies'}

/** Every policy may be used by cert-manager, and one of them allows whatever the internal CA is asked for. */
const approval = (): readonly object[] => [
  {
    ...{apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', metadata: {name: use.name}},
    rules: [{apiGroups: ['policy.cert-manager.io'], resources: ['certificaterequestpolicies'], verbs: ['use']}],
  },
  {
    ...{apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRoleBinding', metadata: {name: use.name}},
    roleRef: use,
    subjects: [{kind: 'ServiceAccount', name: 'cert-manager', namespace: 'cert-manager'}],
  },
  {
    ...{apiVersion: 'policy.cert-manager.io/v1alpha1', kind: 'CertificateRequestPolicy', metadata: {name: 'internal'}},
    spec: {
      allowed: {
        ...{commonName: {value: '*'}, dnsNames: {values: ['*']}, isCA: true},
        usages: ['digital signature', 'key encipherment', 'cert sign'],
      },
      selector: {issuerRef: {name: '*', group: 'cert-manager.io'}},
    },
  },
]

const ingress = (): object => ({
  ...{apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', metadata: {name: 'my-app', namespace: 'my-app'}},
  spec: {
    tls: [{hosts: ['my-app.example.internal', 'www.example.internal'], secretName: 'my-app-tls'}],
    defaultBackend: {service: {name: 'my-app', port: {number: 443}}},
  },
})

const secret = (name: string, data: Readonly<Record<string, string>>): object => ({
  ...{apiVersion: 'v1', kind: 'Secret', metadata: {name, namespace: 'my-app'}},
  stringData: data,
})

const options = {with: ['cert-manager', 'approver-policy', 'trust-manager', 'step', 'kwok']} as const

describeOnBed('inspect', options, bed => {
  const inspected = async (...words: readonly string[]): Promise<InspectionDocument & {exit: number | null}> => {
    const {stdout, stderr, exit} = await runPki(bed(), ['inspect', '-o', 'json', ...words])
    if (!stdout.startsWith('{')) throw new Error(`inspect gave no answer: ${stderr}`)
    const document: InspectionDocument = JSON.parse(stdout)
    validate(document)
    expect(validate.errors ?? [], words.join(' ')).to.deep.equal([])
    return {...document, exit}
  }
  const one = async (...words: readonly string[]): Promise<Inspection> => {
    const [first] = (await inspected(...words)).inspections
    if (first === undefined) throw new Error(`nothing about ${words.join(' ')}`)
    return first
  }

  before('two CAs, and what they have issued', async function () {
    this.timeout(120_000)
    const ca = await stepCaOf(bed())
    const passwordRef = {name: ca.passwordSecret, namespace: ca.namespace, key: 'password'}
    await bed().apply(...approval(), policy(), ...internalCa(), ...application(), bundle(), client('folder'), ingress())
    await bed().apply(
      {
        ...{apiVersion: 'certmanager.step.sm/v1beta1', kind: 'StepClusterIssuer', metadata: {name: 'step-ca'}},
        spec: {
          ...{url: ca.url, caBundle: Buffer.from(ca.rootPem).toString('base64')},
          provisioner: {name: 'admin', kid: ca.kid, passwordRef},
        },
      },
      ...certificates(),
    )
    const stored = (path: string) => waitForDecision(bed(), path, () => bed().api.find(path))
    await stored('/api/v1/namespaces/my-app/secrets/my-app-tls')
    await stored('/api/v1/namespaces/cert-test/secrets/canary-tls-secret')
    await stored('/api/v1/namespaces/my-app/configmaps/internal-ca')
    await waitForDecision(bed(), 'the denial', async () => {
      const path = '/apis/cert-manager.io/v1/namespaces/cert-test/certificates/test-certificate'
      return ((await bed().api.get(path)).status?.failedIssuanceAttempts ?? 0) > 0
    })
  })

  it('shows what a CA issuer has issued: chain, anchor, key, users, maker and the whole story', async () => {
    const {
      chains,
      certificates: found,
      keys,
      usedBy,
      madeBy,
      story,
      gaps,
    } = await one('secret/my-app-tls', '-n', 'my-app')
    expect(chains[0]?.verdict).to.deep.equal({is: 'valid'})
    const root = found.find(({subject}) => subject === 'CN=internal-ca')
    expect(root?.places.map(({at}) => at)).to.include.members(['ca.crt', 'bundle/internal-ca'])
    expect(keys.map(({at, matches}) => [at, matches])).to.deep.equal([['tls.key', true]])
    expect(usedBy?.map(({subject: {kind}, ok}) => [kind, ok])).to.deep.equal([['Ingress', false]])
    expect(madeBy?.map(({subject: {kind, name}, ok}) => [kind, name, ok])).to.deep.equal([
      ['Certificate', 'my-app', true],
    ])
    const steps = story?.steps.map(({is}) => is)
    expect(steps).to.deep.equal(['triggered', 'requested', 'approved', 'signed', 'stored', 'renews'])
    expect(story?.steps.find(({is}) => is === 'approved')?.detail).to.equal('by policy internal (approver-policy)')
    expect(gaps).to.deep.equal([])
  })

  it('says of the same certificate what node:crypto says', async () => {
    const {certificates: found} = await one('secret/my-app-tls', '-n', 'my-app')
    const {data} = await bed().api.get('/api/v1/namespaces/my-app/secrets/my-app-tls')
    const other = new X509Certificate(Buffer.from(data['tls.crt'], 'base64'))
    expect(found[0]?.fingerprint).to.equal(`sha256:${other.fingerprint256.replaceAll(':', '').toLowerCase()}`)
    expect(found[0]?.sans.map(({value}) => `DNS:${value}`).join(', ')).to.equal(other.subjectAltName)
    expect(Date.parse(found[0]?.notAfter ?? '')).to.equal(Date.parse(other.validTo))
  })

  it('shows what step-ca has issued, up to the root that is not sent along, and by whose leave', async () => {
    const {chains, certificates: found} = await one('secret/canary-tls-secret', '-n', 'cert-test')
    expect(chains[0]?.verdict).to.deep.equal({is: 'valid'})
    expect(chains[0]?.paths[0]?.certificates).to.have.length(3)
    expect(found[0]?.stepProvisioner).to.include({type: 'JWK', name: 'admin'})
    expect(found[2]?.places.map(({at}) => at)).to.include('caBundle of stepclusterissuer/step-ca')
  })

  it('tells of a denied request who denied it and why, when the next attempt comes, and which can succeed', async () => {
    const {inspections, exit} = await inspected('certificate', 'test-certificate', '-n', 'cert-test')
    const [{order, story, findings} = {}] = inspections
    expect(order?.failedAttempts).to.equal(1)
    const [next = 0, useful = 0] = [order?.nextAttempt, order?.usefulAttempt].map(time => Date.parse(time ?? ''))
    expect(useful - next).to.equal(2 * 3_600_000)
    const denied = story?.steps.find(({is}) => is === 'denied')
    expect(denied?.detail).to.contain('by approver-policy').and.contain('spec.allowed.subject.organizations')
    expect(story?.steps.map(({is}) => is).slice(-2)).to.deep.equal(['retries', 'can-succeed'])
    expect(findings?.map(({rule}) => rule)).to.include('PKI304')
    expect(exit).to.equal(1)
  })

  it('shows both issuers with their CAs, who asks them and who may approve that', async () => {
    const {inspections} = await inspected('clusterissuer/internal-ca', 'stepclusterissuer/step-ca')
    const [internal, step] = inspections
    expect(internal?.chains[0]?.verdict).to.deep.equal({is: 'valid'})
    expect(internal?.issuer?.askedBy.map(({subject: {name}, ok}) => [name, ok])).to.deep.include(['my-app', true])
    expect(step?.issuer?.askedBy.map(({subject: {name}, ok}) => [name, ok])).to.deep.equal([
      ['test-certificate', false],
      ['canary-certificate', true],
    ])
    expect(step?.issuer?.approvers).to.deep.include({who: 'approver-policy', may: true})
    const [first] = step?.issuer?.policies ?? []
    expect(first).to.include({name: 'approve-step-ca-requests', selects: true, granted: true})
  })

  it('shows what a Bundle is made of, that every namespace has it, and who mounts it', async () => {
    const {bundle: own, usedBy} = await one('bundle/internal-ca')
    expect(own?.sources).to.deep.equal([{from: 'secret/internal-ca -n cert-manager (tls.crt)', certificates: 1}])
    const namespaces = await bed().api.list('/api/v1/namespaces')
    expect(own?.targets).to.have.length(namespaces.length)
    expect(new Set(own?.targets.map(({state}) => state))).to.deep.equal(new Set(['synced']))
    expect(new Set(own?.targets.map(({hash}) => hash)).size).to.equal(1)
    expect(usedBy?.map(({subject: {name}}) => name)).to.deep.equal(['client'])
  })

  it('shows where webhooks lead and who injects their CA', async () => {
    const {inspections, exit} = await inspected('webhook/trust-manager', 'webhook/cert-manager-webhook')
    expect(exit).to.equal(0)
    const trust = inspections.find(({target}) => target === 'validatingwebhookconfiguration/trust-manager')
    expect(trust?.chains.find(({role}) => role === 'chain')).to.deep.include({
      ...{verdict: {is: 'valid'}, hosts: [{host: 'trust-manager.cert-manager.svc', covered: true}]},
    })
    expect(trust?.servers?.[0]?.injection?.from).to.equal('certificate/trust-manager -n cert-manager')
    const own = inspections.filter(({target}) => target.endsWith('/cert-manager-webhook'))
    expect(own.map(({chains}) => chains.map(({role}) => role))).to.deep.equal([['authorities'], ['authorities']])
  })

  it("shows a kubelet's request and what was signed for it", async () => {
    const kubelet = await registerKubelet(bed(), 'talos-node-0', [{type: 'InternalIP', address: '198.18.0.10'}])
    const {metadata} = await kubelet.requestServingCertificate()
    const waiting = await one(`csr/${metadata.name}`)
    expect(waiting.requests?.[0]).to.include({state: 'nobody has decided', signer: 'kubernetes.io/kubelet-serving'})
    expect(waiting.requests?.[0]?.doubtful).to.deep.equal([])
    await bed().kubectl(['certificate', 'approve', metadata.name])
    const path = `/apis/certificates.k8s.io/v1/certificatesigningrequests/${metadata.name}`
    await bed().waitFor('the signature', async () => (await bed().api.get(path)).status?.certificate)
    const {chains, node, requests} = await one('node/talos-node-0')
    expect(chains[0]?.verdict).to.deep.equal({is: 'valid'})
    expect(node?.addresses).to.deep.include({type: 'InternalIP', address: '198.18.0.10'})
    expect(requests?.[0]).to.include({state: 'signed', decision: 'approved'})
  })

  it('tries every path of cross-signed and expired chains, and notices the key of another', async () => {
    const pki = makePki({now: new Date()})
    const [root, old] = [pki.ca('Corp Root'), pki.ca('Old Root', {notBefore: '-400d', notAfter: '-30d'})]
    const issuing = root.ca('Issuing')
    const crossed = old.ca('Issuing', {key: issuing.key})
    const leaf = issuing.leaf('shop.corp', {dns: ['shop.corp']})
    const other = pki.selfSigned('other', {dns: ['other']})
    await bed().apply(
      secret('crossed', {'tls.crt': leaf.pem + crossed.pem + issuing.pem, 'ca.crt': root.pem + old.pem}),
      secret('lost', {'tls.crt': leaf.pem + crossed.pem, 'tls.key': other.keyPem, 'ca.crt': old.pem}),
    )
    const {inspections, exit} = await inspected('secret', 'crossed', 'lost', '-n', 'my-app')
    const [good, bad] = inspections
    expect(good?.chains[0]?.verdict).to.deep.equal({is: 'valid'})
    expect(good?.chains[0]?.paths.map(({valid, problem}) => [valid, problem?.code])).to.deep.equal([
      [true, undefined],
      [false, 'expired'],
    ])
    expect(bad?.chains[0]?.verdict).to.include({is: 'invalid', code: 'expired'})
    expect(bad?.keys[0]?.matches).to.equal(false)
    expect(exit).to.equal(1)
  })

  it('says what it was not allowed to look at, part by part', async () => {
    const kubeconfig = await serviceAccountWith(bed(), {
      name: 'reader',
      inNamespaces: {'my-app': [{apiGroups: [''], resources: ['secrets'], verbs: ['get']}]},
    })
    const words = ['inspect', 'secret/my-app-tls', 'secret/none', '-n', 'my-app', '-o', 'json']
    const {stdout, exit} = await runPki(bed(), words, {kubeconfig})
    const [{chains, gaps, state} = {}, none] = (JSON.parse(stdout) as InspectionDocument).inspections
    expect(state).to.equal('shown')
    expect(chains?.[0]?.verdict?.is).to.equal('valid')
    const forbidden = gaps?.filter(({because}) => because.reason === 'forbidden').map(({part}) => part)
    expect(forbidden).to.include.members(['Ingresses', 'Deployments'])
    expect(none?.state).to.equal('absent')
    expect(exit).to.equal(1)
  })

  it('answers for one Secret with few questions', async () => {
    const {stderr} = await runPki(bed(), ['inspect', 'secret/my-app-tls', '-n', 'my-app', '-v', '6'])
    const asked = stderr.match(/^GET https:.*$/gm) ?? []
    expect(asked.length).to.be.within(10, 50)
    expect(asked.filter(line => /\/api\/v1\/(secrets|pods)\b/.test(line))).to.deep.equal([])
  })
})
