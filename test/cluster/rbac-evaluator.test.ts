import {expect} from 'chai'
import {viewOf} from '../../src/core/kube/view.ts'
import type {Identity} from '../../src/core/rbac/identity.ts'
import type {Access} from '../../src/core/rbac/policy-rule.ts'
import {RBAC_KINDS, type Rbac, rbac} from '../../src/facts/rbac.ts'
import {seeded} from '../support/random.ts'
import type {Bed} from './bed/bed.ts'
import type {KubeBody} from './bed/kube-api.ts'
import {describeOnBed} from './describe-on-bed.ts'
import {clusterAs} from './permissions/without.ts'
import {collectionOf, NAMESPACES, randomCase, randomRbac} from './rbac/random-rbac.ts'

const CASES = 2500
const TOGETHER = 16

/** Works through items, some at once. */
const inParallel = async <T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<readonly R[]> => {
  const results: R[] = []
  const queue = items.entries()
  const worker = async (): Promise<void> => {
    for (const [index, item] of queue) results[index] = await work(item)
  }
  await Promise.all(Array.from({length: TOGETHER}, worker))
  return results
}

/** What the real authorizer says. */
const review = async (bed: Bed, {user, groups}: Identity, access: Access): Promise<boolean> => {
  const spec = {user, groups, resourceAttributes: {...access, version: '*'}}
  const body = {apiVersion: 'authorization.k8s.io/v1', kind: 'SubjectAccessReview', spec}
  return (await bed.api.create('/apis/authorization.k8s.io/v1/subjectaccessreviews', body)).status.allowed
}

describeOnBed('the evaluator of RBAC', {}, bed => {
  let ours: Rbac

  before('write roles and bindings, and read them', async function () {
    this.timeout(240_000)
    for (const name of NAMESPACES) {
      await bed().api.create('/api/v1/namespaces', {apiVersion: 'v1', kind: 'Namespace', metadata: {name}})
    }
    const objects = randomRbac(seeded(7), 150)
    await inParallel(objects, object => bed().api.create(collectionOf(object), object))
    await aggregated(bed())
    await Promise.all([undefined, NAMESPACES[0]].map(namespace => reached(bed(), namespace)))
    const reading = viewOf(await clusterAs(bed()).read({kinds: RBAC_KINDS})).fact(rbac)
    if (!reading.known) throw new Error(reading.because.detail)
    ours = reading.value
  })

  it(`decides ${CASES} random cases as the API server does`, async function () {
    this.timeout(240_000)
    const next = seeded(11)
    const cases = Array.from({length: CASES}, () => randomCase(next))
    const theirs = await inParallel(cases, ({who, access}) => review(bed(), who, access))
    const wrong = cases.flatMap(({who, access}, index) => {
      const own = ours.may(who, access)
      return own.known && own.value === theirs[index] ? [] : [{who, access, own, theirs: theirs[index]}]
    })
    expect(wrong).to.deep.equal([])
    expect(theirs.filter(allowed => allowed).length).to.be.within(CASES / 10, (CASES * 9) / 10)
    expect(ours.dangling.length).to.be.above(3)
  })
})

/** The controller has written the rules of aggregated ClusterRoles. */
const aggregated = (bed: Bed): Promise<unknown> =>
  bed.waitFor('aggregated roles', async () => {
    const roles: readonly KubeBody[] = await bed.api.list('/apis/rbac.authorization.k8s.io/v1/clusterroles')
    const random = roles.filter(({metadata}) => metadata.name.startsWith('random-'))
    const selected = (tier: string): number =>
      random.filter(({metadata}) => metadata.labels?.tier === tier).reduce((sum, {rules}) => sum + rules.length, 0)
    return random
      .filter(({aggregationRule}) => aggregationRule !== undefined)
      .every(({aggregationRule, rules}) => {
        const tiers: string[] = aggregationRule.clusterRoleSelectors.map((each: KubeBody) => each.matchLabels.tier)
        return rules?.length > 0 || tiers.every(tier => selected(tier) === 0)
      })
  })

/** The authorizer has taken notice of what was written last, everywhere or in a namespace. */
const reached = async (bed: Bed, namespace: string | undefined): Promise<void> => {
  const group = 'rbac.authorization.k8s.io'
  const prefix = namespace === undefined ? 'Cluster' : ''
  const metadata = {name: 'last', ...(namespace !== undefined && {namespace})}
  const rules = [{verbs: ['sign'], apiGroups: ['last'], resources: ['lasts']}]
  const roleRef = {apiGroup: group, kind: `${prefix}Role`, name: 'last'}
  const subjects = [{kind: 'User', apiGroup: group, name: `last-${namespace}`}]
  for (const object of [
    {apiVersion: `${group}/v1`, kind: `${prefix}Role`, metadata, rules},
    {apiVersion: `${group}/v1`, kind: `${prefix}RoleBinding`, metadata, roleRef, subjects},
  ]) {
    await bed.api.create(collectionOf(object), object)
  }
  const access = {verb: 'sign', group: 'last', resource: 'lasts', ...(namespace !== undefined && {namespace})}
  await bed.waitFor('the authorizer', () => review(bed, {user: `last-${namespace}`, groups: []}, access))
}
