import type {ComponentId} from '../../core/component.ts'
import {given} from '../../core/given.ts'
import type {IssuerView} from '../../core/inspect/parts.ts'
import {type Reading, valueOr} from '../../core/knowing.ts'
import type {View} from '../../core/kube/view.ts'
import {describeSubject} from '../../core/rbac/identity.ts'
import type {Approvers} from '../approval/approvers.ts'
import {components, installationsOf, isInstalled} from '../component/components.ts'

type ApproverView = IssuerView['approvers'][number]

/** Whoever may set the Approved condition, and whether that is known. */
export const approverViews = (view: View, approvers: Approvers): readonly ApproverView[] => {
  const {builtIn, builtInIsOff, policy, policyInstalled, others} = approvers
  const off: ApproverView = {who: BUILT_IN, may: false, why: 'its controller is switched off'}
  return [
    builtInIsOff ? off : approverView(view, 'cert-manager', {who: BUILT_IN, may: builtIn}),
    ...(valueOr(policyInstalled, true)
      ? [approverView(view, 'approver-policy', {who: 'approver-policy', may: policy})]
      : []),
    ...others.map(subject => ({who: describeSubject(subject), may: true})),
  ]
}

const BUILT_IN = "cert-manager's built-in approver"

const approverView = (
  view: View,
  component: ComponentId,
  {who, may}: {readonly who: string; readonly may: Reading<boolean>},
): ApproverView => ({who, may: valueOr(may, null), ...given({why: whyNot(view, component, may)})})

/** What was looked for and not found is told from what could not be looked at. */
const whyNot = (view: View, component: ComponentId, may: Reading<boolean>): string | undefined => {
  if (may.known && may.value) return undefined
  const isThere = isInstalled(view, component)
  if (isThere.known && !isThere.value) return 'it is not installed'
  if (may.known) return undefined
  const isFound = installationsOf(valueOr(view.fact(components), []), component).length > 0
  return isFound ? may.because.detail : (refusal(view) ?? 'not found among the Deployments that were read')
}

/** Why Deployments that were asked for could not be seen; all approvers that we know run as one. */
const refusal = (view: View): string | undefined => {
  const kind = 'apps/deployments'
  const refused = view.gaps(kind).find(({because: {reason}}) => reason !== 'not-collected' && reason !== 'undeclared')
  const all = view.list(kind)
  return refused?.because.detail ?? (all.known ? undefined : all.because.detail)
}
