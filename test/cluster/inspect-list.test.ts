import {writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect} from 'chai'
import type {CertificateRow} from '../../src/core/inspect/certificate-row.ts'
import type {Inspection, InspectionDocument} from '../../src/core/inspect/inspection.ts'
import {expectSchema} from '../support/inspection-schema.ts'
import {describeOnBed} from './describe-on-bed.ts'
import {registerKubelet} from './play/register-kubelet.ts'
import {serviceAccountWith} from './play/service-account.ts'
import {runPki} from './run-doctor.ts'
import {application, bundle, internalCa} from './stories/internal-ca-objects.ts'

const CONFIG_MAP = '/api/v1/namespaces/my-app/configmaps/internal-ca'

/** The Bundle of the story, in the formats of Java too, as trust-manager writes them. */
const bundleWithStores = (): object => {
  const made = bundle() as {spec: {target: object}}
  const additionalFormats = {jks: {key: 'bundle.jks'}, pkcs12: {key: 'bundle.p12'}}
  return {...made, spec: {...made.spec, target: {...made.spec.target, additionalFormats}}}
}

const nameOf = ({subject: {kind, namespace = '', name}, at = ''}: CertificateRow): string =>
  `${namespace} ${kind}/${name} ${at}`.trim()

describeOnBed('inspect without an object', {with: ['cert-manager', 'trust-manager'], approver: 'builtin'}, bed => {
  const inspected = async (
    words: readonly string[],
    more: {readonly kubeconfig?: string} = {},
  ): Promise<{readonly document: InspectionDocument; readonly exit: number | null}> => {
    const {stdout, stderr, exit} = await runPki(bed(), ['inspect', '-o', 'json', ...words], more)
    if (!stdout.startsWith('{')) throw new Error(`inspect gave no answer: ${stderr}`)
    const document: InspectionDocument = JSON.parse(stdout)
    expectSchema(document)
    return {document, exit}
  }
  const one = async (...words: readonly string[]): Promise<Inspection> => {
    const [first] = (await inspected(words)).document.inspections
    if (first === undefined) throw new Error(`nothing about ${words.join(' ')}`)
    return first
  }

  before('a CA, what it has issued, and who trusts it', async function () {
    this.timeout(120_000)
    await bed().apply(...internalCa(), ...application(), bundleWithStores())
    await bed().waitFor('the certificate', () => bed().api.find('/api/v1/namespaces/my-app/secrets/my-app-tls'))
    await bed().waitFor('the bundle', () => bed().api.find(CONFIG_MAP))
  })

  it('lists every certificate of the cluster, each once, the first that ends at the top', async () => {
    const {document, exit} = await inspected(['-A'])
    const rows = document.certificates ?? []
    expect(rows.map(nameOf)).to.include.members(['my-app Certificate/my-app', 'cert-manager Certificate/internal-ca'])
    const ends = rows.map(({effectiveNotAfter = ''}) => effectiveNotAfter)
    expect(ends).to.deep.equal(ends.toSorted())
    const web = rows.find(row => nameOf(row) === 'my-app Certificate/my-app')
    expect(web).to.deep.include({store: 'my-app-tls', issuer: 'ClusterIssuer/internal-ca', ready: true})
    expect(rows.filter(({name}) => name === 'internal-ca')).to.have.length(1)
    expect(rows.some(({problem}) => problem !== undefined)).to.equal(false)
    expect(document.gaps).to.deep.equal([])
    expect(exit).to.equal(0)
  })

  it('lists what -n, -l and --expiring-within leave', async () => {
    const {document} = await inspected(['-n', 'my-app'])
    expect(document.certificates?.map(nameOf)).to.include('my-app Certificate/my-app')
    expect(document.certificates?.every(({subject}) => subject.namespace === 'my-app')).to.equal(true)
    await bed().kubectl(['label', 'certificate', 'my-app', '-n', 'my-app', 'team=web'])
    const chosen = await inspected(['-A', '-l', 'team in (web)'])
    expect(chosen.document.certificates?.map(nameOf)).to.deep.equal(['my-app Certificate/my-app'])
    const soon = await inspected(['-A', '--expiring-within', '99%', '-n', 'my-app'])
    expect(soon.document.certificates?.map(nameOf)).to.not.include('my-app Certificate/my-app')
    const whole = await inspected(['-A', '--expiring-within', '100%'])
    expect(whole.document.certificates?.map(nameOf)).to.include('my-app Certificate/my-app')
  })

  it('says what an account may not list', async () => {
    const kubeconfig = await serviceAccountWith(bed(), {
      name: 'reader',
      clusterWide: [{apiGroups: ['cert-manager.io'], resources: ['*'], verbs: ['get', 'list']}],
    })
    const {document} = await inspected(['-A'], {kubeconfig})
    const web = document.certificates?.find(row => nameOf(row).startsWith('my-app Certificate/my-app'))
    expect(web).to.deep.include({at: 'status.certificate', ready: true})
    expect(document.gaps.map(({part}) => part)).to.include.members(['Secrets', 'ConfigMaps', 'Bundles'])
  })

  it('verifies the API server by the kubeconfig, and the client certificate beside it', async () => {
    const {chains, handshake, access, keys} = await one('apiserver')
    expect(chains[0]).to.deep.include({at: 'served', verdict: {is: 'valid'}})
    expect(chains[0]?.hosts?.every(({covered}) => covered)).to.equal(true)
    expect(handshake?.protocol).to.equal('TLSv1.3')
    expect(access?.[0]?.proves).to.equal('client certificate')
    expect(keys.map(({matches}) => matches)).to.deep.equal([true])
  })

  it('judges a kubeconfig without its cluster', async () => {
    const {access = [], chains} = await one('kubeconfig')
    expect(access.filter(({isCurrent}) => isCurrent)).to.have.length(1)
    expect(chains.some(({role}) => role === 'authorities')).to.equal(true)
    expect(chains.filter(({role}) => role === 'chain').map(({verdict}) => verdict?.is)).to.deep.equal(['valid'])
  })

  it('judges a server by what the cluster trusts', async () => {
    const {host} = new URL(bed().server)
    const {chains, certificates} = await one(`tls://${host}`)
    expect(chains[0]?.verdict?.is).to.equal('valid')
    expect(certificates.flatMap(({places}) => places).map(({at}) => at)).to.include('configmap/kube-root-ca.crt')
  })

  it('shows what a kubelet serves, with --probe', async () => {
    const kubelet = await registerKubelet(bed(), 'n1')
    const csr = await kubelet.requestServingCertificate()
    await bed().kubectl(['certificate', 'approve', csr.metadata.name])
    await kubelet.serve(csr.metadata.name)
    const quiet = await one('node/n1')
    expect(quiet.handshake).to.equal(undefined)
    const {chains, handshake} = await one('node/n1', '--probe')
    expect(handshake?.server).to.equal(`127.0.0.1:${kubelet.port}`)
    expect(chains[0]).to.deep.include({at: 'served', hosts: [{host: '127.0.0.1', covered: true}]})
    expect(chains[0]?.verdict?.is).to.equal('valid')
    const {document} = await inspected(['-A'])
    expect(document.certificates?.map(row => row.issuer)).to.include('kubernetes.io/kubelet-serving')
  })

  it('reads the Java and PKCS#12 stores that trust-manager writes', async () => {
    const {chains, certificates} = await one('configmap/internal-ca', '-n', 'my-app')
    const [ca] = certificates
    const byPlace = new Map(chains.map(({at, certificates: found}) => [at, found]))
    expect(byPlace.get('bundle.jks')).to.deep.equal([ca?.fingerprint])
    expect(byPlace.get('ca-bundle.crt')).to.deep.equal([ca?.fingerprint])
    const {binaryData} = await bed().api.get(CONFIG_MAP)
    const file = join(bed().ground.run, 'bundle.p12')
    writeFileSync(file, Buffer.from(binaryData['bundle.p12'], 'base64'))
    const stored = await one(file)
    expect(stored.certificates.map(({fingerprint}) => fingerprint)).to.deep.equal([ca?.fingerprint])
  })

  it('answers soon', async () => {
    const started = performance.now()
    await inspected(['-A'])
    expect(performance.now() - started).to.be.below(5000)
  })
})
