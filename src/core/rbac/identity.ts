import {type Json, text} from '../kube/object.ts'

/** Who asks: as the API server authenticated it and as CertificateRequests record it in `spec.username` and `spec.groups`. */
export interface Identity {
  readonly user: string
  readonly groups: readonly string[]
}

const PREFIX = 'system:serviceaccount:'

/** The identity that the API server gives to a ServiceAccount (k8s.io/apiserver pkg/authentication/serviceaccount). */
export const serviceAccountIdentity = (namespace: string, name: string): Identity => ({
  user: `${PREFIX}${namespace}:${name}`,
  groups: ['system:serviceaccounts', `system:serviceaccounts:${namespace}`, 'system:authenticated'],
})

/** The namespace and name behind a ServiceAccount's user name; null for any other user. */
export const serviceAccountOf = (user: string): {readonly namespace: string; readonly name: string} | null => {
  if (!user.startsWith(PREFIX)) return null
  const [namespace, name, ...rest] = user.slice(PREFIX.length).split(':')
  return namespace === undefined || name === undefined || name === '' || rest.length > 0 ? null : {namespace, name}
}

/** A subject of a RoleBinding or ClusterRoleBinding. */
export interface BoundSubject {
  readonly kind: 'User' | 'Group' | 'ServiceAccount' | 'unknown'
  readonly namespace?: string
  readonly name: string
}

/** Reads a subject; a ServiceAccount without a namespace is one of the binding's own, and nobody in a ClusterRoleBinding. */
export const boundSubject = (from: Json, bindingNamespace: string | undefined): BoundSubject => {
  const kind = text(from, 'kind')
  const name = text(from, 'name') ?? ''
  if (kind === 'User' || kind === 'Group') return {kind, name}
  if (kind !== 'ServiceAccount') return {kind: 'unknown', name}
  const namespace = text(from, 'namespace') || bindingNamespace
  return namespace === undefined ? {kind, name} : {kind, namespace, name}
}

/** Whether a subject is this identity (plugin/pkg/auth/authorizer/rbac `appliesToUser`). */
export const isSubject = (subject: BoundSubject, {user, groups}: Identity): boolean => {
  if (subject.kind === 'User') return subject.name === user
  if (subject.kind === 'Group') return groups.includes(subject.name)
  if (subject.kind !== 'ServiceAccount' || subject.namespace === undefined) return false
  return user === `${PREFIX}${subject.namespace}:${subject.name}`
}

/** `serviceaccount cert-manager/cert-manager`, `user jane`, `group system:nodes`: for messages. */
export const describeSubject = ({kind, namespace, name}: BoundSubject): string =>
  kind === 'ServiceAccount'
    ? `serviceaccount ${namespace ?? '(no namespace)'}/${name}`
    : `${kind.toLowerCase()} ${name}`

/** The same for an identity. */
export const describeIdentity = ({user}: Identity): string => {
  const account = serviceAccountOf(user)
  return account === null ? `user ${user}` : `serviceaccount ${account.namespace}/${account.name}`
}
