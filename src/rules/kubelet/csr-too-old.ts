import {kubectl} from '../../core/doctor/remedies.ts'
import {defineRule} from '../../core/doctor/rule.ts'
import {humanDuration} from '../../core/duration.ts'
import {ageOf, decisiveRequest, isKeyGone, kubeletRequests} from '../../facts/kubelet/kubelet-requests.ts'

export const csrTooOld = defineRule({
  id: 'PKI502',
  name: 'kubelet/csr-too-old',
  severity: 'warning',
  since: '0.1.0',
  title: 'Kubelet request is older than its key',
  why: 'The kubelet keeps the key of a request in memory for 15 minutes, then makes a new key and a new request. Approving an older one issues a certificate that nobody can use. That no newer one is there says that the kubelet has stopped asking: it is down, or cannot reach the API server. The API server deletes undecided requests after 24 hours.',
  remediation: ['See whether the kubelet of the node runs; it asks again by itself.', 'Delete the old request.'],
  messages: {
    stale: '{node} asked {age} ago and never again: the key of this request is gone, approving it would bring nothing',
  },
  waitsFor: 'kubelet',
  examples: {
    bad: `
apiVersion: certificates.k8s.io/v1
kind: CertificateSigningRequest
metadata: {name: csr-8xk2p, creationTimestamp: "{{now -3h}}"}
spec: {signerName: kubernetes.io/kubelet-serving, username: "system:node:n1"}
---
apiVersion: v1
kind: Node
metadata: {name: n1}`,
    good: `
apiVersion: certificates.k8s.io/v1
kind: CertificateSigningRequest
metadata: {name: csr-8xk2p, creationTimestamp: "{{now -3h}}"}
spec: {signerName: kubernetes.io/kubelet-serving, username: "system:node:n1"}
---
apiVersion: certificates.k8s.io/v1
kind: CertificateSigningRequest
metadata: {name: csr-zq77d, creationTimestamp: "{{now -10m}}"}
spec: {signerName: kubernetes.io/kubelet-serving, username: "system:node:n1"}
---
apiVersion: v1
kind: Node
metadata: {name: n1}`,
  },

  each: kubeletRequests,
  *check(node, _, {now}) {
    const request = decisiveRequest(node, now)
    if (request?.state !== 'pending' || !isKeyGone(request, now)) return
    const hasNode = node.hasNode()
    if (hasNode.known && !hasNode.value) return
    yield {
      at: request.object,
      path: [],
      problem: 'stale',
      data: {node: node.node, age: humanDuration(ageOf(request, now))},
      remedy: [
        {
          say: 'See whether the kubelet runs; it asks again by itself',
          run: kubectl('describe', {kind: 'core/nodes', name: node.node}),
        },
        {say: 'The old request may go', run: kubectl('delete', request.object.ref)},
      ],
    }
  },
})
