import {given} from '../../core/given.ts'
import {known, mapReading, type Reading} from '../../core/knowing.ts'
import {type Condition, condition, createdAt, isTrue} from '../../core/kube/condition.ts'
import {type KubeObject, text} from '../../core/kube/object.ts'
import {ref} from '../../core/kube/ref.ts'
import type {Fact, View} from '../../core/kube/view.ts'
import {type AskedNames, askedNames} from './kubelet-names.ts'

const CSRS = 'certificates.k8s.io/certificatesigningrequests'
const NODE_USER = 'system:node:'

/** A CertificateSigningRequest by which a kubelet asks for its serving certificate. Times are epoch milliseconds. */
export interface KubeletRequest {
  readonly object: KubeObject
  readonly name: string
  /** As whom it was made: `system:node:n1`. */
  readonly user: string
  readonly created?: number
  readonly state: 'pending' | 'approved' | 'issued' | 'denied' | 'failed'
  /** Who decided is known by reason and message only: these objects have neither managed fields nor events. */
  readonly decision?: Condition
}

/** What one kubelet has asked for; the cleaner leaves a day of it at most (an hour of what was decided and signed). */
export interface NodeRequests {
  readonly node: string
  /** Newest first; never empty. */
  readonly requests: readonly [KubeletRequest, ...KubeletRequest[]]
  /** Whether the Node is (still) there. */
  hasNode(): Reading<boolean>
  /** What one of the requests asks for, against what the Node reports. */
  asks(request: KubeletRequest): Reading<AskedNames>
}

/** Requests for the signer `kubernetes.io/kubelet-serving`, by the node that asks. */
export const kubeletRequests: Fact<readonly NodeRequests[]> = {
  name: 'requests of kubelets',
  of: [CSRS],
  reads: ['core/nodes'],
  derive: view => {
    const objects = view.list(CSRS)
    if (!objects.known) return objects
    const byUser = new Map<string, [KubeletRequest, ...KubeletRequest[]]>()
    for (const object of objects.value) {
      if (text(object.body, 'spec', 'signerName') !== 'kubernetes.io/kubelet-serving') continue
      const request = kubeletRequest(object)
      const siblings = byUser.get(request.user)
      if (siblings === undefined) byUser.set(request.user, [request])
      else siblings.push(request)
    }
    return known([...byUser].map(([user, requests]) => nodeRequests(view, user, requests.sort(byAge))))
  },
}

const nodeRequests = (view: View, user: string, requests: NodeRequests['requests']): NodeRequests => {
  const node = user.startsWith(NODE_USER) ? user.slice(NODE_USER.length) : user
  const find = () => view.find(ref('core/nodes', undefined, node))
  return {
    node,
    requests,
    hasNode: () => mapReading(find(), found => found !== null),
    asks: ({object}) => askedNames(object, user, find()),
  }
}

const byAge = (a: KubeletRequest, b: KubeletRequest): number =>
  (b.created ?? 0) - (a.created ?? 0) || (a.name < b.name ? -1 : 1)

const kubeletRequest = (object: KubeObject): KubeletRequest => ({
  object,
  name: object.ref.name,
  user: text(object.body, 'spec', 'username') ?? '',
  state: stateOf(object),
  ...given({created: createdAt(object), decision: condition(object, 'Denied') ?? condition(object, 'Approved')}),
})

const stateOf = (object: KubeObject): KubeletRequest['state'] => {
  if (isTrue(object, 'Denied')) return 'denied'
  if (isTrue(object, 'Failed')) return 'failed'
  if ((text(object.body, 'status', 'certificate') ?? '') !== '') return 'issued'
  return isTrue(object, 'Approved') ? 'approved' : 'pending'
}

/** All nodes that ask, as one subject, for what they have in common; none where no node asks. */
export const askingNodes: Fact<readonly (readonly NodeRequests[])[]> = {
  name: 'nodes that ask',
  of: kubeletRequests.of,
  reads: kubeletRequests.reads,
  derive: view => mapReading(view.fact(kubeletRequests), nodes => (nodes.length === 0 ? [] : [nodes])),
}

/** Approvers decide within seconds; one that restarts takes longer. */
const PATIENCE = 2 * 60_000

/** The kubelet waits 15 minutes, then makes a new key and asks anew within the minute (client-go certificate manager). */
const KEY_LIFE = 16 * 60_000

/** Milliseconds since the request was made. */
export const ageOf = ({created}: KubeletRequest, now: Date): number => now.getTime() - (created ?? now.getTime())

/** Whether an approver may still be about to decide. */
export const isFresh = (request: KubeletRequest, now: Date): boolean => ageOf(request, now) < PATIENCE

/** Whether the kubelet has thrown the key of the request away. */
export const isKeyGone = (request: KubeletRequest, now: Date): boolean => ageOf(request, now) >= KEY_LIFE

/**
 * The request that says how a node stands: its newest, or the one before it as long as nobody can have decided the newest;
 * undefined where that is the only one.
 */
export const decisiveRequest = ({requests}: NodeRequests, now: Date): KubeletRequest | undefined => {
  const [newest, before] = requests
  return newest.state === 'pending' && isFresh(newest, now) && before?.state !== 'pending' ? before : newest
}
