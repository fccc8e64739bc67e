import {writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect} from 'chai'
import {stringify} from 'yaml'
import {apiServerAccess} from '../../../../src/sources/live/api-server-access.ts'
import {describeKubeconfig} from '../../../../src/sources/live/kubeconfig/describe-contexts.ts'
import {makePki} from '../../../fixtures/make-pki.ts'
import {rejection} from '../live-fake.ts'
import {temporaryFolder} from '../temporary-folder.ts'

const pki = makePki({now: new Date(), seed: 'describe'})
const ca = pki.ca('cluster-ca')
const alice = ca.leaf('alice')
const base64 = (text: string): string => Buffer.from(text).toString('base64')

const CONFIG = {
  'current-context': 'prod',
  clusters: [
    {name: 'c', cluster: {server: 'https://api.example', 'certificate-authority-data': base64(ca.pem)}},
    {name: 'blind', cluster: {server: 'https://[::1]:6443', 'insecure-skip-tls-verify': true}},
    {name: 'plain', cluster: {server: 'http://api.example'}},
  ],
  users: [
    {name: 'alice', user: {'client-certificate': 'alice.crt', 'client-key-data': base64(alice.keyPem)}},
    {name: 'bot', user: {token: 'very-secret', 'client-key': 'nowhere.key', as: 'root'}},
    {name: 'aws', user: {exec: {command: 'aws', apiVersion: 'client.authentication.k8s.io/v1'}}},
  ],
  contexts: [
    {name: 'a', context: {cluster: 'blind', user: 'bot'}},
    {name: 'prod', context: {cluster: 'c', user: 'alice'}},
    {name: 'b', context: {cluster: 'plain', user: 'aws'}},
    {name: 'gone', context: {cluster: 'x', user: 'y'}},
  ],
}

describe('the contexts of a kubeconfig', () => {
  const folder = temporaryFolder()
  const write = (content: object = CONFIG): string => {
    const path = join(folder(), 'config')
    writeFileSync(path, stringify(content))
    writeFileSync(join(folder(), 'alice.crt'), alice.pem)
    return path
  }
  const describeAll = (more: object = {}) =>
    describeKubeconfig({kubeconfig: write(), environment: {}, secrets: false, ...more})

  it('are described without their credentials, the current one first', async () => {
    const {contexts, files} = await describeAll()
    expect(files).to.deep.equal([join(folder(), 'config')])
    expect(contexts.map(({name}) => name)).to.deep.equal(['prod', 'a', 'b', 'gone'])
    const [prod] = contexts
    expect(prod).to.deep.include({isCurrent: true, servers: ['https://api.example'], user: 'alice', problems: []})
    expect(prod?.authority).to.deep.include({
      at: 'clusters[c].certificate-authority-data',
      entry: {pem: ca.pem},
    })
    expect(prod?.client).to.deep.include({at: join(folder(), 'alice.crt'), entry: {pem: alice.pem}})
    expect(prod?.key?.entry.keys?.[0]).to.deep.include({hash: alice.certificate.publicKey.hash})
    expect(JSON.stringify(contexts)).to.not.match(/PRIVATE|very-secret/)
  })

  it('have problems instead of errors', async () => {
    const {contexts} = await describeAll()
    const problems = new Map(contexts.map(each => [each.name, each.problems]))
    expect(problems.get('a')).to.deep.equal([
      'the certificate of its server is not verified (insecure-skip-tls-verify)',
      'its user has a client key without a client certificate',
      `${join(folder(), 'nowhere.key')} cannot be read (ENOENT)`,
    ])
    expect(problems.get('b')).to.deep.equal(['its server is reached without TLS'])
    expect(problems.get('gone')).to.deep.equal([
      'it names the cluster "x", which is not there',
      'it names the user "y", which is not there',
    ])
  })

  it('say how each proves who it is', async () => {
    const {contexts} = await describeAll()
    expect(Object.fromEntries(contexts.map(({name, proves}) => [name, proves]))).to.deep.equal({
      prod: 'client certificate',
      a: 'token, acting as root',
      b: 'exec aws',
      gone: 'nothing',
    })
  })

  it('can be one alone', async () => {
    expect((await describeAll({context: 'a'})).contexts.map(({name}) => name)).to.deep.equal(['a'])
    expect(await rejection(describeAll({context: 'nope'}))).to.include({code: 'E_CONTEXT_UNKNOWN'})
    const missing = describeKubeconfig({environment: {HOME: join(folder(), 'empty')}, secrets: false})
    expect(await rejection(missing)).to.include({code: 'E_KUBECONFIG_MISSING'})
  })

  it('lead to the API server, by kubectl’s rules and flags', async () => {
    const options = {kubeconfig: write(), environment: {}, secrets: false}
    const {endpoint, context} = await apiServerAccess({...options, tlsServerName: 'kubernetes'})
    expect(endpoint).to.deep.equal({host: 'api.example', port: 443, serverName: 'kubernetes'})
    expect(context).to.deep.include({name: 'prod', proves: 'client certificate', servers: ['https://api.example']})
    expect(context.authority?.entry).to.deep.equal({pem: ca.pem})
    expect(JSON.stringify(context)).to.not.include('PRIVATE')
    const blind = await apiServerAccess({...options, context: 'a', user: 'aws'})
    expect(blind.endpoint).to.deep.equal({host: '::1', port: 6443})
    expect(blind.context.problems).to.have.length(1)
    const plain = await apiServerAccess({...options, context: 'b'})
    expect(plain.detour).to.equal('it is reached without TLS')
    const around = await apiServerAccess({...options, environment: {HTTPS_PROXY: 'http://proxy:3128'}})
    expect(around.detour).to.include('proxy:3128')
  })
})
