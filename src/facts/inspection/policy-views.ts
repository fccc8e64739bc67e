import type {PolicyView} from '../../core/inspect/parts.ts'
import {valueOr} from '../../core/knowing.ts'
import type {View} from '../../core/kube/view.ts'
import {approvalLanes, type Lane, type PolicyFit} from '../approval/approval-lanes.ts'
import type {IssuerRef} from '../issuer/issuer-ref.ts'

/** The lanes in which an issuer is asked: by one namespace, or by all. */
export const lanesOf = (view: View, issuer: IssuerRef, namespace?: string): readonly Lane[] =>
  valueOr(view.fact(approvalLanes), []).filter(
    lane =>
      lane.issuer.name === issuer.name &&
      lane.issuer.kind === issuer.kind &&
      lane.issuer.group === issuer.group &&
      (namespace === undefined || lane.namespace === namespace),
  )

/** How each policy stands to some lanes: one that takes and serves any of them counts for that. */
export const policyViews = (lanes: readonly Lane[]): readonly PolicyView[] => {
  const fits = lanes.flatMap(({policies}) => valueOr(policies, []))
  const byName = Map.groupBy(fits, ({policy}) => policy.name)
  return [...byName]
    .map(([name, group]) => policyView(name, group))
    .sort((a, b) => rank(a) - rank(b) || (a.name < b.name ? -1 : 1))
}

const policyView = (name: string, group: readonly PolicyFit[]): PolicyView => {
  const best =
    group.find(({misses, mayUse}) => misses?.length === 0 && mayUse.known && mayUse.value) ??
    group.find(({misses}) => misses?.length === 0) ??
    group[0]
  const {misses = null, mayUse} = best ?? {}
  return {
    name,
    selects: misses === null ? null : misses.length === 0,
    misses: (misses ?? []).map(({path, wanted, actual}) => `${path.join('.')} wants ${wanted}, not ${actual}`),
    granted: mayUse?.known === true ? mayUse.value : null,
  }
}

const rank = ({selects, granted}: PolicyView): number => (selects === false ? 2 : 0) + (granted === true ? 0 : 1)
