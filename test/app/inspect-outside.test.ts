import {createPublicKey} from 'node:crypto'
import {expect} from 'chai'
import {doctorFacts} from '../../src/app/doctor-defaults.ts'
import {inspectOrList} from '../../src/app/inspect-or-list.ts'
import {PkiError} from '../../src/core/errors.ts'
import {exitCodeOfInspection} from '../../src/core/inspect/exit-code.ts'
import type {Inspection, InspectionDocument} from '../../src/core/inspect/inspection.ts'
import type {ClientContext} from '../../src/core/inspect/outside.ts'
import {parseTargets} from '../../src/core/inspect/target.ts'
import type {Source} from '../../src/core/ports.ts'
import {inspectionFormats} from '../../src/render/inspection-formats.ts'
import {makeCsr} from '../fixtures/make-csr.ts'
import {makePki} from '../fixtures/make-pki.ts'
import {type FakeOutside, fakeOutside, heldText} from '../support/fake-outside.ts'
import {expectSchema} from '../support/inspection-schema.ts'
import {SCENE_NOW} from '../support/placeholders.ts'
import {scene} from '../support/scene.ts'

const pki = makePki({now: SCENE_NOW})
const root = pki.ca('root')
const int = root.ca('int')
const web = int.leaf('web', {dns: ['web.corp'], ips: ['10.0.0.7']})
const other = pki.selfSigned('other')

const NO_CLUSTER: Source = {
  read: async () => {
    throw new PkiError('E_KUBECONFIG_MISSING', 'there is no kubeconfig')
  },
  namespace: async () => 'default',
}

interface Asked {
  readonly source?: Source
  readonly isSourceChosen?: boolean
}

const look = async (words: readonly string[], world: FakeOutside, asked: Asked = {}): Promise<InspectionDocument> => {
  const {source = NO_CLUSTER, isSourceChosen = false} = asked
  const targets = parseTargets(words, path => world.files?.[path] !== undefined)
  const document = await inspectOrList(source, targets, {
    ...doctorFacts,
    ...{outside: fakeOutside(world), isSourceChosen, selection: {}, catalogue: async () => [], ignores: []},
  })
  expectSchema(document)
  return document
}

const lookAt = async (word: string, world: FakeOutside, asked: Asked = {}): Promise<Inspection> => {
  const [first, ...others] = (await look([word], world, asked)).inspections
  expect(others).to.deep.equal([])
  if (first === undefined) throw new Error(`nothing about ${word}`)
  return first
}

const names = ({certificates}: Inspection): readonly string[] => certificates.map(({commonName = ''}) => commonName)

describe('a file', () => {
  it('is judged by what stands in it', async () => {
    const all = await lookAt('all.pem', {files: {'all.pem': `${web.chainPem}${web.keyPem}`}})
    expect(names(all)).to.deep.equal(['web', 'int'])
    expect(all.chains[0]).to.deep.include({at: 'all.pem', role: 'chain'})
    expect(all.chains[0]?.verdict?.is).to.equal('unanchored')
    expect(all.keys).to.deep.include.members([{...all.keys[0], at: 'all.pem', matches: true}])
    expect(JSON.stringify(all)).to.not.include('PRIVATE KEY')
  })

  it('is judged by the roots of this machine, and says that they are', async () => {
    const {chains, certificates} = await lookAt('chain.pem', {files: {'chain.pem': web.chainPem}, roots: [root.pem]})
    expect(chains[0]?.verdict).to.deep.equal({is: 'valid'})
    expect(certificates.at(-1)?.places).to.deep.equal([{is: 'system', at: 'the roots of this machine'}])
  })

  it('is judged by what a cluster trusts only where somebody names the cluster', async () => {
    const snapshot = scene(`
apiVersion: trust.cert-manager.io/v1alpha1
kind: Bundle
metadata: {name: corp}
spec: {sources: [{inLine: ${JSON.stringify(root.pem)}}], target: {configMap: {key: ca.pem}}}`)
    let readings = 0
    const source: Source = {
      read: async () => {
        readings += 1
        return snapshot
      },
    }
    const files = {'chain.pem': web.chainPem}
    const blind = await lookAt('chain.pem', {files}, {source})
    expect([blind.chains[0]?.verdict?.is, readings]).to.deep.equal(['unanchored', 0])
    const sighted = await lookAt('chain.pem', {files}, {source, isSourceChosen: true})
    expect([sighted.chains[0]?.verdict?.is, readings]).to.deep.equal(['valid', 1])
    expect(sighted.certificates.at(-1)?.places[0]?.at).to.equal('bundle/corp')
  })

  it('shows a request, and whether the key beside it is its own', async () => {
    const csr = makeCsr({CN: 'web', O: 'corp'}, {dns: ['web.corp'], ips: [], emails: []})
    const {requests, keys} = await lookAt('web.csr', {files: {'web.csr': `${csr.pem}${other.keyPem}`}})
    expect(requests?.[0]).to.deep.include({state: 'signed with its own key'})
    expect(requests?.[0]?.asks?.sans).to.deep.equal([{kind: 'dNSName', value: 'web.corp'}])
    expect(keys[0]?.matches).to.equal(false)
    const der = await lookAt('web.der', {files: {'web.der': Buffer.from(csr.pem.split('-----')[2] ?? '', 'base64')}})
    expect(der.requests?.[0]?.asks).to.deep.equal(requests?.[0]?.asks)
  })

  it('shows public keys and certificates in DER', async () => {
    const spki = createPublicKey(web.keyPem).export({type: 'spki', format: 'pem'}).toString()
    const {data} = await lookAt('web.pub', {files: {'web.pub': spki}})
    expect(data?.[0]?.is).to.include('public key').and.to.include(web.certificate.publicKey.hash)
    const {certificates, chains} = await lookAt('web.der', {files: {'web.der': web.der}})
    expect(certificates[0]?.fingerprint).to.equal(web.certificate.fingerprint)
    expect(chains[0]?.problems[0]?.detail).to.equal('is a certificate in DER, not in PEM')
  })

  it('that holds nothing of the kind is an error, with the way to what was meant', async () => {
    const error = await look(['notes.txt'], {files: {'notes.txt': 'hello'}}).catch((cause: unknown) => cause)
    expect(error).to.be.instanceOf(PkiError)
    expect((error as PkiError).fix).to.include('-f PATH')
  })

  it('may be standard input', async () => {
    expect(names(await lookAt('-', {files: {'-': other.pem}}))).to.deep.equal(['other'])
  })
})

describe('a TLS server', () => {
  const servers = {'10.0.0.7:443': [web.pem, int.pem], 'web.corp:8443': [other.pem]}

  it('is judged by the name that it was asked for, and by what this machine trusts', async () => {
    const document = await look(['tls://10.0.0.7'], {servers, roots: [root.pem]})
    const [shown] = document.inspections
    expect(shown).to.deep.include({target: 'tls://10.0.0.7:443', state: 'shown'})
    expect(shown?.chains[0]).to.deep.include({verdict: {is: 'valid'}, hosts: [{host: '10.0.0.7', covered: true}]})
    expect(shown?.handshake).to.deep.equal({server: '10.0.0.7:443', serverName: '10.0.0.7', protocol: 'TLSv1.3'})
    expect(exitCodeOfInspection(document, 'error')).to.equal(0)
    const asked = await look(['tls://10.0.0.7?servername=shop.corp'], {servers, roots: [root.pem]})
    expect(asked.inspections[0]?.chains[0]?.hosts).to.deep.equal([{host: 'shop.corp', covered: false}])
    expect(exitCodeOfInspection(asked, 'error')).to.equal(1)
  })

  it('is shown without a cluster, which is said', async () => {
    const {gaps, chains} = await lookAt('tls://web.corp:8443', {servers})
    expect(chains[0]?.verdict?.is).to.equal('unanchored')
    expect(gaps).to.deep.equal([
      {part: 'what the cluster trusts', because: {reason: 'unreachable', detail: 'there is no kubeconfig'}},
    ])
  })

  it('that does not answer could not be looked at', async () => {
    const document = await look(['tls://nowhere:1'], {servers})
    expect(document.inspections[0]).to.deep.include({state: 'unknown', certificates: []})
    expect(document.inspections[0]?.gaps[0]?.because.detail).to.equal('the connection was refused')
    expect(exitCodeOfInspection(document, 'error')).to.equal(3)
  })
})

const context = (name: string, more: Partial<ClientContext> = {}): ClientContext => ({
  name,
  isCurrent: name === 'prod',
  servers: ['https://api:6443'],
  proves: 'client certificate',
  problems: [],
  ...more,
})

describe('a configuration of a client', () => {
  const authority = heldText('clusters[c].certificate-authority-data', root.pem)
  const client = heldText('users[u].client-certificate-data', web.chainPem)

  it('shows what the server is verified by, and the client certificate judged by that', async () => {
    const key = heldText('users[u].client-key-data', web.keyPem)
    const kubeconfig = {
      files: ['/home/me/config'],
      contexts: [
        context('prod', {authority, client, key}),
        context('same-user', {client, key, problems: ['it is odd']}),
      ],
    }
    const shown = await lookAt('kubeconfig', {kubeconfig})
    expect(shown.target).to.equal('kubeconfig /home/me/config')
    expect(shown.chains.map(({at, role, verdict}) => [at, role, verdict?.is])).to.deep.equal([
      [authority.at, 'authorities', undefined],
      [client.at, 'chain', 'valid'],
    ])
    expect(shown.keys).to.deep.include.members([{...shown.keys[0], at: 'users[u].client-key-data', matches: true}])
    expect(shown.access?.map(({context: name, isCurrent, problems}) => [name, isCurrent, problems])).to.deep.equal([
      ['prod', true, []],
      ['same-user', false, ['it is odd']],
    ])
    expect(shown.certificates[0]?.places).to.deep.include({is: 'given', at: authority.at})
    expect(JSON.stringify(shown)).to.not.include('PRIVATE KEY')
  })

  it('fails for a key of another certificate, and for a client certificate that has expired', async () => {
    const key = heldText('contexts[prod].key', other.keyPem)
    const wrong = await look(['talosconfig'], {talosconfig: {files: ['t'], contexts: [context('prod', {client, key})]}})
    expect(exitCodeOfInspection(wrong, 'error')).to.equal(1)
    const old = heldText('contexts[prod].crt', root.leaf('old', {notAfter: '-1d'}).pem)
    const talosconfig = {files: ['t'], contexts: [context('prod', {authority, client: old})]}
    const expired = await look(['talosconfig'], {talosconfig})
    expect(expired.inspections[0]?.chains[1]?.verdict?.code).to.equal('expired')
    expect(exitCodeOfInspection(expired, 'error')).to.equal(1)
  })

  it('does not touch the cluster', async () => {
    const source: Source = {read: () => Promise.reject(new Error('read')), namespace: async () => 'x'}
    await lookAt('kubeconfig', {kubeconfig: {files: [], contexts: []}}, {source, isSourceChosen: true})
  })
})

describe('the API server', () => {
  const servers = {'10.0.0.7:6443': [web.pem, int.pem]}
  const endpoint = {host: '10.0.0.7', port: 6443}

  it('is verified by the CA of the kubeconfig alone, as kubectl does it', async () => {
    const authority = heldText('certificate authority', root.pem)
    const good = await lookAt('apiserver', {servers, apiServer: {endpoint, context: context('prod', {authority})}})
    expect(good.chains[0]).to.deep.include({at: 'served', verdict: {is: 'valid'}})
    expect(good.access?.[0]?.authority).to.equal('certificate authority')
    const wrong = heldText('certificate authority', other.pem)
    const apiServer = {endpoint, context: context('prod', {authority: wrong})}
    const bad = await lookAt('apiserver', {servers, roots: [root.pem], apiServer})
    expect(bad.chains[0]?.verdict?.is).to.equal('unanchored')
  })

  it('is verified by the roots of this machine where the kubeconfig names no CA', async () => {
    const apiServer = {endpoint, context: context('prod'), detour: 'kubectl goes through the proxy p:3128'}
    const shown = await lookAt('apiserver', {servers, roots: [root.pem], apiServer})
    expect(shown.chains[0]?.verdict).to.deep.equal({is: 'valid'})
    expect(shown.gaps.map(({because}) => because.detail)).to.deep.equal(['kubectl goes through the proxy p:3128'])
  })
})

describe('several targets', () => {
  it('are shown together, objects before all others', async () => {
    const source: Source = {
      read: async () => scene('{apiVersion: v1, kind: Secret, metadata: {name: web, namespace: shop}}'),
    }
    const document = await look(['other.pem', 'secret/web'], {files: {'other.pem': other.pem}}, {source})
    expect(document.inspections.map(({target}) => target)).to.deep.equal(['secret/web -n shop', 'other.pem'])
    expect(document.source).to.equal('scene')
    expect(inspectionFormats.pem(document, {width: 80, color: false, unicode: true})).to.include(other.pem.trim())
  })
})
