import {given} from '../../core/given.ts'
import {known, type Reading, type Unknown, valueOr} from '../../core/knowing.ts'
import type {KubeObject} from '../../core/kube/object.ts'
import type {Fact, View} from '../../core/kube/view.ts'
import type {CertificateRequest} from '../certificate/certificate-requests.ts'
import {components, type Installation, installationsOf} from '../component/components.ts'
import {type HelmRelease, releaseValue} from '../component/helm-releases.ts'
import {describeIssuerRef} from '../issuer/issuer-ref.ts'
import {approvalLanes, type Lane} from './approval-lanes.ts'
import {type ApprovalSigns, approvalSigns} from './approval-signs.ts'
import {policies} from './policies.ts'

/** What cert-manager's own approver approves although policies are meant to decide about it. */
export interface ApprovalBypass {
  /** cert-manager's release or workload; where neither was seen, the first of the policies. */
  readonly object: KubeObject
  readonly release?: HelmRelease
  /** The issuers that both approve for. */
  readonly issuers: readonly string[]
  /** The policies that take these requests. */
  readonly policies: readonly string[]
  /** A request that it has approved. */
  readonly seen?: CertificateRequest
  readonly unsure?: Unknown
}

/** One, where there are policies at all. */
export const approvalBypasses: Fact<readonly ApprovalBypass[]> = {
  name: 'approvals past the policies',
  of: policies.of,
  reads: [
    ...new Set([...approvalLanes.of, ...approvalLanes.reads, ...approvalSigns.reads, ...components.of]),
    ...components.reads,
  ],
  derive: view => {
    const all = view.fact(policies)
    const lanes = view.fact(approvalLanes)
    if (!all.known) return all
    if (!lanes.known) return lanes
    const found = valueOr(view.fact(components), [])
    const certManager = installationsOf(found, 'cert-manager')
    const installed = certManager.find(({release}) => release !== undefined) ?? certManager[0]
    const object = installed?.object ?? all.value[0]?.object
    return known(object === undefined ? [] : [bypass(view, object, installed, lanes.value)])
  },
}

const bypass = (
  view: View,
  object: KubeObject,
  installed: Installation | undefined,
  lanes: readonly Lane[],
): ApprovalBypass => {
  const selected = lanes.filter(lane => takersOf(lane).length > 0)
  const contested = selected.filter(lane => isSure(lane.approvers.builtIn) && byPolicy(lane).every(isSure))
  const doubtful = selected.filter(
    lane => !contested.includes(lane) && [lane.approvers.builtIn, ...byPolicy(lane)].every(isPossible),
  )
  const signs = valueOr(view.fact(approvalSigns), undefined)
  const doubt = unseen(installed) ?? doubtful.map(doubtOf).find(each => each !== undefined)
  return {
    object,
    issuers: sorted(contested.map(({issuer}) => describeIssuerRef(issuer))),
    policies: sorted(contested.flatMap(takersOf)),
    ...given({
      release: installed?.release,
      seen: signs === undefined ? undefined : seenIn(contested, signs),
      unsure: contested.length > 0 || doubtful.length > 0 ? doubt : undefined,
    }),
  }
}

const takersOf = ({policies: fits}: Lane): readonly string[] =>
  valueOr(fits, []).flatMap(({misses, policy}) => (misses?.length === 0 ? [policy.name] : []))

const byPolicy = ({approvers: {policy, policyInstalled}}: Lane): readonly Reading<boolean>[] => [
  policyInstalled,
  policy,
]

const isSure = (reading: Reading<boolean>): boolean => reading.known && reading.value
const isPossible = (reading: Reading<boolean>): boolean => !reading.known || reading.value

const doubtOf = (lane: Lane): Unknown | undefined => {
  const open = [lane.approvers.builtIn, ...byPolicy(lane)].find(reading => !reading.known)
  return open?.known === false ? open.because : undefined
}

/** Whether its approver is switched off stands in its arguments, or in the values of its chart. */
const unseen = (installed: Installation | undefined): Unknown | undefined => {
  if (installed === undefined) return {reason: 'undeclared', detail: 'how cert-manager runs was not seen'}
  const value = installed.release === undefined ? undefined : releaseValue(installed.release, 'disableAutoApproval')
  return value?.known === false ? value.because : undefined
}

const seenIn = (lanes: readonly Lane[], signs: ApprovalSigns): CertificateRequest | undefined =>
  lanes.map(({issuer}) => signs.approvedByCertManager(issuer)).find(each => each !== undefined)

const sorted = (names: readonly string[]): readonly string[] => [...new Set(names)].sort()
