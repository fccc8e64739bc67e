import {known, type Reading, unknown} from '../core/knowing.ts'
import type {Kind} from '../core/kube/kind.ts'
import {type KubeObject, list, text} from '../core/kube/object.ts'
import {type ObjectRef, ref, refKey} from '../core/kube/ref.ts'
import type {Fact, View} from '../core/kube/view.ts'
import {type BoundSubject, boundSubject, type Identity, isSubject} from '../core/rbac/identity.ts'
import {type Access, type PolicyRule, ruleAllows} from '../core/rbac/policy-rule.ts'
import {rulesOf} from '../core/rbac/role-rules.ts'

const GROUP = 'rbac.authorization.k8s.io'
export const RBAC_KINDS: readonly Kind[] = [
  `${GROUP}/clusterrolebindings`,
  `${GROUP}/clusterroles`,
  `${GROUP}/rolebindings`,
  `${GROUP}/roles`,
]

/** One rule that reaches some subjects through one binding. */
export interface Grant {
  readonly binding: KubeObject
  readonly role: KubeObject
  readonly rule: PolicyRule
  readonly subjects: readonly BoundSubject[]
  /** Absent: holds in every namespace. */
  readonly namespace?: string
}

/** A binding whose role is not there: it grants nothing. */
export interface Dangling {
  readonly binding: KubeObject
  readonly role: ObjectRef
  readonly subjects: readonly BoundSubject[]
}

/** Who may do what, by the Roles and Bindings alone. */
export interface Rbac {
  readonly grants: readonly Grant[]
  readonly dangling: readonly Dangling[]
  /** The grants that allow an access to somebody, whoever that is. */
  grantsFor(access: Access): readonly Grant[]
  /**
   * Whether an identity is allowed an access: by a recorded SubjectAccessReview where there is one, which also knows other
   * authorizers, else by the grants. "No" is only said where every Role and Binding that could say "yes" was seen.
   */
  may(who: Identity, access: Access): Reading<boolean>
}

export const rbac: Fact<Rbac> = {
  name: 'rbac',
  of: RBAC_KINDS,
  reads: [],
  derive: view => {
    const wide = view.list(`${GROUP}/clusterrolebindings`)
    const narrow = view.list(`${GROUP}/rolebindings`)
    if (!wide.known && !narrow.known) return wide
    const {grants, dangling} = resolve(view, [...(wide.known ? wide.value : []), ...(narrow.known ? narrow.value : [])])
    const grantsFor = memoise((access: Access) =>
      grants.filter(grant => ruleAllows(grant.rule, access) && reaches(grant, access)),
    )
    return known({
      grants,
      dangling,
      grantsFor,
      may: (who, access) => {
        const review = view.review(reviewOf(who, access))
        if (review.known) return review
        if (who.groups.includes('system:masters')) return known(true)
        if (grantsFor(access).some(({subjects}) => subjects.some(subject => isSubject(subject, who))))
          return known(true)
        return isWhole(view, access) ? known(false) : unknown('undeclared', 'not all roles and bindings were seen')
      },
    })
  },
}

const reviewOf = ({user, groups}: Identity, {verb, group, resource, name, namespace}: Access) => ({
  user,
  groups,
  verb,
  kind: `${group === '' ? 'core' : group}/${resource}` as const,
  ...(namespace !== undefined && {namespace}),
  ...(name !== undefined && {name}),
})

const reaches = (grant: Grant, {namespace}: Access): boolean =>
  grant.namespace === undefined || grant.namespace === namespace

const isWhole = (view: View, {namespace}: Access): boolean =>
  view.isClosed(`${GROUP}/clusterrolebindings`) &&
  view.isClosed(`${GROUP}/clusterroles`) &&
  (namespace === undefined ||
    (view.isClosed(`${GROUP}/rolebindings`, namespace) && view.isClosed(`${GROUP}/roles`, namespace)))

const memoise = <T>(compute: (access: Access) => T): ((access: Access) => T) => {
  const seen = new Map<string, T>()
  return access => {
    const key = [access.verb, access.group, access.resource, access.subresource, access.name, access.namespace].join(
      '\u0000',
    )
    const before = seen.get(key)
    if (before !== undefined) return before
    const value = compute(access)
    seen.set(key, value)
    return value
  }
}

const resolve = (view: View, bindings: readonly KubeObject[]): Pick<Rbac, 'grants' | 'dangling'> => {
  const listed = view.list(`${GROUP}/clusterroles`)
  const clusterRoles = listed.known ? listed.value : []
  const rules = new Map<string, readonly PolicyRule[]>()
  const grants: Grant[] = []
  const dangling: Dangling[] = []
  for (const binding of bindings) {
    const {namespace} = binding.ref
    const subjects = list(binding.body, 'subjects').map(subject => boundSubject(subject, namespace))
    const roleRef = roleOf(binding)
    const role = view.find(roleRef)
    if (role.known && role.value === null) dangling.push({binding, role: roleRef, subjects})
    if (!role.known || role.value === null) continue
    const key = refKey(roleRef)
    const own = rules.get(key) ?? rulesOf(role.value, clusterRoles)
    rules.set(key, own)
    for (const rule of own) {
      grants.push({binding, role: role.value, rule, subjects, ...(namespace !== undefined && {namespace})})
    }
  }
  return {grants, dangling}
}

const roleOf = ({body, ref: {namespace}}: KubeObject): ObjectRef => {
  const name = text(body, 'roleRef', 'name') ?? ''
  return text(body, 'roleRef', 'kind') === 'Role'
    ? ref(`${GROUP}/roles`, namespace, name)
    : ref(`${GROUP}/clusterroles`, undefined, name)
}
