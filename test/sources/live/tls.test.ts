import {X509Certificate} from 'node:crypto'
import {writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {expect} from 'chai'
import {type Issued, makePki} from '../../fixtures/make-pki.ts'
import {configMaps, namesOf, readFake, rejection, sourceFor, stopFakes} from './live-fake.ts'
import {temporaryFolder} from './temporary-folder.ts'
import {tlsFake} from './tls-fake.ts'

const PLAN = {kinds: ['core/configmaps']} as const

const endOf = ({pem}: Issued): string => new X509Certificate(pem).validToDate.toISOString()

describe('TLS to the API server', () => {
  const folder = temporaryFolder()
  afterEach(stopFakes)

  const file = async (name: string, text: string): Promise<string> => {
    const path = join(folder(), name)
    await writeFile(path, text)
    return path
  }

  it('speaks HTTP/2 over one connection, and HTTP/1.1 where that is all there is', async () => {
    for (const http2 of [true, false]) {
      const {fake} = await tlsFake({}, {http2})
      fake.store.apply(...configMaps(30))
      const snapshot = await readFake(fake, {kinds: ['core/configmaps', 'core/secrets', 'core/nodes']}, {pageSize: 4})
      expect(namesOf(snapshot, 'core/configmaps')).to.have.length(30)
      expect(new Set(fake.requests.map(({httpVersion}) => httpVersion))).to.deep.equal(new Set([http2 ? '2.0' : '1.1']))
      expect(fake.connections).to.be.within(1, http2 ? 1 : 8)
    }
  })

  it('refuses a certificate of another CA, and says whose it is', async () => {
    const {fake} = await tlsFake()
    const other = makePki({now: new Date(), seed: 'other'}).ca('other-ca')
    const error = await rejection(readFake(fake, PLAN, {certificateAuthority: await file('ca.crt', other.pem)}))
    expect(error).to.include({code: 'E_CLUSTER_UNTRUSTED', exit: 3})
    expect(error.message).to.contain('not signed by a CA that you trust (it says that it was issued by CN=test-ca)')
    expect(error.fix).to.contain('--certificate-authority')
  })

  it('refuses a certificate for other names, and says for which it is', async () => {
    const {fake} = await tlsFake({dns: ['api.example.com'], ips: []})
    const error = await rejection(readFake(fake, PLAN))
    expect(error.message).to.contain('is for other names (it is for DNS:api.example.com)')
    expect(error.fix).to.contain('--tls-server-name')
    const snapshot = await readFake(fake, PLAN, {tlsServerName: 'api.example.com'})
    expect(snapshot.coverage[0]?.world).to.equal('closed')
  })

  it('refuses a certificate that has expired, and says when', async () => {
    const {fake, leaf} = await tlsFake({notBefore: '-9d', notAfter: '-2d'})
    const error = await rejection(readFake(fake, PLAN))
    const end = endOf(leaf)
    expect(error.message).to.contain(`has expired (it ended on ${end})`)
    expect(error.fix).to.contain('renewed')
  })

  it('refuses a certificate that is not valid yet', async () => {
    const {fake} = await tlsFake({notBefore: '+1d'})
    expect((await rejection(readFake(fake, PLAN))).message).to.contain('is not valid yet (it begins on ')
  })

  it('takes any certificate where that is asked for, and only then', async () => {
    const {fake} = await tlsFake({dns: ['x'], ips: [], notAfter: '-1h'})
    const snapshot = await readFake(fake, PLAN, {insecureSkipTlsVerify: true})
    expect(snapshot.coverage[0]?.world).to.equal('closed')
  })

  it('does not take what the process would let pass', async () => {
    const before = process.env.NODE_TLS_REJECT_UNAUTHORIZED
    process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0'
    try {
      const {fake} = await tlsFake({dns: ['x'], ips: []})
      expect((await rejection(readFake(fake, PLAN))).code).to.equal('E_CLUSTER_UNTRUSTED')
    } finally {
      if (before === undefined) delete process.env.NODE_TLS_REJECT_UNAUTHORIZED
      else process.env.NODE_TLS_REJECT_UNAUTHORIZED = before
    }
  })

  it('says that something else than TLS answers', async () => {
    const {fake} = await tlsFake()
    const plain = await import('../../support/fake-api-server.ts').then(({startFake}) => startFake())
    const error = await rejection(readFake(fake, PLAN, {server: `https://127.0.0.1:${plain.port}`}))
    await plain.close()
    expect(error).to.include({code: 'E_CLUSTER_UNREACHABLE', exit: 3})
    expect(error.message).to.match(/does not speak TLS|dropped the connection/)
  })

  it('shows its client certificate, and says when that has expired', async () => {
    const pki = makePki({now: new Date(), seed: 'clients'})
    const clients = pki.ca('client-ca')
    const {fake} = await tlsFake({}, {clientCa: clients.pem})
    const expired = clients.leaf('admin', {notBefore: '-9d', notAfter: '-2d'})
    const kubeconfig = await fake.kubeconfig('no-token-of-the-server')
    const flags = {
      clientCertificate: await file('client.crt', expired.chainPem),
      clientKey: await file('client.key', expired.keyPem),
    }
    const error = await rejection(sourceFor(kubeconfig, flags).read(PLAN))
    expect(error).to.include({code: 'E_UNAUTHORIZED', exit: 3})
    expect(error.message).to.contain(`expired on ${endOf(expired)}`)
    expect(error.message).to.not.contain('PRIVATE')
  })
})
