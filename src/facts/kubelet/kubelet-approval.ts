import type {ComponentId} from '../../core/component.ts'
import {known, type Reading, type Unknown, unknown, valueOr} from '../../core/knowing.ts'
import {type KubeObject, label, text, texts} from '../../core/kube/object.ts'
import {ref} from '../../core/kube/ref.ts'
import type {Fact, View} from '../../core/kube/view.ts'
import {type BoundSubject, describeSubject} from '../../core/rbac/identity.ts'
import {components, type Installation, installationsOf, isInstalled} from '../component/components.ts'
import {rbac} from '../rbac.ts'
import {kubeletConfig} from './kubelet-config.ts'
import {kubeletRequests, type NodeRequests} from './kubelet-requests.ts'

/** Kubelets of this cluster ask for serving certificates: whether anybody approves them without being told. */
export interface KubeletApproval {
  readonly nodes: readonly NodeRequests[]
  /** The kubelets' configuration, where it says that they ask. */
  readonly config?: KubeObject
  /** null: nobody; an Unknown: not known; undefined: somebody. */
  readonly approver: null | undefined | Unknown
}

/** One where kubelets ask, none where nothing says that they do. */
export const kubeletApproval: Fact<readonly KubeletApproval[]> = {
  name: 'approval of kubelets',
  of: kubeletRequests.of,
  reads: [
    ...kubeletRequests.reads,
    ...components.of,
    ...components.reads,
    ...rbac.of,
    ...rbac.reads,
    ...kubeletConfig.of,
    'core/serviceaccounts',
  ],
  derive: view => {
    const nodes = view.fact(kubeletRequests)
    if (!nodes.known) return nodes
    const found = valueOr(view.fact(kubeletConfig), null)
    const config = found?.asks === true ? found.object : undefined
    if (nodes.value.length === 0 && config === undefined) return known([])
    const approver = wasDecided(nodes.value) ? undefined : approverOf(view)
    return known([{nodes: nodes.value, approver, ...(config !== undefined && {config})}])
  },
}

/** What `kubectl certificate` writes; every approver has a reason of its own. */
const BY_HAND = ['KubectlApprove', 'KubectlDeny']

/** A decision that no person made at a prompt: then there is an approver, wherever it runs. */
const wasDecided = (nodes: readonly NodeRequests[]): boolean =>
  nodes.some(({requests}) =>
    requests.some(({decision}) => decision !== undefined && !BY_HAND.includes(decision.reason)),
  )

export const KUBELET_APPROVERS: readonly ComponentId[] = [
  'kubelet-serving-cert-approver',
  'kubelet-csr-approver',
  'talos-cloud-controller-manager',
]

const approverOf = (view: View): KubeletApproval['approver'] => {
  const answers = [byComponent(view), byGrant(view), byProvider(view)]
  if (answers.some(answer => answer.known && answer.value)) return undefined
  return answers.flatMap(answer => (answer.known ? [] : [answer.because]))[0] ?? null
}

const byComponent = (view: View): Reading<boolean> => {
  const all = valueOr(view.fact(components), [])
  const isThere = KUBELET_APPROVERS.some(id => installationsOf(all, id).some(approves))
  if (isThere) return known(true)
  return KUBELET_APPROVERS.map(id => isInstalled(view, id)).find(answer => !answer.known) ?? known(false)
}

/** Talos' controller manager has the approver as one of its controllers, which may be left out. */
const approves = ({component, args, release}: Installation): boolean => {
  if (component !== 'talos-cloud-controller-manager') return true
  const chosen = args
    .find(arg => arg.startsWith('--controllers='))
    ?.slice('--controllers='.length)
    .split(',')
  const enabled =
    release?.values.enabledControllers === undefined ? undefined : texts(release.values, 'enabledControllers')
  return (chosen ?? enabled ?? ['node-csr-approval']).some(name => name === 'node-csr-approval' || name === '*')
}

const SIGNERS = ['kubernetes.io/kubelet-serving', 'kubernetes.io/*']

/**
 * Whether somebody holds the right by name: `approve` on the signer (plugin/pkg/admission/certificates/approval). A
 * ServiceAccount that exists is taken for an approver; a user or a group may be one outside of the cluster, or people.
 */
const byGrant = (view: View): Reading<boolean> => {
  const rights = view.fact(rbac)
  if (!rights.known) return rights
  const subjects = SIGNERS.flatMap(name =>
    rights.value.grantsFor({verb: 'approve', group: 'certificates.k8s.io', resource: 'signers', name}),
  )
    .filter(({rule}) => rule.resources.includes('signers'))
    .flatMap(grant => grant.subjects)
  const answers = subjects.map(subject => isApprover(view, subject))
  const yes = answers.find(answer => answer.known && answer.value)
  if (yes !== undefined) return yes
  const isWhole = view.isClosed(RBAC.bindings) && view.isClosed(RBAC.roles)
  const open = isWhole ? known(false) : unknown('undeclared', 'not all roles and bindings were seen')
  return answers.find(answer => !answer.known) ?? open
}

const RBAC = {
  bindings: 'rbac.authorization.k8s.io/clusterrolebindings',
  roles: 'rbac.authorization.k8s.io/clusterroles',
} as const

const isApprover = (view: View, subject: BoundSubject): Reading<boolean> => {
  const {kind, namespace, name} = subject
  if (kind !== 'ServiceAccount') {
    return unknown('undeclared', `${describeSubject(subject)} may approve them, and may be a program or a person`)
  }
  if (namespace === undefined) return known(false)
  const account = view.find(ref('core/serviceaccounts', namespace, name))
  return account.known ? known(account.value !== null) : account
}

/** Clouds that approve the requests of their own nodes, from outside of the cluster. */
const byProvider = (view: View): Reading<boolean> => {
  const {serverVersion = ''} = view.snapshot
  const nodes = view.list('core/nodes')
  if (/-(?:eks|gke)[-.]/.test(serverVersion) || (nodes.known && nodes.value.some(isManaged))) return known(true)
  return nodes.known ? known(false) : nodes
}

const isManaged = (node: KubeObject): boolean =>
  /-(?:eks|gke)[-.]/.test(text(node.body, 'status', 'nodeInfo', 'kubeletVersion') ?? '') ||
  label(node, 'kubernetes.azure.com/cluster') !== undefined ||
  label(node, 'node.openshift.io/os_id') !== undefined
