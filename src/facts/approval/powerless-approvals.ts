import {given} from '../../core/given.ts'
import {known, type Unknown, valueOr} from '../../core/knowing.ts'
import {type KubeObject, text} from '../../core/kube/object.ts'
import type {Fact, View} from '../../core/kube/view.ts'
import type {Identity} from '../../core/rbac/identity.ts'
import type {CertificateRequest} from '../certificate/certificate-requests.ts'
import {components, installationsOf} from '../component/components.ts'
import type {HelmRelease} from '../component/helm-releases.ts'
import {type IssuerRef, issuerOf} from '../issuer/issuer-ref.ts'
import {ISSUER_KINDS} from '../issuer/issuers.ts'
import {approvalLanes, type Lane} from './approval-lanes.ts'
import {type ApprovalSigns, approvalSigns} from './approval-signs.ts'
import type {Policy} from './policies.ts'

/** An issuer that policies are there for, and that approver-policy may not approve. */
export interface PowerlessApproval {
  /** The issuer, or where it is not there something that asks for it. */
  readonly object: KubeObject
  readonly issuer: IssuerRef
  readonly namespace: string
  /** The policies that take its requests, by name. */
  readonly policies: readonly string[]
  readonly approver?: Identity
  readonly release?: HelmRelease
  /** A request that waits, although approver-policy says in an event that it has approved it. */
  readonly refused?: {readonly request: CertificateRequest; readonly policy: string}
  /** By the roles it may, so that the API server or the webhook refuses it for another reason. */
  readonly isAllowed: boolean
  readonly unsure?: Unknown
}

/** Of issuers that somebody else may approve; where nobody may, `asked-signers.ts` says so. */
export const powerlessApprovals: Fact<readonly PowerlessApproval[]> = {
  name: 'approvals without a right',
  of: approvalLanes.of,
  reads: [...new Set([...approvalLanes.reads, ...approvalSigns.reads, ...ISSUER_KINDS])],
  derive: view => {
    const lanes = view.fact(approvalLanes)
    if (!lanes.known) return lanes
    const byIssuer = Map.groupBy(lanes.value, ({issuer, namespace}) => {
      const scope = issuerOf(issuer, namespace)?.namespace ?? ''
      return [issuer.group, issuer.kind, issuer.name, scope].join('\u0000')
    })
    const signs = valueOr(view.fact(approvalSigns), undefined)
    return known([...byIssuer.values()].flatMap(group => powerless(view, group, signs)))
  },
}

const powerless = (
  view: View,
  lanes: readonly Lane[],
  signs: ApprovalSigns | undefined,
): readonly PowerlessApproval[] => {
  const [lane] = lanes
  const fits = lanes.flatMap(({policies}) => valueOr(policies, [])).filter(({misses}) => misses?.length === 0)
  if (lane === undefined || fits.length === 0 || !valueOr(lane.approvers.policyInstalled, true)) return []
  const {policy: right, policyInstalled} = lane.approvers
  const refused = refusedIn(lanes, signs)
  const isAllowed = right.known && right.value
  const policies = fits.map(({policy}) => policy)
  if (isAllowed ? refused === undefined : !isNoticed(lane, policies, signs, refused !== undefined)) return []
  const installed = installationsOf(valueOr(view.fact(components), []), 'approver-policy')[0]
  const open = policyInstalled.known ? right : policyInstalled
  return [
    {
      object: objectFor(view, lane, lanes),
      issuer: lane.issuer,
      namespace: lane.namespace,
      policies: [...new Set(policies.map(({name}) => name))].sort(),
      isAllowed,
      ...given({
        approver: lane.approvers.runsAs,
        release: installed?.release,
        refused,
        unsure: open.known || refused !== undefined ? undefined : open.because,
      }),
    },
  ]
}

/**
 * Whether the policies are meant for this issuer. Where cert-manager itself approves it, a policy with an open selector may
 * well be for others; where nobody may, that is another problem.
 */
const isNoticed = (
  {approvers, issuer}: Lane,
  policies: readonly Policy[],
  signs: ApprovalSigns | undefined,
  isRefused: boolean,
): boolean => {
  if (isRefused) return true
  if (valueOr(approvers.builtIn, false)) return policies.some(policy => names(policy, issuer))
  return approvers.others.length > 0 || signs?.approvedFor(issuer) !== undefined
}

const names = ({selector}: Policy, issuer: IssuerRef): boolean =>
  (['name', 'kind', 'group'] as const).some(part => text(selector, 'issuerRef', part) === issuer[part])

const refusedIn = (lanes: readonly Lane[], signs: ApprovalSigns | undefined): PowerlessApproval['refused'] => {
  for (const request of lanes.flatMap(({waiting}) => waiting)) {
    const policy = signs?.policyInEvent(request)
    if (policy !== undefined) return {request, policy}
  }
  return undefined
}

const objectFor = (view: View, {issuer, namespace}: Lane, lanes: readonly Lane[]): KubeObject => {
  const target = issuerOf(issuer, namespace)
  const found = target === null ? null : valueOr(view.find(target), null)
  const [asker] = lanes.flatMap(({waiting, certificates}) => [...waiting, ...certificates])
  return found ?? (asker?.object as KubeObject)
}
