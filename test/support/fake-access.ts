import type {Attributes} from './fake-answers.ts'

/** A rule of a ClusterRole or Role, as RBAC writes it. */
export interface FakeRule {
  readonly apiGroups?: readonly string[]
  readonly resources?: readonly string[]
  readonly resourceNames?: readonly string[]
  readonly nonResourceURLs?: readonly string[]
  readonly verbs: readonly string[]
}

/** A user of the fake cluster. Every user may see what is served and review its own access, as `system:authenticated` may. */
export interface FakeUser {
  readonly name: string
  readonly groups: readonly string[]
  readonly clusterWide: readonly FakeRule[]
  readonly inNamespaces: Readonly<Record<string, readonly FakeRule[]>>
  readonly discovery: boolean
}

export const ADMIN: FakeUser = {
  name: 'admin',
  groups: ['system:masters', 'system:authenticated'],
  clusterWide: [{apiGroups: ['*'], resources: ['*'], verbs: ['*']}],
  inNamespaces: {},
  discovery: true,
}

export const ANONYMOUS: FakeUser = {
  name: 'system:anonymous',
  groups: ['system:unauthenticated'],
  clusterWide: [],
  inNamespaces: {},
  discovery: false,
}

const OWN_REVIEWS: FakeRule = {
  apiGroups: ['authorization.k8s.io'],
  resources: ['selfsubjectaccessreviews', 'selfsubjectrulesreviews'],
  verbs: ['create'],
}

const covers = (list: readonly string[] | undefined, value: string): boolean =>
  list?.some(each => each === '*' || each === value) === true

const allows = (rule: FakeRule, {verb, group, resource, name}: Attributes): boolean =>
  covers(rule.verbs, verb) &&
  covers(rule.apiGroups, group) &&
  covers(rule.resources, resource) &&
  ((rule.resourceNames?.length ?? 0) === 0 || (name !== undefined && rule.resourceNames?.includes(name) === true))

/** What a user may do in one namespace, or everywhere without one. */
export const rulesOf = (user: FakeUser, namespace: string | undefined): readonly FakeRule[] => [
  ...(user.name === ANONYMOUS.name ? [] : [OWN_REVIEWS]),
  ...user.clusterWide,
  ...(namespace === undefined ? [] : (user.inNamespaces[namespace] ?? [])),
]

export const may = (user: FakeUser, attributes: Attributes): boolean =>
  rulesOf(user, attributes.namespace).some(rule => allows(rule, attributes))

/** The answer's body to a review of somebody's access. */
export const reviewed = (body: ReviewBody, users: readonly FakeUser[]): object => {
  const asked = body.spec?.resourceAttributes ?? {}
  const user = users.find(({name}) => name === body.spec?.user) ?? {...ANONYMOUS, name: body.spec?.user ?? ''}
  const {verb = '', group = '', resource = '', namespace, name} = asked
  return {...body, status: {allowed: may(user, {verb, group, resource, namespace, name})}}
}

/** The answer's body to a review of one's own rules. */
export const ownRules = (body: ReviewBody, user: FakeUser, incomplete: string | undefined): object => ({
  ...body,
  status: {
    resourceRules: rulesOf(user, body.spec?.namespace),
    nonResourceRules: [],
    incomplete: incomplete !== undefined,
    ...(incomplete !== undefined && {evaluationError: incomplete}),
  },
})

export interface ReviewBody {
  readonly spec?: {
    readonly user?: string
    readonly namespace?: string
    readonly resourceAttributes?: Partial<Attributes>
  }
}
