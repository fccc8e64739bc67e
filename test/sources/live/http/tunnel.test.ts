import {expect} from 'chai'
import {configMaps, fakeOf, namesOf, readFake, rejection, stopFakes} from '../live-fake.ts'
import {tlsFake} from '../tls-fake.ts'
import {connectProxy, socks4Proxy, socks5Proxy, type TestProxy} from './proxies.ts'

const PLAN = {kinds: ['core/configmaps']} as const

describe('a proxy between us and the API server', () => {
  const proxies: TestProxy[] = []
  const started = async (proxy: Promise<TestProxy>): Promise<TestProxy> => {
    proxies.push(await proxy)
    return proxy
  }
  afterEach(async () => {
    for (const proxy of proxies.splice(0)) proxy.close()
    await stopFakes()
  })

  const readThrough = async (address: (port: number) => string, proxy: TestProxy): Promise<void> => {
    const {fake} = await tlsFake()
    fake.store.apply(...configMaps(3))
    const server = `https://api.internal:${fake.port}`
    const environment = {HTTPS_PROXY: address(proxy.port)}
    const snapshot = await readFake(fake, PLAN, {server, environment, tlsServerName: 'localhost'})
    expect(namesOf(snapshot, 'core/configmaps')).to.have.length(3)
    expect(new Set(proxy.asked)).to.deep.equal(new Set([`api.internal:${fake.port}`]))
  }

  it('is asked by CONNECT, with its user and password', async () => {
    const proxy = await started(connectProxy())
    await readThrough(port => `http://user:p%40ss@127.0.0.1:${port}`, proxy)
    expect(proxy.credentials[0]).to.equal(`Basic ${Buffer.from('user:p@ss').toString('base64')}`)
  })

  it('is asked by SOCKS 5, with its user and password', async () => {
    const proxy = await started(socks5Proxy({password: 'p@ss'}))
    await readThrough(port => `socks5://user:p%40ss@127.0.0.1:${port}`, proxy)
    expect(proxy.credentials[0]).to.equal('user:p@ss')
  })

  it('is asked by SOCKS 5 without them, and by SOCKS 4a', async () => {
    await readThrough(port => `socks5h://127.0.0.1:${port}`, await started(socks5Proxy()))
    await readThrough(port => `socks4://127.0.0.1:${port}`, await started(socks4Proxy()))
  })

  it('carries plain HTTP too', async () => {
    const fake = await fakeOf()
    const server = `http://api.internal:${fake.port}`
    const connect = await started(connectProxy())
    const socks = await started(socks5Proxy())
    for (const HTTP_PROXY of [`127.0.0.1:${connect.port}`, `socks5://127.0.0.1:${socks.port}`]) {
      const snapshot = await readFake(fake, PLAN, {server, environment: {HTTP_PROXY}})
      expect(snapshot.coverage[0]?.world).to.equal('closed')
    }
  })

  const refusal = async (address: string): Promise<Error & {fix?: string}> => {
    const {fake} = await tlsFake()
    const environment = {HTTPS_PROXY: address}
    return rejection(readFake(fake, PLAN, {server: `https://api.internal:${fake.port}`, environment}))
  }

  it('is named when it refuses, without its password', async () => {
    const at = (proxy: TestProxy) => `127.0.0.1:${proxy.port}`
    const wants = await started(connectProxy(407))
    const refused = await refusal(`http://user:SECRET@${at(wants)}`)
    expect(refused.message).to.equal(`the proxy http://${at(wants)} answered 407 instead of connecting us`)
    expect(refused.fix).to.contain('user and password')
    const closed = await started(socks5Proxy({reply: 5}))
    expect((await refusal(`socks5://${at(closed)}`)).message).to.match(
      /Socks5 proxy rejected connection - ConnectionRefused/,
    )
    const strict = await started(socks5Proxy({password: 'right'}))
    expect((await refusal(`socks5://user:SECRET@${at(strict)}`)).message).to.contain('Socks5 Authentication failed')
    const absent = await refusal('http://user:SECRET@127.0.0.1:1')
    expect(absent.message).to.equal('the proxy http://127.0.0.1:1 cannot be reached (ECONNREFUSED)')
  })
})
