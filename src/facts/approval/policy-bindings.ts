import {known, type Unknown, unknown} from '../../core/knowing.ts'
import type {Kind} from '../../core/kube/kind.ts'
import {ref} from '../../core/kube/ref.ts'
import type {Fact, View} from '../../core/kube/view.ts'
import type {BoundSubject} from '../../core/rbac/identity.ts'
import {type Grant, RBAC_KINDS, rbac} from '../rbac.ts'
import {approvalLanes, type Lane, type PolicyFit} from './approval-lanes.ts'
import {type Policy, policies} from './policies.ts'

/** A lane together with how one policy stands to it. */
export interface SelectedLane {
  readonly lane: Lane
  readonly fit: PolicyFit
}

/** A policy and who may have it used for them. */
export interface PolicyBinding {
  readonly policy: Policy
  /** Grants of `use` on it by name. */
  readonly grants: readonly Grant[]
  /** Grants of `use` on policies called `*`: meant for all, but a resource name is literal. */
  readonly starGrants: readonly Grant[]
  /** The lanes that its selector takes, and that somebody has to approve who is not cert-manager itself. */
  readonly lanes: readonly SelectedLane[]
  /** Those of them whose requester may not use it, while no other policy serves them either. */
  readonly shut: readonly SelectedLane[]
  /** Why it is not known whether a lane is shut. */
  readonly unsure?: Unknown
  /** ServiceAccounts that are granted its use and do not exist. */
  readonly ghosts: readonly BoundSubject[]
  /** Whether all Roles and Bindings were seen, so that a missing grant proves something. */
  readonly isWhole: boolean
}

export const policyBindings: Fact<readonly PolicyBinding[]> = {
  name: 'policy bindings',
  of: policies.of,
  reads: [...new Set<Kind>([...approvalLanes.of, ...approvalLanes.reads, ...rbac.of, 'core/serviceaccounts'])],
  derive: view => {
    const all = view.fact(policies)
    const rights = view.fact(rbac)
    const lanes = view.fact(approvalLanes)
    if (!all.known) return all
    if (!rights.known) return rights
    const uses = rights.value.grants.filter(({rule}) => isUse(rule))
    const isWhole = RBAC_KINDS.every(kind => view.isClosed(kind))
    return known(
      all.value.map(policy => {
        const selected = lanes.known ? lanes.value.flatMap(lane => selectedBy(lane, policy)) : []
        const grants = uses.filter(
          ({rule: {resourceNames}}) => resourceNames.length === 0 || resourceNames.includes(policy.name),
        )
        return {
          policy,
          grants,
          starGrants: uses.filter(({rule}) => rule.resourceNames.includes('*')),
          lanes: selected,
          ...shutOf(selected),
          ghosts: grants.flatMap(({subjects}) => subjects).filter(subject => isGhost(view, subject)),
          isWhole,
        }
      }),
    )
  },
}

/** A lane is shut for a policy where its use is refused and every other policy that takes the lane refuses it too. */
const shutOf = (selected: readonly SelectedLane[]): Pick<PolicyBinding, 'shut' | 'unsure'> => {
  const shut: SelectedLane[] = []
  let unsure: Unknown | undefined
  for (const each of selected) {
    const {policies} = each.lane
    const takers = policies.known ? policies.value.filter(({misses}) => misses === null || misses.length === 0) : []
    const answers = takers.map(({misses, mayUse}) =>
      misses === null ? unknown('forbidden', 'namespaces were not read') : mayUse,
    )
    const open = answers.find(answer => !answer.known)
    if (answers.some(answer => answer.known && answer.value)) continue
    if (open?.known === false) unsure ??= open.because
    else shut.push(each)
  }
  return {shut, ...(unsure !== undefined && {unsure})}
}

const isGhost = (view: View, {kind, namespace, name}: BoundSubject): boolean => {
  if (kind !== 'ServiceAccount' || namespace === undefined) return false
  const account = view.find(ref('core/serviceaccounts', namespace, name))
  return account.known && account.value === null
}

const isUse = ({verbs, apiGroups, resources}: Grant['rule']): boolean =>
  verbs.includes('use') &&
  ['policy.cert-manager.io', '*'].some(group => apiGroups.includes(group)) &&
  ['certificaterequestpolicies', '*'].some(resource => resources.includes(resource))

const selectedBy = (lane: Lane, policy: Policy): readonly SelectedLane[] => {
  const {builtIn} = lane.approvers
  if ((builtIn.known && builtIn.value) || !lane.policies.known) return []
  return lane.policies.value
    .filter(fit => fit.policy === policy && fit.misses !== null && fit.misses.length === 0)
    .map(fit => ({lane, fit}))
}
