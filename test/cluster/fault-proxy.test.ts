import {expect} from 'chai'
import type {Bed} from './bed/bed.ts'
import {KubeApi} from './bed/kube-api.ts'
import {describeOnBed} from './describe-on-bed.ts'
import {FaultProxy} from './play/fault-proxy.ts'
import {serviceAccountWith} from './play/service-account.ts'

const through = (bed: Bed, proxy: FaultProxy): KubeApi => new KubeApi({...bed.api.access, server: proxy.url})

describeOnBed('fault proxies', {}, bed => {
  let proxy: FaultProxy
  let api: KubeApi

  before('put one in front of the API server', async () => {
    proxy = await FaultProxy.start(bed())
    api = through(bed(), proxy)
  })

  beforeEach(() => {
    proxy.set({})
    proxy.forget()
  })

  after(() => api.close())

  it('keep the identity of who comes with a certificate and of who comes with a token', async () => {
    const who = ['auth', 'whoami', '-o', 'jsonpath={.status.userInfo.username}']
    expect(await bed().kubectl(who, {kubeconfig: proxy.kubeconfig()})).to.equal('kubernetes-admin')
    await serviceAccountWith(bed(), {name: 'somebody'})
    const access = await bed().serviceAccountAccess({namespace: 'default', name: 'somebody'})
    const kubeconfig = proxy.kubeconfig(access)
    expect(await bed().kubectl(who, {kubeconfig})).to.equal('system:serviceaccount:default:somebody')
  })

  it('count what they pass on', async () => {
    await api.list('/api/v1/namespaces?limit=2')
    expect(proxy.requests).to.have.length(1)
    expect(proxy.requests[0]).to.include({method: 'GET', path: '/api/v1/namespaces'})
    expect(proxy.requests[0]?.query.get('limit')).to.equal('2')
  })

  it('say 429 with Retry-After so often, then no more', async () => {
    proxy.set({tooMany: {times: 2, retryAfterSeconds: 3}})
    const seen = []
    for (let left = 3; left > 0; left -= 1) seen.push(await api.send('GET', '/api'))
    expect(seen.map(one => one.status)).to.deep.equal([429, 429, 200])
    expect(seen[0]?.headers['retry-after']).to.equal('3')
  })

  it('say 410 to continue tokens, in the words of the real server', async () => {
    proxy.set({expireContinue: true})
    const page = await api.get('/api/v1/namespaces?limit=1')
    const next = await api.send('GET', `/api/v1/namespaces?limit=1&continue=${page.metadata.continue}`)
    expect(next.status).to.equal(410)
    expect(JSON.parse(next.text)).to.include({reason: 'Expired', code: 410})
  })

  it('fail a share of the requests, the same ones each time', async () => {
    const run = async () => {
      proxy.set({failShare: 0.3}, 7)
      const codes = []
      for (let left = 40; left > 0; left -= 1) codes.push((await api.send('GET', '/version')).status)
      return codes
    }
    const codes = await run()
    expect(codes.filter(code => code === 500).length).to.be.within(5, 20)
    expect(await run()).to.deep.equal(codes)
  })

  it('cut a body in the middle, hang, delay, and strike only what they are told to', async () => {
    proxy.set({cutAfterBytes: 100, only: one => one.path === '/api/v1/namespaces'})
    await api.send('GET', '/api/v1/namespaces').then(
      () => expect.fail('the body came whole'),
      error => expect(error.code).to.equal('ECONNRESET'),
    )
    expect((await api.send('GET', '/version')).status).to.equal(200)
    proxy.set({hangShare: 1})
    const outcome = await Promise.race([
      api.send('GET', '/version').then(() => 'answered'),
      new Promise(resolve => setTimeout(() => resolve('still waiting'), 300)),
    ])
    expect(outcome).to.equal('still waiting')
    proxy.set({delayMilliseconds: 250})
    const started = Date.now()
    await api.send('GET', '/version')
    expect(Date.now() - started).to.be.at.least(245)
  })

  it('run what they are given before a request is passed on', async () => {
    proxy.set({
      only: one => one.query.has('continue'),
      before: () => bed().process('kube-apiserver').kill(),
    })
    const page = await api.get('/api/v1/namespaces?limit=1')
    const lost = await api
      .send('GET', `/api/v1/namespaces?limit=1&continue=${page.metadata.continue}`)
      .catch(error => error)
    expect(lost.code).to.equal('ECONNRESET')
    await bed().process('kube-apiserver').start()
  })
})
