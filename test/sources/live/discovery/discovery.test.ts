import {expect} from 'chai'
import type {Kind} from '../../../../src/core/kube/kind.ts'
import type {Coverage} from '../../../../src/core/kube/snapshot.ts'
import {noSuchPath, status} from '../../../support/fake-answers.ts'
import type {FakeApiServer, FakeOptions} from '../../../support/fake-api-server.ts'
import {ALL_RESOURCES} from '../../../support/fake-discovery.ts'
import {fakeOf, readFake, rejection, sourceFor, stopFakes} from '../live-fake.ts'

const CERTIFICATES: Kind = 'cert-manager.io/certificates'
const GATEWAYS: Kind = 'gateway.networking.k8s.io/gateways'
const SECRETS: Kind = 'core/secrets'

const without = (group: string) => ALL_RESOURCES.filter(each => each.group !== group)

/** The resources with those of a group in other versions. */
const inVersions = (group: string, ...versions: readonly string[]) => [
  ...without(group),
  ...ALL_RESOURCES.filter(each => each.group === group).flatMap(each => versions.map(version => ({...each, version}))),
]

const coverageOf = async (options: FakeOptions, ...kinds: readonly Kind[]): Promise<readonly Coverage[]> =>
  (await readFake(await fakeOf(options), {kinds})).coverage

describe('discovery', () => {
  afterEach(stopFakes)

  for (const aggregated of [true, false]) {
    describe(aggregated ? 'in one piece' : 'piece by piece', () => {
      const discovery = {aggregated}

      it('leads to the lists of what is served', async () => {
        const fake = await fakeOf({discovery})
        const snapshot = await readFake(fake, {kinds: [SECRETS, CERTIFICATES]})
        expect(snapshot.coverage.map(({world}) => world)).to.deep.equal(['closed', 'closed'])
        expect(fake.requests.map(({path}) => path)).to.include('/apis/cert-manager.io/v1/certificates')
        expect(snapshot.served).to.deep.include({known: true})
      })

      it('closes what is not served without asking for it', async () => {
        const fake = await fakeOf({discovery, resources: without('gateway.networking.k8s.io')})
        const snapshot = await readFake(fake, {kinds: [GATEWAYS]})
        expect(snapshot.coverage).to.deep.equal([{kind: GATEWAYS, world: 'closed'}])
        expect(fake.requests.some(({path}) => path.includes('gateways'))).to.equal(false)
        expect(snapshot.unreadable).to.deep.equal([])
      })

      it('closes a kind that its group does not have', async () => {
        const resources = ALL_RESOURCES.filter(({plural}) => plural !== 'certificates')
        expect(await coverageOf({discovery, resources}, CERTIFICATES)).to.deep.equal([
          {kind: CERTIFICATES, world: 'closed'},
        ])
      })

      it('takes the version that we prefer of those that are served', async () => {
        const fake = await fakeOf({
          discovery,
          resources: inVersions('gateway.networking.k8s.io', 'v1beta1', 'v3', 'v1'),
        })
        await readFake(fake, {kinds: [GATEWAYS]})
        expect(fake.requests.map(({path}) => path)).to.include('/apis/gateway.networking.k8s.io/v1/gateways')
      })

      it('says which versions are served where we know none of them', async () => {
        const fake = await fakeOf({discovery, resources: inVersions('cert-manager.io', 'v2', 'v3')})
        const snapshot = await readFake(fake, {kinds: [CERTIFICATES]})
        const detail = `the API server has ${CERTIFICATES} as v2, v3; this program reads v1`
        expect(snapshot.coverage).to.deep.equal([
          {kind: CERTIFICATES, world: 'none', because: {reason: 'not-served', detail}},
        ])
        expect(snapshot.unreadable).to.deep.equal([{what: CERTIFICATES, detail}])
        const served = snapshot.served.known ? snapshot.served.value : []
        expect(served).to.deep.include({kind: CERTIFICATES, versions: ['v2', 'v3']})
      })

      it('does not close a group whose server does not answer', async () => {
        const style = {aggregated, stale: ['cert-manager.io']}
        const fake = await fakeOf({discovery: style})
        const snapshot = await readFake(fake, {kinds: [CERTIFICATES, SECRETS]})
        const detail = 'the server of cert-manager.io does not answer'
        expect(snapshot.coverage).to.deep.equal([
          {kind: CERTIFICATES, world: 'none', because: {reason: 'unreachable', detail}},
          {kind: SECRETS, world: 'closed'},
        ])
        expect(snapshot.served.known).to.equal(false)
      }).timeout(20_000)
    })
  }

  const withRefusal = async (path: string, code: number, reason: string): Promise<FakeApiServer> => {
    const fake = await fakeOf()
    const answer = {...status(code, {reason, message: 'no'}), headers: {'retry-after': '0'}}
    fake.fault = request => (request.path === path ? {is: 'answer', answer} : undefined)
    return fake
  }

  it('closes nothing of the half that failed', async () => {
    const fake = await withRefusal('/apis', 503, 'ServiceUnavailable')
    const snapshot = await readFake(fake, {kinds: [CERTIFICATES, SECRETS]})
    const because = {reason: 'unreachable', detail: 'discovery failed: no'}
    expect(snapshot.coverage).to.deep.equal([
      {kind: CERTIFICATES, world: 'none', because},
      {kind: SECRETS, world: 'closed'},
    ])
    expect(snapshot.served).to.deep.equal({known: false, because})
  })

  it('lists all the same where discovery is forbidden, and closes nothing that it does not find', async () => {
    const fake = await fakeOf({resources: without('gateway.networking.k8s.io')})
    const rules = [{apiGroups: ['*'], resources: ['*'], verbs: ['list']}]
    const kubeconfig = await fake.user({name: 'blind', clusterWide: rules, discovery: false})
    const snapshot = await sourceFor(kubeconfig).read({kinds: [SECRETS, GATEWAYS]})
    expect(snapshot.coverage).to.deep.equal([
      {kind: SECRETS, world: 'closed'},
      {
        kind: GATEWAYS,
        world: 'none',
        because: {reason: 'forbidden', detail: 'you may not see what the API server serves'},
      },
    ])
    expect(snapshot.served.known).to.equal(false)
  })

  it('closes a kind that went away after discovery', async () => {
    const fake = await fakeOf()
    fake.fault = ({path}) => (path.endsWith('/certificates') ? {is: 'answer', answer: noSuchPath} : undefined)
    const snapshot = await readFake(fake, {kinds: [CERTIFICATES]})
    expect(snapshot.coverage).to.deep.equal([{kind: CERTIFICATES, world: 'closed'}])
  })

  it('fails where nothing answers but refusals of a broken server', async () => {
    const fake = await fakeOf()
    const answer = {...status(503, {reason: 'x', message: 'etcd is gone'}), headers: {'retry-after': '0'}}
    fake.fault = () => ({is: 'answer', answer})
    const error = await rejection(readFake(fake, {kinds: [SECRETS]}))
    expect(error).to.include({code: 'E_CLUSTER_UNREACHABLE', exit: 3})
    expect(error.message).to.contain('etcd is gone')
  })

  it('does without a version', async () => {
    const fake = await withRefusal('/version', 403, 'Forbidden')
    const snapshot = await readFake(fake, {kinds: [SECRETS]})
    expect(snapshot).to.not.have.property('serverVersion')
    expect(snapshot.coverage[0]?.world).to.equal('closed')
  })
})
