import {type JsonObject, type KubeObject, list} from '../kube/object.ts'
import {type BoundSubject, boundSubject, type Identity, serviceAccountOf} from './identity.ts'

const API = 'rbac.authorization.k8s.io'

/** The subject of a binding for an identity. */
export const subjectFor = ({user}: Identity): JsonObject => {
  const account = serviceAccountOf(user)
  return account === null
    ? {kind: 'User', apiGroup: API, name: user}
    : {kind: 'ServiceAccount', name: account.name, namespace: account.namespace}
}

/** A ClusterRole with one rule and a ClusterRoleBinding that gives it to an identity. */
export const clusterGrant = (name: string, rule: JsonObject, to: Identity): readonly JsonObject[] => [
  {apiVersion: `${API}/v1`, kind: 'ClusterRole', metadata: {name}, rules: [rule]},
  {
    apiVersion: `${API}/v1`,
    kind: 'ClusterRoleBinding',
    metadata: {name},
    roleRef: {apiGroup: API, kind: 'ClusterRole', name},
    subjects: [subjectFor(to)],
  },
]

/** The same within one namespace, by a Role and a RoleBinding. */
export const namespacedGrant = (
  metadata: {readonly name: string; readonly namespace: string},
  rule: JsonObject,
  to: Identity,
): readonly JsonObject[] => [
  {apiVersion: `${API}/v1`, kind: 'Role', metadata, rules: [rule]},
  {
    apiVersion: `${API}/v1`,
    kind: 'RoleBinding',
    metadata,
    roleRef: {apiGroup: API, kind: 'Role', name: metadata.name},
    subjects: [subjectFor(to)],
  },
]

/** The rule that lets approver-policy use a policy for whoever is bound to it. */
export const useRule = (policy: string): JsonObject => ({
  apiGroups: ['policy.cert-manager.io'],
  resources: ['certificaterequestpolicies'],
  verbs: ['use'],
  resourceNames: [policy],
})

/** The rule that lets somebody approve requests for one signer, by its name in the virtual resource `signers`. */
export const approveRule = (signer: string): JsonObject => ({
  apiGroups: ['cert-manager.io'],
  resources: ['signers'],
  verbs: ['approve'],
  resourceNames: [signer],
})

/** The same binding with one more subject, without ServiceAccounts that do not exist. */
export const rebound = ({body, ref}: KubeObject, to: Identity, ghosts: readonly BoundSubject[]): JsonObject => {
  const {apiVersion, kind, roleRef} = body
  const kept = list(body, 'subjects').filter(subject => {
    const bound = boundSubject(subject, ref.namespace)
    return !ghosts.some(({name, namespace}) => name === bound.name && namespace === bound.namespace)
  })
  const metadata = {name: ref.name, ...(ref.namespace !== undefined && {namespace: ref.namespace})}
  return {apiVersion, kind, metadata, roleRef, subjects: [...kept, subjectFor(to)]}
}
