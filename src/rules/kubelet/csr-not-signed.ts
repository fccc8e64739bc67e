import {defineRule} from '../../core/doctor/rule.ts'
import {humanDuration} from '../../core/duration.ts'
import {
  askingNodes,
  decisiveRequest,
  type KubeletRequest,
  type NodeRequests,
} from '../../facts/kubelet/kubelet-requests.ts'

/** Signing takes well under a second. */
const PATIENCE = 60_000

export const csrNotSigned = defineRule({
  id: 'PKI504',
  name: 'kubelet/csr-not-signed',
  severity: 'error',
  since: '0.1.0',
  title: 'Approved kubelet request is not signed',
  why: 'The signer of kube-controller-manager marks what it refuses as Failed. What it leaves without a word it cannot sign at all: it was started without `--cluster-signing-cert-file` and `--cluster-signing-key-file`, its `csrsigning` controller is off, or the cluster CA has expired. Only its log says which. The kubelets keep asking every 15 minutes, with new keys.',
  remediation: [
    'Look into the log of kube-controller-manager for `csrsigning` and `the signer has expired`.',
    'On a managed cluster ask the provider: its signer runs outside of the cluster.',
  ],
  messages: {
    one: '{node}: approved {age} ago and not signed, without a word from the signer',
    several: '{count} nodes: approved and not signed, without a word from the signer ({nodes}); the newest {age} ago',
  },
  breaks: ['kubelet'],
  examples: {
    bad: `
apiVersion: certificates.k8s.io/v1
kind: CertificateSigningRequest
metadata: {name: csr-8xk2p, creationTimestamp: "{{now -10m}}"}
spec: {signerName: kubernetes.io/kubelet-serving, username: "system:node:n1"}
status: {conditions: [{type: Approved, status: "True", reason: KubectlApprove, lastTransitionTime: "{{now -9m}}"}]}`,
    good: `
apiVersion: certificates.k8s.io/v1
kind: CertificateSigningRequest
metadata: {name: csr-8xk2p, creationTimestamp: "{{now -10m}}"}
spec: {signerName: kubernetes.io/kubelet-serving, username: "system:node:n1"}
status:
  conditions:
  - {type: Approved, status: "True", reason: KubectlApprove, lastTransitionTime: "{{now -9m}}"}
  - {type: Failed, status: "True", reason: SignerValidationFailure, message: subject organization is not system:nodes}`,
  },

  each: askingNodes,
  *check(nodes, _, {now}) {
    const waiting = nodes.flatMap(node => unsigned(node, now)).sort((a, b) => a.age - b.age)
    const [newest] = waiting
    if (newest === undefined) return
    const {node, age, request} = newest
    const names = waiting.map(each => each.node)
    const nodesShown = names.length > 5 ? `${names.slice(0, 5).join(', ')}, …` : names.join(', ')
    const data = {node, age: humanDuration(age), count: waiting.length, nodes: nodesShown}
    const problem = waiting.length === 1 ? 'one' : 'several'
    yield {at: request.object, path: ['status', 'conditions'], problem, data}
  },
})

interface Unsigned {
  readonly node: string
  readonly request: KubeletRequest
  /** Milliseconds since it was approved. */
  readonly age: number
}

const unsigned = (of: NodeRequests, now: Date): readonly Unsigned[] => {
  const request = decisiveRequest(of, now)
  const since = request?.decision?.since
  if (request?.state !== 'approved' || since === undefined || now.getTime() - since < PATIENCE) return []
  return [{node: of.node, request, age: now.getTime() - since}]
}
