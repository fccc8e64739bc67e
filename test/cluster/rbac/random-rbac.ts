import type {Identity} from '../../../src/core/rbac/identity.ts'
import type {Access} from '../../../src/core/rbac/policy-rule.ts'
import type {KubeBody} from '../bed/kube-api.ts'

const API = 'rbac.authorization.k8s.io'

export const NAMESPACES = ['red', 'green', 'blue', 'shop'] as const
const VERBS = ['get', 'list', 'create', 'update', 'use', 'approve', 'sign']
const GROUPS = ['', 'apps', 'cert-manager.io', 'policy.cert-manager.io', 'certificates.k8s.io']
const RESOURCES = ['secrets', 'certificates', 'certificaterequests', 'signers', 'certificaterequestpolicies', 'nodes']
const SUBRESOURCES = ['status', 'approval']
const NAMES = ['a', 'b', '*', 'issuers.cert-manager.io/*', 'clusterissuers.cert-manager.io/ca']
const TIERS = ['gold', 'silver', 'bronze']
const PEOPLE = ['jane', 'joe', 'system:node:n1', 'system:serviceaccount:red:robot']
const TEAMS = ['ops', 'dev', 'system:serviceaccounts:blue', 'system:authenticated', 'system:serviceaccounts']

type Next = (limit: number) => number

const makePicker = (next: Next) => {
  const one = <T>(of: readonly T[]): T => of[next(of.length)] as T
  const chance = (percent: number): boolean => next(100) < percent
  const some = <T>(of: readonly T[], most: number): T[] => [
    ...new Set(Array.from({length: 1 + next(most)}, () => one(of))),
  ]
  return {one, chance, some}
}

/** Roles of both kinds, aggregated ones among them, and bindings to users, groups and ServiceAccounts, some to nothing. */
export const randomRbac = (next: Next, count: number): readonly KubeBody[] => {
  const {one, chance, some} = makePicker(next)
  const resource = (): string => {
    if (chance(8)) return '*'
    if (chance(8)) return `*/${one(SUBRESOURCES)}`
    return chance(25) ? `${one(RESOURCES)}/${one(SUBRESOURCES)}` : one(RESOURCES)
  }
  const rule = () => ({
    verbs: chance(8) ? ['*'] : some(VERBS, 3),
    apiGroups: chance(8) ? ['*'] : some(GROUPS, 2),
    resources: Array.from({length: 1 + next(2)}, resource),
    ...(chance(35) && {resourceNames: some(NAMES, 2)}),
  })
  const rules = () => Array.from({length: 1 + next(2)}, rule)
  const role = (name: string): KubeBody => {
    if (chance(40)) {
      return {apiVersion: `${API}/v1`, kind: 'Role', metadata: {name, namespace: one(NAMESPACES)}, rules: rules()}
    }
    const head = {apiVersion: `${API}/v1`, kind: 'ClusterRole'}
    if (chance(15)) {
      const selectors = some(TIERS, 2).map(tier => ({matchLabels: {tier}}))
      return {...head, metadata: {name}, aggregationRule: {clusterRoleSelectors: selectors}, rules: []}
    }
    return {...head, metadata: {name, ...(chance(30) && {labels: {tier: one(TIERS)}})}, rules: rules()}
  }
  const subject = () => {
    if (chance(35)) return {kind: 'ServiceAccount', name: one(['robot', 'default']), namespace: one(NAMESPACES)}
    return chance(50)
      ? {kind: 'User', apiGroup: API, name: one(PEOPLE)}
      : {kind: 'Group', apiGroup: API, name: one(TEAMS)}
  }
  const roles = Array.from({length: count}, (_, index) => role(`random-${index}`))
  const binding = (name: string): KubeBody => {
    const target = one(roles)
    const gone = chance(8) ? '-gone' : ''
    const roleRef = {apiGroup: API, kind: target.kind ?? '', name: `${target.metadata.name}${gone}`}
    const namespace = target.metadata.namespace ?? (chance(60) ? one(NAMESPACES) : undefined)
    const kind = namespace === undefined ? 'ClusterRoleBinding' : 'RoleBinding'
    const subjects = chance(5) ? [] : Array.from({length: 1 + next(2)}, subject)
    return {apiVersion: `${API}/v1`, kind, metadata: {name, ...(namespace && {namespace})}, roleRef, subjects}
  }
  return [...roles, ...Array.from({length: count}, (_, index) => binding(`random-${index}`))]
}

/** Somebody and something that he may want to do. */
export const randomCase = (next: Next): {readonly who: Identity; readonly access: Access} => {
  const {one, chance, some} = makePicker(next)
  const namespace = chance(75) ? one([...NAMESPACES, 'nowhere']) : undefined
  return {
    who: {user: one([...PEOPLE, 'nobody']), groups: chance(3) ? ['system:masters'] : chance(85) ? some(TEAMS, 2) : []},
    access: {
      verb: chance(3) ? '*' : one(VERBS),
      group: chance(3) ? '*' : one(GROUPS),
      resource: chance(3) ? '*' : one(RESOURCES),
      ...(chance(25) && {subresource: one(SUBRESOURCES)}),
      ...(chance(50) && {name: one(NAMES)}),
      ...(namespace !== undefined && {namespace}),
    },
  }
}

/** Where such an object is created. */
export const collectionOf = ({kind = '', metadata: {namespace}}: KubeBody): string =>
  `/apis/${API}/v1${namespace === undefined ? '' : `/namespaces/${namespace}`}/${kind.toLowerCase()}s`
