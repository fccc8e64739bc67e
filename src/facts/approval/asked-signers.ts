import {given} from '../../core/given.ts'
import {known, type Unknown, valueOr} from '../../core/knowing.ts'
import type {KubeObject} from '../../core/kube/object.ts'
import type {Fact, View} from '../../core/kube/view.ts'
import type {Identity} from '../../core/rbac/identity.ts'
import {isInstalled} from '../component/components.ts'
import {type IssuerRef, issuerOf} from '../issuer/issuer-ref.ts'
import {ISSUER_KINDS} from '../issuer/issuers.ts'
import {approvalLanes, type Lane} from './approval-lanes.ts'
import {approvalSigns} from './approval-signs.ts'
import {certManagerIdentity} from './requesters.ts'

/** A signer that is asked for certificates, and whether there is anybody who may approve the requests. */
export interface AskedSigner {
  /** The issuer, or where it is not there something that asks for it. */
  readonly object: KubeObject
  readonly issuer: IssuerRef
  readonly namespace: string
  /** null: nobody; an Unknown: not known; undefined: somebody. */
  readonly approver: null | undefined | Unknown
  /** How many requests and certificates wait for it. */
  readonly waiting: number
  readonly certManager?: Identity
  /** As whom approver-policy runs, where it is there. */
  readonly approverPolicy?: Identity
  /** cert-manager's own approver is switched off: a grant would not help. */
  readonly builtInIsOff: boolean
}

export const askedSigners: Fact<readonly AskedSigner[]> = {
  name: 'signers that are asked',
  of: approvalLanes.of,
  reads: [...new Set([...approvalLanes.reads, ...approvalSigns.reads, ...ISSUER_KINDS])],
  derive: view => {
    const lanes = view.fact(approvalLanes)
    if (!lanes.known) return lanes
    const signers = new Map<string, Lane[]>()
    for (const lane of lanes.value) {
      const {issuer, namespace} = lane
      const scope = issuerOf(issuer, namespace)?.namespace ?? ''
      const key = [issuer.group, issuer.kind, issuer.name, scope].join('\u0000')
      signers.set(key, [...(signers.get(key) ?? []), lane])
    }
    return known([...signers.values()].flatMap(group => askedSigner(view, group)))
  },
}

const askedSigner = (view: View, lanes: readonly Lane[]): readonly AskedSigner[] => {
  const [lane] = lanes
  const waiting = lanes.flatMap(({waiting, certificates}) => [
    ...waiting,
    ...certificates.filter(({ready, requests}) => ready?.status !== 'True' && requests.length === 0),
  ])
  const [first] = waiting
  if (lane === undefined || first === undefined) return []
  const {issuer, namespace, approvers} = lane
  const target = issuerOf(issuer, namespace)
  const found = target === null ? null : valueOr(view.find(target), null)
  const certManager = view.fact(certManagerIdentity)
  // Without cert-manager there is nothing to approve: that is the problem, and another rule's (801).
  if (!certManager.known && !valueOr(isInstalled(view, 'cert-manager'), true)) return []
  return [
    {
      object: found ?? first.object,
      issuer,
      namespace,
      waiting: waiting.length,
      builtInIsOff: approvers.builtInIsOff,
      approver: wasApproved(view, issuer) || isRefused(view, lanes) ? undefined : approverOf(approvers),
      ...given({
        certManager: certManager.known ? certManager.value.identity : undefined,
        approverPolicy: approvers.runsAs,
      }),
    },
  ]
}

const approverOf = ({builtIn, policy, policyInstalled, others, unseen}: Lane['approvers']): AskedSigner['approver'] => {
  const byPolicy = policyInstalled.known && policyInstalled.value ? policy : policyInstalled
  if (others.length > 0 || valueOr(builtIn, false) || valueOr(byPolicy, false)) return undefined
  if (!builtIn.known) return builtIn.because
  return unseen ?? (byPolicy.known ? null : byPolicy.because)
}

/** Somebody has approved a request for the same issuer, by whatever right: then there is an approver that we do not see. */
const wasApproved = (view: View, issuer: IssuerRef): boolean =>
  valueOr(view.fact(approvalSigns), undefined)?.approvedFor(issuer) !== undefined

/** approver-policy has approved a request and may not: `powerless-approvals.ts` says so, and by which policy. */
const isRefused = (view: View, lanes: readonly Lane[]): boolean => {
  const signs = valueOr(view.fact(approvalSigns), undefined)
  return lanes.some(({waiting}) => waiting.some(request => signs?.policyInEvent(request) !== undefined))
}
