import type {AddressInfo, Server} from 'node:net'
import {createServer as createTcpServer} from 'node:net'
import {createServer, type TlsOptions} from 'node:tls'
import {expect} from 'chai'
import {shakeAllHands, shakeHands} from '../../../src/sources/live/handshake.ts'
import {sequence} from '../../fixtures/der-writer.ts'
import {makePki} from '../../fixtures/make-pki.ts'
import {fakeOf, readFake, stopFakes} from './live-fake.ts'

const pki = makePki({now: new Date(), seed: 'handshake'})
const root = pki.ca('root')
const middle = root.ca('middle')
const leaf = middle.leaf('web', {dns: ['web.example']})
const self = pki.selfSigned('alone', {dns: ['alone.example']})

describe('handshakes', () => {
  const servers: Server[] = []
  const listen = async (server: Server): Promise<number> => {
    servers.push(server)
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
    return (server.address() as AddressInfo).port
  }
  const tls = (options: TlsOptions = {}): Promise<number> =>
    listen(createServer({cert: leaf.pem + middle.pem, key: leaf.keyPem, ...options}).on('tlsClientError', () => {}))
  const chainOf = async (port: number, serverName?: string) => {
    const {result} = await shakeHands({host: '127.0.0.1', port, ...(serverName !== undefined && {serverName})})
    return result.known ? result.value : result.because
  }
  const trimmed = (...pems: readonly string[]): readonly string[] => pems.map(pem => `${pem.trim()}\n`)

  afterEach(async () => {
    for (const server of servers.splice(0)) server.close()
    await stopFakes()
  })

  it('show what the server sends and no more, whoever signed it', async () => {
    expect(await chainOf(await tls())).to.deep.equal({chain: trimmed(leaf.pem, middle.pem), protocol: 'TLSv1.3'})
    expect(await chainOf(await tls({cert: leaf.pem}))).to.deep.include({chain: trimmed(leaf.pem)})
    expect(await chainOf(await tls({cert: self.pem, key: self.keyPem}))).to.deep.include({chain: trimmed(self.pem)})
    const whole = await tls({cert: leaf.pem + middle.pem + root.pem})
    expect(await chainOf(whole)).to.deep.include({chain: trimmed(leaf.pem, middle.pem, root.pem)})
  })

  it('say the protocol', async () => {
    expect(await chainOf(await tls({maxVersion: 'TLSv1.2'}))).to.deep.include({protocol: 'TLSv1.2'})
  })

  it('ask for the name that they were given', async () => {
    const port = await tls({
      SNICallback: (name, give) => give(name === 'other.example' ? null : new Error('no such name')),
    })
    expect(await chainOf(port, 'other.example')).to.deep.include({chain: trimmed(leaf.pem, middle.pem)})
  })

  it('see the certificate of a server that wants one of ours', async () => {
    for (const maxVersion of ['TLSv1.2', 'TLSv1.3'] as const) {
      const port = await tls({maxVersion, requestCert: true, rejectUnauthorized: true, ca: root.pem})
      expect(await chainOf(port)).to.deep.include({chain: trimmed(leaf.pem, middle.pem)})
    }
  })

  it('survive a certificate of which Node 22 itself dies', async () => {
    const hugeOid = Buffer.concat([
      Buffer.from([6, 0x82, 0x04, 0x01, 0x2a]),
      Buffer.alloc(1023, 0x81),
      Buffer.from([1]),
    ])
    const extensions = [{oid: '2.5.29.37', value: sequence(hugeOid)}]
    const evil = pki.selfSigned('evil', {dns: ['evil.example'], usages: [], extensions})
    expect(await chainOf(await tls({cert: evil.pem, key: evil.keyPem}))).to.deep.include({chain: trimmed(evil.pem)})
  })

  it('say why there was none', async () => {
    const plain = await listen(createTcpServer(socket => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')))
    expect(await chainOf(plain)).to.deep.equal({reason: 'unreachable', detail: 'it does not complete a TLS handshake'})
    const closing = await listen(createTcpServer(socket => socket.destroy()))
    expect(await chainOf(closing)).to.have.property('reason', 'unreachable')
    expect(await chainOf(1)).to.deep.equal({reason: 'unreachable', detail: 'the connection was refused'})
    for (const port of [0, 70_000, 1.5, Number.NaN]) {
      expect(await chainOf(port)).to.deep.equal({reason: 'unreachable', detail: `${port} is no port`})
    }
  })

  it('wait no longer than they should, and end with the run', async () => {
    const silent = await listen(createTcpServer(socket => socket.resume()))
    const endpoint = {host: '127.0.0.1', port: silent}
    const {result} = await shakeHands(endpoint, {timeoutMs: 100})
    expect(result).to.deep.equal({known: false, because: {reason: 'unreachable', detail: 'no answer within 0.1 s'}})
    const reason = new Error('enough')
    const controller = new AbortController()
    setTimeout(() => controller.abort(reason), 50)
    const end = await shakeAllHands([endpoint, endpoint], {signal: controller.signal}).catch(error => error)
    expect(end).to.equal(reason)
  })

  it('are part of a reading', async () => {
    const fake = await fakeOf()
    const endpoint = {host: '127.0.0.1', port: await tls()}
    const {handshakes} = await readFake(fake, {kinds: [], handshakes: [endpoint]})
    expect(handshakes).to.have.length(1)
    expect(handshakes[0]?.endpoint).to.deep.equal(endpoint)
    expect(handshakes[0]?.result.known).to.equal(true)
  })
})
