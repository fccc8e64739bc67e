import {defineRule} from '../../core/doctor/rule.ts'
import {denialOf} from '../../core/kubelet/denial-reasons.ts'
import {listed} from '../../core/listing.ts'
import {refusalsOf} from '../../facts/kubelet/kubelet-refusals.ts'
import {askingNodes} from '../../facts/kubelet/kubelet-requests.ts'

export const csrDeniedLoop = defineRule({
  id: 'PKI503',
  name: 'kubelet/csr-denied-loop',
  severity: 'error',
  since: '0.1.0',
  title: 'Requests of a kubelet are denied again and again',
  why: 'A kubelet takes no for an answer of the moment: it makes a new key and a new request every half minute, more than a hundred an hour, and each is denied for the same reason. The API server deletes them after an hour, so that there never seem to be many. Without a serving certificate there are no logs, no exec and no metrics from the node; one that has a certificate loses them when it expires.',
  remediation: [
    'Mend what the reason names, in the approver, in DNS or on the node; the next request follows within a minute.',
  ],
  messages: {
    one: '{node}: {requests} denied within the last hour: {reason}',
    several: '{count} nodes are denied their requests ({nodes}), {requests} within the last hour: {reason}',
  },
  breaks: ['kubelet'],
  examples: {
    bad: `
apiVersion: certificates.k8s.io/v1
kind: CertificateSigningRequest
metadata: {name: csr-8xk2p, creationTimestamp: "{{now -5m}}"}
spec: {signerName: kubernetes.io/kubelet-serving, username: "system:node:n1"}
status:
  conditions:
  - type: Denied
    status: "True"
    reason: kubelet-serving cert denied
    message: "CSR not complying with kubelet-csr-approver validation process. Reason: The x509 Cert Request contains more DNS names than allowed through the config flag"
    lastTransitionTime: "{{now -5m}}"`,
    good: `
apiVersion: certificates.k8s.io/v1
kind: CertificateSigningRequest
metadata: {name: csr-8xk2p, creationTimestamp: "{{now -5m}}"}
spec: {signerName: kubernetes.io/kubelet-serving, username: "system:node:n1"}
status:
  conditions:
  - {type: Approved, status: "True", reason: kubelet-serving cert validated, lastTransitionTime: "{{now -5m}}"}
  certificate: "{{base64 cert n1 signedBy=ca san=n1}}"`,
  },

  each: askingNodes,
  *check(nodes, _, {now}) {
    const denied = refusalsOf(nodes, 'denied', now).map(refusal => ({
      ...refusal,
      denial: denialOf(refusal.request.decision ?? {reason: '', message: ''}),
    }))
    for (const alike of Map.groupBy(denied, ({denial}) => denial.reason).values()) {
      const [newest] = alike
      if (newest === undefined) continue
      const sum = alike.reduce((total, {count}) => total + count, 0)
      const {denial, node, request} = newest
      const data = {
        node,
        reason: denial.reason,
        count: alike.length,
        requests: sum === 1 ? 'one request' : `${sum} requests`,
        nodes: listed(alike.map(each => each.node).sort()),
      }
      const remedy = denial.remedy.length > 0 ? {remedy: denial.remedy} : {}
      const problem = alike.length === 1 ? 'one' : 'several'
      yield {at: request.object, path: ['status', 'conditions'], problem, data, ...remedy}
    }
  },
})
