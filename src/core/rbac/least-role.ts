import type {Kind} from '../kube/kind.ts'
import type {JsonObject} from '../kube/object.ts'

const API = 'rbac.authorization.k8s.io'

/** What a command does to the API server, beside listing kinds. */
export interface Needs {
  readonly kinds: readonly Kind[]
  /** It gets objects by name, too. */
  readonly gets?: boolean
  /** It asks SubjectAccessReviews. */
  readonly reviews: boolean
}

/** The least ClusterRole for it: one rule per API group, with `list`, and `get` where it needs that. Secrets stand in a rule of their own. */
export const leastClusterRole = (name: string, {kinds, gets = false, reviews}: Needs): JsonObject => {
  const byGroup = Map.groupBy(
    kinds.filter(kind => kind !== 'core/secrets'),
    kind => kind.slice(0, kind.indexOf('/')),
  )
  const listing = (group: string, resources: readonly string[]): JsonObject => ({
    apiGroups: [group === 'core' ? '' : group],
    resources,
    verbs: gets ? ['get', 'list'] : ['list'],
  })
  return {
    apiVersion: `${API}/v1`,
    kind: 'ClusterRole',
    metadata: {name},
    rules: [
      ...[...byGroup].map(([group, members]) =>
        listing(group, members.map(kind => kind.slice(group.length + 1)).sort()),
      ),
      ...(kinds.includes('core/secrets') ? [listing('core', ['secrets'])] : []),
      ...(reviews
        ? [{apiGroups: ['authorization.k8s.io'], resources: ['subjectaccessreviews'], verbs: ['create']}]
        : []),
    ],
  }
}

/** Who the role is for, as `--for` says it: `user:NAME`, `group:NAME`, `NAMESPACE/SERVICEACCOUNT`, or a user's name alone. */
export const bindingFor = (role: string, who: string): JsonObject => ({
  apiVersion: `${API}/v1`,
  kind: 'ClusterRoleBinding',
  metadata: {name: `${role}:${who.replace(/^(user|group):/, '').replaceAll('/', ':')}`},
  roleRef: {apiGroup: API, kind: 'ClusterRole', name: role},
  subjects: [subjectOf(who)],
})

const subjectOf = (who: string): JsonObject => {
  if (who.startsWith('group:')) return {kind: 'Group', apiGroup: API, name: who.slice('group:'.length)}
  if (who.startsWith('user:')) return {kind: 'User', apiGroup: API, name: who.slice('user:'.length)}
  const [namespace, name, ...rest] = who.split('/')
  return name !== undefined && rest.length === 0
    ? {kind: 'ServiceAccount', name, namespace: namespace ?? ''}
    : {kind: 'User', apiGroup: API, name: who}
}
