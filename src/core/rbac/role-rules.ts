import {at, type JsonObject, type KubeObject, list, record, text, texts} from '../kube/object.ts'
import {type PolicyRule, policyRule} from './policy-rule.ts'

/**
 * The rules of a Role or ClusterRole. A cluster's aggregation controller writes those of an aggregated ClusterRole into it;
 * where it has not (manifests), they are put together here from the ClusterRoles that its selectors choose.
 */
export const rulesOf = (role: KubeObject, clusterRoles: readonly KubeObject[]): readonly PolicyRule[] => {
  const own = list(role.body, 'rules').map(policyRule)
  const selectors = list(role.body, 'aggregationRule', 'clusterRoleSelectors')
  if (own.length > 0 || selectors.length === 0) return own
  return clusterRoles
    .filter(
      other =>
        other !== role &&
        selectors.some(selector => selects(record(selector), record(other.body, 'metadata', 'labels'))),
    )
    .flatMap(other => list(other.body, 'rules').map(policyRule))
}

/** A label selector (meta/v1 LabelSelector): all of `matchLabels` and `matchExpressions`; an empty one selects everything. */
export const selects = (selector: JsonObject, labels: JsonObject): boolean =>
  Object.entries(record(selector, 'matchLabels')).every(([key, value]) => labels[key] === value) &&
  list(selector, 'matchExpressions').every(expression => {
    const value = at(labels, text(expression, 'key') ?? '')
    const wanted = texts(expression, 'values')
    const isWanted = typeof value === 'string' && wanted.includes(value)
    switch (text(expression, 'operator')) {
      case 'In':
        return isWanted
      case 'NotIn':
        return !isWanted
      case 'Exists':
        return value !== undefined
      case 'DoesNotExist':
        return value === undefined
      default:
        return false
    }
  })
