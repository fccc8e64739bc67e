import {type Json, texts} from '../kube/object.ts'

/** What is asked of the authorizer (authorization.k8s.io/v1 ResourceAttributes). The core group is the empty string. */
export interface Access {
  readonly verb: string
  readonly group: string
  readonly resource: string
  readonly subresource?: string
  /** Absent for verbs on a whole collection: such a request never matches a rule with `resourceNames`. */
  readonly name?: string
  /** Absent for cluster-wide requests, which only ClusterRoleBindings can allow. */
  readonly namespace?: string
}

/** One rule of a Role or ClusterRole (rbac.authorization.k8s.io/v1 PolicyRule). */
export interface PolicyRule {
  readonly verbs: readonly string[]
  readonly apiGroups: readonly string[]
  readonly resources: readonly string[]
  readonly resourceNames: readonly string[]
}

export const policyRule = (from: Json): PolicyRule => ({
  verbs: texts(from, 'verbs'),
  apiGroups: texts(from, 'apiGroups'),
  resources: texts(from, 'resources'),
  resourceNames: texts(from, 'resourceNames'),
})

/**
 * Whether a rule allows an access, as Kubernetes decides it (k8s.io/kubernetes pkg/apis/rbac/v1/evaluation_helpers.go).
 * `*` is a wildcard for verbs, groups and resources, and `*` with a subresource for a subresource of everything; a name in
 * `resourceNames` is literal, so `*` there names an object called `*`.
 */
export const ruleAllows = (rule: PolicyRule, access: Access): boolean =>
  matchesWord(rule.verbs, access.verb) &&
  matchesWord(rule.apiGroups, access.group) &&
  matchesResource(rule.resources, access) &&
  (rule.resourceNames.length === 0 || rule.resourceNames.includes(access.name ?? ''))

const matchesWord = (allowed: readonly string[], word: string): boolean =>
  allowed.includes('*') || allowed.includes(word)

const matchesResource = (allowed: readonly string[], {resource, subresource}: Access): boolean => {
  const full = subresource === undefined ? resource : `${resource}/${subresource}`
  if (allowed.includes('*') || allowed.includes(full)) return true
  return subresource !== undefined && allowed.includes(`*/${subresource}`)
}
