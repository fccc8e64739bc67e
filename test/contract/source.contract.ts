import {expect} from 'chai'
import type {Kind} from '../../src/core/kube/kind.ts'
import type {Snapshot} from '../../src/core/kube/snapshot.ts'
import type {ReadPlan} from '../../src/core/ports.ts'
import {live} from '../../src/sources/live/live.ts'
import type {LiveOptions} from '../../src/sources/live/options.ts'
import {CONFIG_MAPS, type ContractBed, type ContractUser, contractObjects, PLACES} from './contract-bed.ts'

const [A, B] = PLACES

const READ_SECRETS = [{apiGroups: [''], resources: ['secrets'], verbs: ['list', 'get']}]
const LIST_NAMESPACES = [{apiGroups: [''], resources: ['namespaces'], verbs: ['list']}]

/** A source as this user, with nothing of the environment of the test. */
const sourceOf = ({kubeconfig}: ContractUser, options: Partial<LiveOptions> = {}) =>
  live({kubeconfig, secrets: true, environment: {}, ...options})

const read = (user: ContractUser, plan: ReadPlan, options: Partial<LiveOptions> = {}): Promise<Snapshot> =>
  sourceOf(user, options).read(plan)

/** `namespace/name` of what was seen of a kind in the namespaces of the contract, sorted. */
const seen = ({objects}: Snapshot, kind: Kind): readonly string[] =>
  objects
    .filter(({ref}) => ref.kind === kind && PLACES.some(place => place === ref.namespace))
    .map(({ref}) => `${ref.namespace}/${ref.name}`)
    .filter(name => !name.endsWith('/kube-root-ca.crt') && !name.endsWith('/zz-late'))
    .sort()

const everywhere = (...names: readonly string[]): readonly string[] =>
  PLACES.flatMap(place => names.map(name => `${place}/${name}`)).sort()

const MAPS: Kind = 'core/configmaps'
const SECRETS: Kind = 'core/secrets'
const CERTIFICATES: Kind = 'cert-manager.io/certificates'

/** What the live source makes of an API server: the same of the fake and of the real one. */
export const sourceContract = (title: string, bed: () => ContractBed): void => {
  describe(`live source contract: ${title}`, () => {
    before(() => bed().apply(...contractObjects))

    describe('for who may read all', () => wholeContract(bed))
    describe('for who may read some', () => partContract(bed))
    describe('by name and by review', () => singleContract(bed))
  })
}

const wholeContract = (bed: () => ContractBed): void => {
  const kinds: readonly Kind[] = [MAPS, SECRETS, CERTIFICATES, 'gateway.networking.k8s.io/gateways']

  it('reads built-in and custom kinds whole, but no Helm releases', async () => {
    const snapshot = await read(bed().admin, {kinds})
    expect(seen(snapshot, MAPS)).to.deep.equal(everywhere(...CONFIG_MAPS))
    expect(seen(snapshot, SECRETS)).to.deep.equal(everywhere('plain'))
    expect(seen(snapshot, CERTIFICATES)).to.deep.equal(everywhere('api', 'mail', 'web'))
    expect(snapshot.coverage).to.deep.equal(kinds.map(kind => ({kind, world: 'closed'})))
  })

  it('says whose moment it is', async () => {
    const snapshot = await read(bed().admin, {kinds: []})
    expect(snapshot.serverVersion).to.match(/^v1\.\d+/)
    expect(Math.abs(Date.parse(snapshot.takenAt) - Date.now())).to.be.below(60_000)
    expect(snapshot.clockSkewSeconds).to.equal(0)
    expect(snapshot.label).to.match(/ \(live\)$/)
  })

  it('says what is served', async () => {
    const {served} = await read(bed().admin, {kinds: []})
    const all = served.known ? served.value : []
    expect(all).to.deep.include({kind: CERTIFICATES, versions: ['v1']})
    expect(all.map(({kind}) => kind)).to.not.include('gateway.networking.k8s.io/gateways')
  })

  for (const pageSize of [1, 2, 3, 500]) {
    it(`sees the same in pages of ${pageSize}`, async () => {
      const whole = await read(bed().admin, {kinds: [MAPS, CERTIFICATES]}, {pageSize: 0})
      const paged = await read(bed().admin, {kinds: [MAPS, CERTIFICATES]}, {pageSize})
      for (const kind of [MAPS, CERTIFICATES]) expect(seen(paged, kind)).to.deep.equal(seen(whole, kind))
      expect(paged.coverage).to.deep.equal(whole.coverage)
    })
  }

  it('goes on after a 410 in the middle of a list, and sees nothing twice', async function () {
    this.timeout(90_000)
    const options = {pageSize: 7, requestTimeoutSeconds: 60}
    const snapshot = await sourceOf(await bed().expiring(), options).read({kinds: [MAPS]})
    expect(seen(snapshot, MAPS)).to.deep.equal(everywhere(...CONFIG_MAPS))
    expect(snapshot.coverage).to.deep.equal([{kind: MAPS, world: 'closed'}])
  })
}

const partContract = (bed: () => ContractBed): void => {
  it('reads the namespace that it may, and says that it did not look at the others', async () => {
    const user = await bed().user({name: 'reader-of-one', inNamespaces: {[A]: READ_SECRETS}})
    const snapshot = await read(user, {kinds: [SECRETS, MAPS, 'core/nodes'], namespaces: [A, B]})
    expect(seen(snapshot, SECRETS)).to.deep.equal([`${A}/plain`])
    expect(snapshot.coverage).to.deep.equal([
      {
        kind: SECRETS,
        world: 'none',
        because: {reason: 'forbidden', detail: 'you may not list secrets in other namespaces'},
      },
      {kind: SECRETS, namespace: A, world: 'closed'},
      {kind: MAPS, world: 'none', because: {reason: 'forbidden', detail: 'you may not list configmaps'}},
      {kind: 'core/nodes', world: 'none', because: {reason: 'forbidden', detail: 'you may not list nodes'}},
    ])
  })

  it('finds the namespaces that it may read by a list of namespaces', async () => {
    const user = await bed().user({name: 'lister', clusterWide: LIST_NAMESPACES, inNamespaces: {[B]: READ_SECRETS}})
    const snapshot = await read(user, {kinds: [SECRETS]})
    expect(seen(snapshot, SECRETS)).to.deep.equal([`${B}/plain`])
    expect(snapshot.coverage).to.deep.include({kind: SECRETS, namespace: B, world: 'closed'})
  })

  it('answers to who may read nothing', async () => {
    const user = await bed().user({name: 'reader-of-nothing'})
    const snapshot = await read(user, {kinds: [SECRETS, CERTIFICATES, 'gateway.networking.k8s.io/gateways']})
    expect(snapshot.objects).to.deep.equal([])
    expect(snapshot.coverage.map(({kind, world}) => [kind, world])).to.deep.equal([
      [SECRETS, 'none'],
      [CERTIFICATES, 'none'],
      ['gateway.networking.k8s.io/gateways', 'closed'],
    ])
  })

  it('reads no Secret where that is not wanted', async () => {
    const gets = [{kind: SECRETS, namespace: A, name: 'plain'}]
    const snapshot = await read(bed().admin, {kinds: [SECRETS], gets}, {secrets: false})
    expect(snapshot.objects).to.deep.equal([])
    const because = {reason: 'not-collected', detail: 'Secrets are not read (--no-secrets)'}
    expect(snapshot.coverage).to.deep.equal([{kind: SECRETS, world: 'none', because}])
  })
}

const singleContract = (bed: () => ContractBed): void => {
  it('gets objects by name, and says which are not there', async () => {
    const absent = {kind: SECRETS, namespace: A, name: 'nope'}
    const gets = [{kind: SECRETS, namespace: A, name: 'plain'}, absent, {kind: CERTIFICATES, namespace: B, name: 'web'}]
    const snapshot = await read(bed().admin, {kinds: [], gets})
    expect(seen(snapshot, SECRETS)).to.deep.equal([`${A}/plain`])
    expect(seen(snapshot, CERTIFICATES)).to.deep.equal([`${B}/web`])
    expect(snapshot.coverage).to.deep.equal([
      {kind: SECRETS, namespace: A, world: 'open', absent: [absent]},
      {kind: CERTIFICATES, namespace: B, world: 'open'},
    ])
  })

  it('lists a kind in one namespace, and claims nothing about the others', async () => {
    const within = [
      {kind: SECRETS, namespace: A},
      {kind: CERTIFICATES, namespace: B},
    ] as const
    const snapshot = await read(bed().admin, {kinds: [], within})
    expect(seen(snapshot, SECRETS).length).to.be.greaterThan(0)
    expect(seen(snapshot, SECRETS).every(name => name.startsWith(`${A}/`))).to.equal(true)
    expect(seen(snapshot, CERTIFICATES)).to.include(`${B}/web`)
    expect(snapshot.coverage).to.deep.equal(within.map(each => ({...each, world: 'closed'})))
  })

  it('says where it may not list', async () => {
    const user = await bed().user({name: 'lister-of-one', inNamespaces: {[A]: READ_SECRETS}})
    const within = [A, B].map(namespace => ({kind: SECRETS, namespace}))
    const {coverage} = await read(user, {kinds: [], within})
    const because = {reason: 'forbidden', detail: `you may not list secrets in ${B}`}
    expect(coverage).to.deep.equal([
      {kind: SECRETS, namespace: A, world: 'closed'},
      {kind: SECRETS, namespace: B, world: 'none', because},
    ])
  })

  it('says why it did not get one', async () => {
    const user = await bed().user({name: 'getter', inNamespaces: {[A]: READ_SECRETS}})
    const gets = [
      {kind: SECRETS, namespace: A, name: 'plain'},
      {kind: SECRETS, namespace: B, name: 'plain'},
    ]
    const snapshot = await read(user, {kinds: [], gets})
    expect(snapshot.coverage).to.deep.equal([
      {kind: SECRETS, namespace: A, world: 'open'},
      {kind: SECRETS, namespace: B, world: 'none', because: {reason: 'forbidden', detail: 'you may not get secrets'}},
    ])
  })

  it('asks who may do what', async () => {
    const user = await bed().user({name: 'asked-about', inNamespaces: {[A]: READ_SECRETS}})
    const of = (namespace: string) => ({user: user.username, groups: [], verb: 'list', kind: SECRETS, namespace})
    const {reviews} = await read(bed().admin, {kinds: [], reviews: [of(A), of(B)]})
    expect(reviews).to.deep.equal([
      {review: of(A), allowed: {known: true, value: true}},
      {review: of(B), allowed: {known: true, value: false}},
    ])
    expect(await sourceOf(bed().admin).review?.([of(B)])).to.deep.equal([reviews[1]])
    const refused = await read(user, {kinds: [], reviews: [of(A)]})
    expect(refused.reviews[0]?.allowed).to.deep.equal({
      known: false,
      because: {reason: 'forbidden', detail: 'you may not create subjectaccessreviews'},
    })
  })
}
