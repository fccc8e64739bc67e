import {kubectl} from '../../core/doctor/remedies.ts'
import {defineRule} from '../../core/doctor/rule.ts'
import {condition} from '../../core/kube/condition.ts'
import {listed} from '../../core/listing.ts'
import {refusalsOf} from '../../facts/kubelet/kubelet-refusals.ts'
import {askingNodes} from '../../facts/kubelet/kubelet-requests.ts'

export const csrApprovedThenFailed = defineRule({
  id: 'PKI514',
  name: 'kubelet/csr-approved-then-failed',
  severity: 'error',
  since: '0.1.0',
  title: 'Approved kubelet request is refused by the signer',
  why: 'The signer in kube-controller-manager looks at more than most approvers do: the organization has to be system:nodes and nothing else, there has to be a DNS name or an address and no other kind of name, and the usages have to be exactly those of a server. What fails there was not made by an honest kubelet, or by one that is configured in a way nobody expected. A failed request is final; the kubelet makes another within the minute.',
  remediation: [
    'See who has made the request and what for; delete it where nobody knows it.',
    'Approve with something that checks what the signer checks.',
  ],
  messages: {
    one: '{node}: approved, and refused by the signer: {reason}',
    several: 'Requests of {count} nodes are approved, and then refused by the signer: {reason} ({nodes})',
  },
  breaks: ['kubelet'],
  examples: {
    given: `
apiVersion: v1
kind: Node
metadata: {name: n1}`,
    bad: `
apiVersion: certificates.k8s.io/v1
kind: CertificateSigningRequest
metadata: {name: csr-8xk2p, creationTimestamp: "{{now -10m}}"}
spec: {signerName: kubernetes.io/kubelet-serving, username: "system:node:n1", usages: [digital signature]}
status:
  conditions:
  - {type: Approved, status: "True", reason: KubectlApprove, lastTransitionTime: "{{now -9m}}"}
  - {type: Failed, status: "True", reason: SignerValidationFailure, message: "usages did not match [digital signature key encipherment server auth]"}`,
    good: `
apiVersion: certificates.k8s.io/v1
kind: CertificateSigningRequest
metadata: {name: csr-8xk2p, creationTimestamp: "{{now -10m}}"}
spec: {signerName: kubernetes.io/kubelet-serving, username: "system:node:n1", usages: [digital signature, server auth]}
status:
  conditions:
  - {type: Approved, status: "True", reason: KubectlApprove, lastTransitionTime: "{{now -9m}}"}
  certificate: "{{base64 cert n1 signedBy=ca san=n1}}"`,
  },

  each: askingNodes,
  *check(nodes, _, {now}) {
    const failed = refusalsOf(nodes, 'failed', now).map(refusal => {
      const {message, reason} = condition(refusal.request.object, 'Failed') ?? {message: '', reason: ''}
      return {...refusal, said: (message || reason || 'it gives no reason').slice(0, 300)}
    })
    for (const [reason, alike] of Map.groupBy(failed, ({said}) => said)) {
      const [newest] = alike
      if (newest === undefined) continue
      const {node, request} = newest
      const data = {node, reason, count: alike.length, nodes: listed(alike.map(each => each.node).sort())}
      const problem = alike.length === 1 ? 'one' : 'several'
      const remedy = [
        {say: 'See who has made it and what it asks for', run: kubectl('get', request.object.ref, '-o', 'yaml')},
        {say: 'Where nobody knows it, it may go', run: kubectl('delete', request.object.ref)},
      ]
      yield {at: request.object, path: ['status', 'conditions'], problem, data, remedy}
    }
  },
})
