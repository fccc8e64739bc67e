import {expect} from 'chai'
import {KINDS, type Kind} from '../../../src/core/kube/kind.ts'
import type {Progress} from '../../../src/core/ports.ts'
import type {FakeApiServer} from '../../support/fake-api-server.ts'
import type {Manifest} from '../../support/fake-store.ts'
import {configMaps, fakeOf, namesOf, readFake, sourceFor, stopFakes} from './live-fake.ts'
import {tlsFake} from './tls-fake.ts'

const MAPS: Kind = 'core/configmaps'
const SECRETS: Kind = 'core/secrets'

const namespaces = (count: number): readonly Manifest[] =>
  Array.from({length: count}, (_, index) => ({apiVersion: 'v1', kind: 'Namespace', metadata: {name: `ns-${index}`}}))

const LIST = (resource: string) => [{apiGroups: [''], resources: [resource], verbs: ['list']}]

const counted = (fake: FakeApiServer, pattern: RegExp): number =>
  fake.requests.filter(({path}) => pattern.test(path)).length

describe('reading a cluster', () => {
  afterEach(stopFakes)

  it('asks once for each kind, three times before, and never for a single object', async () => {
    const fake = await fakeOf()
    fake.store.apply(...namespaces(50), ...configMaps(50))
    const kinds = KINDS.map(({kind}) => kind)
    const snapshot = await readFake(fake, {kinds})
    expect(fake.requests).to.have.length(3 + kinds.length)
    expect(snapshot.coverage).to.deep.equal(kinds.map(kind => ({kind, world: 'closed'})))
  })

  it('does not wait for one kind before it asks for the next', async () => {
    const {fake} = await tlsFake()
    fake.fault = () => ({is: 'delay', milliseconds: 100})
    const from = performance.now()
    await readFake(fake, {kinds: KINDS.map(({kind}) => kind)})
    // Discovery and lists are two round trips; one after the other they would be more than forty.
    expect(performance.now() - from).to.be.below(1500)
  })

  it('asks in pages of older servers, and for all at once of newer ones', async () => {
    for (const [gitVersion, limit] of [
      ['v1.31.2', '500'],
      ['v1.32.9-gke.100', '500'],
      ['v1.33.0', null],
      ['v1.40.1+k3s1', null],
      ['v2.0.0', '500'],
      ['odd', '500'],
    ] as const) {
      const fake = await fakeOf({gitVersion})
      await readFake(fake, {kinds: [MAPS, 'core/events']})
      const limits = fake.requests
        .filter(({path}) => /configmaps|events/.test(path))
        .map(({query}) => query.get('limit'))
      expect(limits, gitVersion).to.deep.equal([limit, '500'])
    }
  })

  it('keeps objects in the order of the plan, whatever came first', async () => {
    const fake = await fakeOf()
    fake.store.apply(...namespaces(2), ...configMaps(3))
    fake.fault = ({path}) => (path.endsWith('/configmaps') ? {is: 'delay', milliseconds: 150} : undefined)
    const snapshot = await readFake(fake, {kinds: [MAPS, 'core/namespaces']})
    expect(snapshot.objects.map(({ref}) => ref.name)).to.deep.equal([
      'map-0000',
      'map-0001',
      'map-0002',
      'ns-0',
      'ns-1',
    ])
  })

  it('remembers when it began: the time of the server, and the oldest revision of a list', async () => {
    const fake = await fakeOf()
    fake.store.apply(...configMaps(3))
    const from = Date.now() - 1000
    const still = await readFake(fake, {kinds: [MAPS, 'core/namespaces']})
    expect(Date.parse(still.began?.at ?? '')).to.be.within(from, Date.now())
    let lists = 0
    fake.fault = ({path}) => {
      if (/configmaps|namespaces/.test(path) && ++lists === 2) fake.store.apply(...namespaces(2))
      return undefined
    }
    const {began} = await readFake(fake, {kinds: [MAPS, 'core/namespaces']})
    expect(began?.revision).to.match(/^\d+$/).and.to.equal(still.began?.revision)
    fake.fault = () => undefined
    const later = await readFake(fake, {kinds: [MAPS, 'core/namespaces']})
    expect(Number(later.began?.revision)).to.be.above(Number(began?.revision))
  })

  it('tells how far it is', async () => {
    const fake = await fakeOf()
    fake.store.apply(...namespaces(2), ...configMaps(3))
    const told: Progress[] = []
    const source = sourceFor(await fake.kubeconfig('admin'), {pageSize: 2})
    await source.read({kinds: [MAPS, 'core/namespaces']}, {onProgress: progress => told.push(progress)})
    expect(told.at(-1)).to.include({done: 2, of: 2, objects: 5})
    expect(told.map(({objects}) => objects)).to.deep.equal(told.map(({objects}) => objects).toSorted((a, b) => a - b))
    expect(new Set(told.map(({kind}) => kind))).to.deep.equal(new Set([MAPS, 'core/namespaces']))
  })

  it('passes everything through the door', async () => {
    const fake = await fakeOf()
    const data = {password: Buffer.from('SECRET-VALUE').toString('base64')}
    fake.store.apply({apiVersion: 'v1', kind: 'Secret', metadata: {namespace: 'a', name: 'b'}, type: 'Opaque', data})
    const listed = await readFake(fake, {kinds: [SECRETS]})
    const got = await readFake(fake, {kinds: [], gets: [{kind: SECRETS, namespace: 'a', name: 'b'}]})
    for (const snapshot of [listed, got]) {
      expect(namesOf(snapshot, SECRETS)).to.deep.equal(['b'])
      expect(JSON.stringify(snapshot)).to.not.contain(data.password).and.not.contain('SECRET-VALUE')
    }
  })

  it('connects once for several readings', async () => {
    const {fake} = await tlsFake()
    const source = sourceFor(await fake.kubeconfig('admin'))
    await source.read({kinds: [MAPS]})
    await source.read({kinds: [MAPS]})
    expect(counted(fake, /^\/apis?$|^\/version$/)).to.equal(3)
    expect(fake.connections).to.equal(1)
  })

  it('connects anew after a failure', async () => {
    const fake = await fakeOf()
    const source = sourceFor(await fake.kubeconfig('late'))
    await source.read({kinds: []}).then(
      () => expect.fail(),
      ({code}) => expect(code).to.equal('E_UNAUTHORIZED'),
    )
    await fake.user({name: 'late'})
    expect((await source.read({kinds: []})).label).to.equal('fake (live)')
  })

  it('keeps the rate that it was given', async () => {
    const fake = await fakeOf()
    const from = performance.now()
    await readFake(fake, {kinds: KINDS.slice(0, 20).map(({kind}) => kind)}, {qps: 40, burst: 5})
    expect(performance.now() - from).to.be.above(400)
  })

  describe('where the whole cluster may not be listed', () => {
    it('asks for its own rules once in each namespace, and lists only where that may succeed', async () => {
      const fake = await fakeOf()
      fake.store.apply(...namespaces(20), ...configMaps(2, 'ns-3'), ...configMaps(1, 'ns-7'))
      const kubeconfig = await fake.user({
        name: 'some',
        clusterWide: LIST('namespaces'),
        inNamespaces: {'ns-3': LIST('configmaps'), 'ns-7': LIST('*')},
      })
      const snapshot = await sourceFor(kubeconfig).read({kinds: [MAPS, SECRETS]})
      expect(snapshot.objects.map(({ref}) => ref.namespace)).to.deep.equal(['ns-3', 'ns-3', 'ns-7'])
      expect(counted(fake, /selfsubjectrulesreviews/)).to.equal(21)
      expect(
        fake.requests
          .map(({path}) => path)
          .filter(path => /namespaces\/.*(configmaps|secrets)/.test(path))
          .toSorted(),
      ).to.deep.equal(
        ['configmaps', 'secrets']
          .flatMap(plural =>
            (plural === 'secrets' ? ['ns-7'] : ['ns-3', 'ns-7']).map(name => `/api/v1/namespaces/${name}/${plural}`),
          )
          .toSorted(),
      )
      expect(counted(fake, /^\/api\/v1\/namespaces$/)).to.equal(1)
    })

    it('tries where its own rules are not known', async () => {
      const fake = await fakeOf({incompleteRules: 'webhook authorizer does not support user rule resolution'})
      fake.store.apply(...configMaps(2, 'default'))
      const kubeconfig = await fake.user({name: 'hooked', inNamespaces: {default: LIST('configmaps')}})
      const snapshot = await sourceFor(kubeconfig).read({kinds: [MAPS, SECRETS], namespaces: ['other']})
      expect(namesOf(snapshot, MAPS)).to.have.length(2)
      expect(counted(fake, /namespaces\/(default|other)\/secrets$/)).to.equal(2)
    })

    it('trusts rules that only the node authorizer makes incomplete', async () => {
      const fake = await fakeOf({incompleteRules: 'node authorizer does not support user rule resolution'})
      const snapshot = await sourceFor(await fake.user({name: 'plain'})).read({kinds: [SECRETS]})
      expect(snapshot.coverage[0]?.world).to.equal('none')
      expect(counted(fake, /namespaces\/default\/secrets$/)).to.equal(0)
    })

    it('does not try thousands of namespaces, and says that it did not', async () => {
      const fake = await fakeOf({incompleteRules: 'a webhook decides'})
      fake.store.apply(...namespaces(250))
      const rules = [...LIST('namespaces')]
      const snapshot = await sourceFor(await fake.user({name: 'wide', clusterWide: rules}), {
        qps: 10_000,
        burst: 10_000,
      }).read({kinds: [SECRETS]})
      expect(counted(fake, /\/namespaces\/[^/]+\/secrets$/)).to.equal(200)
      expect(snapshot.coverage.filter(({world}) => world === 'none')).to.have.length(1)
    })

    it('closes a kind that it may list in every namespace that there is', async () => {
      const fake = await fakeOf()
      fake.store.apply(...namespaces(2), ...configMaps(2, 'ns-0'))
      const inNamespaces = {'ns-0': LIST('configmaps'), 'ns-1': LIST('configmaps')}
      await fake.user({name: 'all', clusterWide: LIST('namespaces'), inNamespaces})
      const source = sourceFor(await fake.kubeconfig('all', {namespace: 'ns-1'}))
      const snapshot = await source.read({kinds: [MAPS]})
      expect(snapshot.coverage).to.deep.equal([{kind: MAPS, world: 'closed'}])
      expect(namesOf(snapshot, MAPS)).to.have.length(2)
    })

    it('says of each namespace what failed there', async () => {
      const fake = await fakeOf()
      const inNamespaces = {a: LIST('configmaps'), b: LIST('configmaps')}
      const kubeconfig = await fake.user({name: 'two', inNamespaces})
      fake.fault = ({path}) => (path.includes('/namespaces/b/configmaps') ? {is: 'drop'} : undefined)
      const {coverage} = await sourceFor(kubeconfig).read({kinds: [MAPS], namespaces: ['a', 'b']})
      expect(coverage.map(each => [each.namespace, each.world])).to.deep.equal([
        [undefined, 'none'],
        ['a', 'closed'],
        ['b', 'none'],
      ])
      expect(coverage[2])
        .to.deep.include({kind: MAPS, namespace: 'b'})
        .and.have.nested.property('because.reason', 'unreachable')
    })
  })

  describe('single objects', () => {
    it('are asked for only where no list has covered them, once each', async () => {
      const fake = await fakeOf()
      fake.store.apply(...configMaps(1, 'a'))
      const map = {kind: MAPS, namespace: 'a', name: 'map-0000'}
      const node = {kind: 'core/nodes' as const, name: 'n1'}
      const snapshot = await readFake(fake, {kinds: [MAPS], gets: [map, node, node]})
      expect(namesOf(snapshot, MAPS)).to.deep.equal(['map-0000'])
      expect(counted(fake, /map-0000/)).to.equal(0)
      expect(counted(fake, /nodes\/n1$/)).to.equal(1)
      expect(snapshot.coverage).to.deep.equal([
        {kind: MAPS, world: 'closed'},
        {kind: 'core/nodes', world: 'open', absent: [node]},
      ])
    })

    it('are seen by who may get but not list, and the others stay unseen', async () => {
      const fake = await fakeOf()
      fake.store.apply(...configMaps(2, 'a'))
      const inNamespaces = {
        a: [{apiGroups: [''], resources: ['configmaps'], resourceNames: ['map-0000'], verbs: ['get']}],
      }
      const kubeconfig = await fake.user({name: 'getter', inNamespaces})
      const gets = [{kind: MAPS, namespace: 'a', name: 'map-0000'}]
      const snapshot = await sourceFor(kubeconfig).read({kinds: [MAPS], gets})
      expect(namesOf(snapshot, MAPS)).to.deep.equal(['map-0000'])
      expect(snapshot.coverage.map(({namespace, world}) => [namespace, world])).to.deep.equal([
        [undefined, 'none'],
        ['a', 'open'],
      ])
    })

    it('of a kind that is not served are not there', async () => {
      const fake = await fakeOf({resources: []})
      const snapshot = await readFake(fake, {kinds: [], gets: [{kind: 'core/nodes', name: 'n1'}]})
      expect(snapshot.coverage).to.deep.equal([{kind: 'core/nodes', world: 'closed'}])
    })
  })
})
