import {known, mapReading, type Reading, valueOr} from '../../core/knowing.ts'
import {type JsonObject, record} from '../../core/kube/object.ts'
import {ref} from '../../core/kube/ref.ts'
import type {Fact, View} from '../../core/kube/view.ts'
import {type Miss, selectorMisses} from '../../core/policy/selector.ts'
import type {Identity} from '../../core/rbac/identity.ts'
import {type Access, ruleAllows} from '../../core/rbac/policy-rule.ts'
import {type CertificateRequest, certificateRequests} from '../certificate/certificate-requests.ts'
import {type Certificate, certificates} from '../certificate/certificates.ts'
import type {IssuerRef} from '../issuer/issuer-ref.ts'
import {NONE_UNDEFINED, undefinedKinds} from '../issuer/undefined-kinds.ts'
import {type Grant, type Rbac, rbac} from '../rbac.ts'
import {type Approvers, approvers} from './approvers.ts'
import {type Policy, policies} from './policies.ts'
import {certManagerIdentity} from './requesters.ts'

/** How one policy stands to the requests of a lane: the gates of approver-policy's review, in its order. */
export interface PolicyFit {
  readonly policy: Policy
  /** Parts of the selector that do not take them; null: that hangs on a Namespace that could not be read. */
  readonly misses: readonly Miss[] | null
  /** Whether whoever asks is granted `use` on the policy in the namespace of the request. */
  readonly mayUse: Reading<boolean>
  /** Who is granted `use` on it by name, in whatever namespace. */
  readonly grants: readonly Grant[]
}

/** Requests that are judged alike: the same issuer, the same namespace, the same requester. */
export interface Lane {
  readonly issuer: IssuerRef
  readonly namespace: string
  readonly requester: Reading<Identity>
  readonly approvers: Approvers
  readonly policies: Reading<readonly PolicyFit[]>
  /** Requests that nobody has decided. */
  readonly waiting: readonly CertificateRequest[]
  /** Certificates that ask, or will ask, this way. */
  readonly certificates: readonly Certificate[]
}

export const approvalLanes: Fact<readonly Lane[]> = {
  name: 'approval lanes',
  of: ['cert-manager.io/certificaterequests', 'cert-manager.io/certificates'],
  reads: [
    ...new Set([
      ...approvers.of,
      ...approvers.reads,
      ...policies.of,
      ...rbac.of,
      ...undefinedKinds.of,
      'core/namespaces' as const,
    ]),
  ],
  derive: view => {
    const requests = view.fact(certificateRequests)
    const wanted = view.fact(certificates)
    if (!requests.known && !wanted.known) return requests
    const drafts = new Map<string, Draft>()
    const certManager = mapReading(view.fact(certManagerIdentity), ({identity}) => identity)
    for (const request of valueOr(requests, []).filter(({decision}) => decision === 'none')) {
      const requester = request.requester === undefined ? certManager : known(request.requester)
      draft(drafts, request, requester).waiting.push(request)
    }
    for (const certificate of valueOr(wanted, []))
      draft(drafts, certificate, certManager).certificates.push(certificate)
    // Nobody can approve what no API server knows: another rule says so (202).
    const {definitionFor} = valueOr(view.fact(undefinedKinds), NONE_UNDEFINED)
    const lanes = [...drafts.values()].filter(({issuer}) => definitionFor(issuer) === null)
    return known(lanes.map(each => laneOf(view, each)))
  },
}

interface Draft {
  readonly issuer: IssuerRef
  readonly namespace: string
  readonly requester: Reading<Identity>
  readonly waiting: CertificateRequest[]
  readonly certificates: Certificate[]
}

const draft = (
  drafts: Map<string, Draft>,
  {issuer, namespace}: {readonly issuer: IssuerRef; readonly namespace: string},
  requester: Reading<Identity>,
): Draft => {
  const user = requester.known ? requester.value.user : ''
  const key = [issuer.group, issuer.kind, issuer.name, namespace, user].join('\u0000')
  const before = drafts.get(key)
  if (before !== undefined) return before
  const fresh: Draft = {issuer, namespace, requester, waiting: [], certificates: []}
  drafts.set(key, fresh)
  return fresh
}

const laneOf = (view: View, {issuer, namespace, requester, waiting, certificates}: Draft): Lane => {
  const lookup = view.fact(approvers)
  const labels = labelsOf(view, namespace)
  const rights = view.fact(rbac)
  return {
    issuer,
    namespace,
    requester,
    waiting,
    certificates,
    approvers: lookup.known
      ? lookup.value.of(issuer, namespace)
      : {builtIn: lookup, builtInIsOff: false, policy: lookup, policyInstalled: lookup, others: []},
    policies: mapReading(view.fact(policies), all =>
      all.map(policy => ({
        policy,
        misses: selectorMisses(policy.selector, {issuer, namespace, labels}),
        mayUse: mayUse(rights, requester, policy, namespace),
        grants: rights.known ? grantsByName(rights.value, policy) : [],
      })),
    ),
  }
}

/** The labels of a Namespace; those of one that is not there are none. */
const labelsOf = (view: View, namespace: string): JsonObject | null => {
  const object = view.find(ref('core/namespaces', undefined, namespace))
  return object.known ? record(object.value?.body, 'metadata', 'labels') : null
}

/** approver-policy's question (predicate.RBACBound): verb `use` on the policy's name, in the request's namespace. */
const useOf = (policy: Policy, namespace: string | undefined): Access => ({
  verb: 'use',
  group: 'policy.cert-manager.io',
  resource: 'certificaterequestpolicies',
  name: policy.name,
  ...(namespace !== undefined && {namespace}),
})

const mayUse = (
  rights: Reading<Rbac>,
  requester: Reading<Identity>,
  policy: Policy,
  namespace: string,
): Reading<boolean> => {
  if (!rights.known) return rights
  return requester.known ? rights.value.may(requester.value, useOf(policy, namespace)) : requester
}

/** Grants of `use` that somebody wrote for policies; those of `*` belong to administrators and bind nobody who asks. */
const grantsByName = (rights: Rbac, policy: Policy): readonly Grant[] =>
  rights.grants.filter(({rule}) => rule.verbs.includes('use') && ruleAllows(rule, useOf(policy, undefined)))
