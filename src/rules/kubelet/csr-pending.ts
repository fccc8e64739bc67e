import {defineRule, type Remedy} from '../../core/doctor/rule.ts'
import {humanDuration} from '../../core/duration.ts'
import {valueOr} from '../../core/knowing.ts'
import type {AskedNames} from '../../facts/kubelet/kubelet-names.ts'
import {ageOf, decisiveRequest, isKeyGone, kubeletRequests} from '../../facts/kubelet/kubelet-requests.ts'

export const csrPending = defineRule({
  id: 'PKI501',
  name: 'kubelet/csr-pending',
  severity: 'error',
  since: '0.1.0',
  title: 'Kubelet waits for its serving certificate',
  why: 'Until it has one, the kubelet refuses TLS with `internal error`: no logs, no exec, no port-forward, no metrics from this node. Kubernetes approves the client certificates of kubelets by itself, but their serving certificates never. Every 15 minutes the kubelet throws its key away and makes a new request, so only the newest one is worth approving.',
  remediation: [
    'Run something that approves them and checks the names, such as kubelet-serving-cert-approver or kubelet-csr-approver.',
    'Or approve the newest request by hand, after comparing its names with the node.',
  ],
  messages: {
    pending: '{node} has waited {age} for its serving certificate ({names}): nobody has approved the request',
    repeated:
      '{node} has waited {age} for its serving certificate ({names}): nobody has approved this request or the {older} before it',
  },
  waitsFor: 'kubelet',
  examples: {
    given: `
apiVersion: v1
kind: Node
metadata: {name: n1}
status: {addresses: [{type: InternalIP, address: 10.0.0.1}, {type: Hostname, address: n1}]}`,
    bad: `
apiVersion: certificates.k8s.io/v1
kind: CertificateSigningRequest
metadata: {name: csr-8xk2p, creationTimestamp: "{{now -5m}}"}
spec: {signerName: kubernetes.io/kubelet-serving, username: "system:node:n1", request: "{{base64 csr n1 ip=10.0.0.1}}"}`,
    good: `
apiVersion: certificates.k8s.io/v1
kind: CertificateSigningRequest
metadata: {name: csr-8xk2p, creationTimestamp: "{{now -5m}}"}
spec: {signerName: kubernetes.io/kubelet-serving, username: "system:node:n1", request: "{{base64 csr n1 ip=10.0.0.1}}"}
status:
  conditions: [{type: Approved, status: "True", reason: Approved by Kubelet Serving Certificate Approver}]
  certificate: "{{base64 cert n1 signedBy=ca san=n1}}"`,
  },

  each: kubeletRequests,
  *check(node, _, {now}) {
    const request = decisiveRequest(node, now)
    if (request?.state !== 'pending' || isKeyGone(request, now)) return
    const pending = node.requests.filter(({state}) => state === 'pending')
    const asked = valueOr(node.asks(request), null)
    const data = {
      node: node.node,
      age: humanDuration(ageOf(pending.at(-1) ?? request, now)),
      names: describe(asked),
      older: pending.length - 1,
    }
    const problem = pending.length === 1 ? 'pending' : 'repeated'
    yield {at: request.object, path: [], problem, data, remedy: remedyFor(request.name, asked)}
  },
})

const describe = (asked: AskedNames | null): string => {
  if (asked === null) return 'its names were not compared'
  const shown = asked.names.slice(0, 4).join(', ')
  return asked.names.length > 4 ? `${shown}, …` : shown || 'no names'
}

const remedyFor = (name: string, asked: AskedNames | null): readonly Remedy[] => {
  const approver = {
    say: 'Run an approver that checks the names: https://github.com/alex1989hu/kubelet-serving-cert-approver',
  }
  if (asked === null) return [approver, {say: 'Compare its names with the node before you approve anything by hand'}]
  if (asked.doubtful.length > 0) {
    return [{say: `Do not approve it before you know why it asks for ${asked.doubtful.join(', ')}`}]
  }
  const run = ['kubectl', 'certificate', 'approve', name]
  return [approver, {say: 'Or approve it by hand: its names are those that the node reports', run}]
}
