import {expect} from 'chai'
import {ask, type RawAnswer} from './ask.ts'
import {CONFIG_MAPS, type ContractBed, type ContractUser, contractObjects, PLACES} from './contract-bed.ts'

const [A, B] = PLACES

/** The rules that let somebody list and get ConfigMaps. */
const READ_CONFIG_MAPS = [{apiGroups: [''], resources: ['configmaps'], verbs: ['list', 'get']}]

const AGGREGATED = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json'

// biome-ignore lint/suspicious/noExplicitAny: a body that the test looks into
const namesOf = (answer: RawAnswer): string[] => answer.json.items.map((item: any) => item.metadata.name)

/** A refusal that looks as all refusals do. */
const expectStatus = (answer: RawAnswer, code: number, reason: string): void => {
  expect(answer.status).to.equal(code)
  expect(answer.headers['content-type']).to.equal('application/json')
  expect(answer.json).to.include({kind: 'Status', apiVersion: 'v1', status: 'Failure', reason, code})
}

/** What the live source takes for granted of an API server: held by the fake and by the real one. */
export const apiServerContract = (title: string, bed: () => ContractBed): void => {
  describe(`API server contract: ${title}`, () => {
    const admin = (path: string, request = {}) => ask(bed().admin.kubeconfig, path, request)

    before(() => bed().apply(...contractObjects))

    describe('discovery', () => discoveryContract(admin))
    describe('lists', () => listContract(bed, admin))
    describe('refusals', () => refusalContract(bed, admin))
    describe('reviews', () => reviewContract(bed, admin))
  })
}

type Ask = (path: string, request?: object) => Promise<RawAnswer>

const discoveryContract = (admin: Ask): void => {
  it('answers in one piece to who asks for it', async () => {
    const [core, named] = await Promise.all(['/api', '/apis'].map(path => admin(path, {accept: AGGREGATED})))
    expect(core?.headers['content-type']).to.match(/^application\/json;g=apidiscovery/)
    expect(core?.json.kind).to.equal('APIGroupDiscoveryList')
    const [group] = core?.json.items ?? []
    expect(group.metadata.name ?? '').to.equal('')
    expect(group.versions[0].resources.map((each: {resource: string}) => each.resource)).to.include('secrets')
    const manager = named?.json.items.find(
      (each: {metadata: {name: string}}) => each.metadata.name === 'cert-manager.io',
    )
    expect(manager.versions[0]).to.include({version: 'v1', freshness: 'Current'})
    expect(manager.versions[0].resources.map((each: {resource: string}) => each.resource)).to.include('certificates')
  })

  it('answers piece by piece to who does not', async () => {
    expect((await admin('/api')).json).to.deep.include({kind: 'APIVersions', versions: ['v1']})
    const apis = await admin('/apis')
    expect(apis.json.kind).to.equal('APIGroupList')
    const manager = apis.json.groups.find((each: {name: string}) => each.name === 'cert-manager.io')
    expect(manager.versions).to.deep.include({groupVersion: 'cert-manager.io/v1', version: 'v1'})
    const resources = await admin('/apis/cert-manager.io/v1')
    expect(resources.json.resources.map((each: {name: string}) => each.name)).to.include('certificates')
  })

  it('says its version and its time', async () => {
    const answer = await admin('/version')
    expect(answer.json.gitVersion).to.match(/^v1\.\d+/)
    expect(Math.abs(Date.parse(String(answer.headers.date)) - Date.now())).to.be.below(60_000)
  })

  it('knows nothing of a group that nobody installed', async () => {
    const answer = await admin('/apis/gateway.networking.k8s.io/v1/gateways')
    expect(answer.status).to.equal(404)
    expect(answer.headers['content-type']).to.match(/^text\/plain/)
    expect(answer.text).to.equal('404 page not found\n')
  })
}

const listContract = (bed: () => ContractBed, admin: Ask): void => {
  const maps = `/api/v1/namespaces/${A}/configmaps`
  const ours = (names: readonly string[]): readonly string[] => names.filter(name => name !== 'kube-root-ca.crt')

  it('gives pages by key, with a token for the next and a count of the rest', async () => {
    const names: string[] = []
    let token = ''
    for (let page = 0; page < 10; page += 1) {
      const answer = await admin(`${maps}?limit=2&continue=${token}`)
      names.push(...namesOf(answer))
      token = answer.json.metadata.continue ?? ''
      if (token === '') break
      expect(answer.json.metadata.remainingItemCount).to.be.above(0)
    }
    expect(ours(names)).to.deep.equal([...CONFIG_MAPS].sort())
  })

  it('gives all pages of one list as of one moment', async () => {
    const first = await admin(`${maps}?limit=2`)
    await bed().apply({apiVersion: 'v1', kind: 'ConfigMap', metadata: {namespace: A, name: 'zz-late'}, data: {}})
    const rest = await admin(`${maps}?continue=${first.json.metadata.continue}`)
    expect(namesOf(rest)).to.not.include('zz-late')
    expect(rest.json.metadata.resourceVersion).to.equal(first.json.metadata.resourceVersion)
    expect(namesOf(await admin(maps))).to.include('zz-late')
  })

  it('selects by field, and then does not count the rest', async () => {
    const path = `/api/v1/namespaces/${A}/secrets?fieldSelector=${encodeURIComponent('type!=helm.sh/release.v1')}`
    const all = namesOf(await admin(path))
    expect(all).to.include('plain').and.not.include('release')
    expectStatus(await admin(`${maps}?fieldSelector=nope%3Dx`), 400, 'BadRequest')
  })

  it('leaves kind and apiVersion out of the items of built-in lists only', async () => {
    const builtIn = await admin(maps)
    expect(builtIn.json.kind).to.equal('ConfigMapList')
    expect(builtIn.json.items[0]).to.not.have.any.keys('kind', 'apiVersion')
    const custom = await admin(`/apis/cert-manager.io/v1/namespaces/${A}/certificates`)
    expect(custom.json.items[0]).to.include({kind: 'Certificate', apiVersion: 'cert-manager.io/v1'})
  })

  it('says 410 to a token that is too old, with one that goes on from there', async () => {
    const first = await admin(`${maps}?limit=2`)
    await bed().expireTokens()
    const gone = await admin(`${maps}?limit=2&continue=${first.json.metadata.continue}`)
    expectStatus(gone, 410, 'Expired')
    expect(gone.json.message).to.match(/^The provided continue parameter is too old/)
    const rest = await admin(`${maps}?continue=${gone.json.metadata.continue}`)
    const names = [...namesOf(first), ...namesOf(rest)]
    expect(new Set(names).size).to.equal(names.length)
    expect(names).to.include.members([...CONFIG_MAPS])
  })

  it('says 400 to what is no token', async () => {
    expectStatus(await admin(`${maps}?limit=2&continue=abc`), 400, 'BadRequest')
  })
}

const refusalContract = (bed: () => ContractBed, admin: Ask): void => {
  it('says 403 to who may not list everywhere, and lets it list where it may', async () => {
    const user = await bed().user({name: 'one-namespace', inNamespaces: {[A]: READ_CONFIG_MAPS}})
    const wide = await ask(user.kubeconfig, '/api/v1/configmaps')
    expectStatus(wide, 403, 'Forbidden')
    expect(wide.json.message).to.equal(
      `configmaps is forbidden: User "${user.username}" cannot list resource "configmaps" in API group "" at the cluster scope`,
    )
    expect(wide.json.details).to.deep.equal({kind: 'configmaps'})
    expectStatus(await ask(user.kubeconfig, `/api/v1/namespaces/${B}/configmaps`), 403, 'Forbidden')
    expect((await ask(user.kubeconfig, `/api/v1/namespaces/${A}/configmaps`)).status).to.equal(200)
  })

  it('says 403 before 404', async () => {
    const user = await bed().user({name: 'nobody'})
    expectStatus(await ask(user.kubeconfig, `/api/v1/namespaces/${A}/secrets/nope`), 403, 'Forbidden')
    expectStatus(await ask(user.kubeconfig, '/apis/gateway.networking.k8s.io/v1/gateways'), 403, 'Forbidden')
  })

  it('says 404 with a Status for an object that is not there', async () => {
    const answer = await admin(`/api/v1/namespaces/${A}/secrets/nope`)
    expectStatus(answer, 404, 'NotFound')
    expect(answer.json.details).to.deep.equal({name: 'nope', kind: 'secrets'})
    expectStatus(await admin('/api/v1/namespaces/no-such-namespace/secrets/nope'), 404, 'NotFound')
  })

  it('lists a namespace that is not there as an empty one', async () => {
    const answer = await admin('/api/v1/namespaces/no-such-namespace/secrets')
    expect(answer.status).to.equal(200)
    expect(answer.json.items).to.deep.equal([])
  })

  it('says 429 with Retry-After to who asks too much', async () => {
    const user = await bed().user({name: 'greedy', clusterWide: READ_CONFIG_MAPS})
    await bed().throttle(user)
    const refused = await firstRefused(user)
    expect(refused?.status).to.equal(429)
    expect(refused?.headers['retry-after']).to.match(/^\d+$/)
  })
}

/** A real API server lets one request at a time through even where none is allowed, and hears of new limits after a moment. */
const firstRefused = async ({kubeconfig}: ContractUser): Promise<RawAnswer | undefined> => {
  for (let burst = 0; burst < 50; burst += 1) {
    const answers = await Promise.all(Array.from({length: 20}, () => ask(kubeconfig, '/api/v1/configmaps')))
    const refused = answers.find(({status}) => status !== 200)
    if (refused !== undefined) return refused
  }
  return undefined
}

const REVIEWS = '/apis/authorization.k8s.io/v1'

const reviewContract = (bed: () => ContractBed, admin: Ask): void => {
  const review = (kind: string, spec: object) => ({
    method: 'POST',
    body: {apiVersion: 'authorization.k8s.io/v1', kind, spec},
  })

  it('says who may do what, also of resources that are none', async () => {
    const rule = {
      apiGroups: ['cert-manager.io'],
      resources: ['signers'],
      resourceNames: ['issuers.cert-manager.io/*'],
      verbs: ['approve'],
    }
    const user = await bed().user({name: 'approver', clusterWide: [rule]})
    const asked = (name: string) => ({
      user: user.username,
      groups: ['system:authenticated'],
      resourceAttributes: {verb: 'approve', group: 'cert-manager.io', version: '*', resource: 'signers', name},
    })
    const of = async (name: string) => {
      const answer = await admin(`${REVIEWS}/subjectaccessreviews`, review('SubjectAccessReview', asked(name)))
      expect(answer.status).to.equal(201)
      return answer.json.status.allowed
    }
    expect(await of('issuers.cert-manager.io/*')).to.equal(true)
    expect(await of('clusterissuers.cert-manager.io/*')).to.equal(false)
  })

  it('does not say it to everybody', async () => {
    const user = await bed().user({name: 'curious'})
    const request = review('SubjectAccessReview', {user: 'x', resourceAttributes: {verb: 'list', resource: 'secrets'}})
    expectStatus(await ask(user.kubeconfig, `${REVIEWS}/subjectaccessreviews`, request), 403, 'Forbidden')
  })

  it('tells everybody its own rules in one namespace', async () => {
    const user = await bed().user({name: 'selfish', inNamespaces: {[A]: READ_CONFIG_MAPS}})
    const rulesIn = async (namespace: string) => {
      const request = review('SelfSubjectRulesReview', {namespace})
      const answer = await ask(user.kubeconfig, `${REVIEWS}/selfsubjectrulesreviews`, request)
      expect(answer.status).to.equal(201)
      expect(answer.json.status.incomplete).to.equal(false)
      return answer.json.status.resourceRules.flatMap((rule: {resources: string[]}) => rule.resources)
    }
    expect(await rulesIn(A)).to.include('configmaps')
    expect(await rulesIn(B)).to.not.include('configmaps')
  })
}
