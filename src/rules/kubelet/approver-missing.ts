import {componentInfo} from '../../core/component.ts'
import {defineRule} from '../../core/doctor/rule.ts'
import {missing} from '../../core/kube/object.ts'
import {KUBELET_APPROVERS, kubeletApproval} from '../../facts/kubelet/kubelet-approval.ts'

const {home} = componentInfo('kubelet-serving-cert-approver')

export const approverMissing = defineRule({
  id: 'PKI508',
  name: 'kubelet/approver-missing',
  severity: 'error',
  since: '0.1.0',
  title: 'Nobody approves kubelet serving certificates',
  why: 'With `serverTLSBootstrap` (`rotate-server-certificates` on Talos) each kubelet asks the cluster for its serving certificate, at its start and again before it expires. kube-controller-manager signs such requests but approves none of them: it cannot know which names belong to a node. Without an approver logs, exec and metrics stop at the next rotation of every node, up to a year after all seemed well.',
  remediation: [
    'Run kubelet-serving-cert-approver, kubelet-csr-approver or the controller manager of your cloud with its approver.',
    'Until then approve by hand what is waiting, after comparing its names with the node.',
  ],
  messages: {
    waiting: 'Kubelets ask for serving certificates and nothing approves them: {count} waiting ({nodes})',
    byHand: 'Kubelets ask for serving certificates and nothing approves them: those so far were decided by hand',
    enabled: 'Kubelets are told to ask for serving certificates (serverTLSBootstrap), and nothing approves them',
  },
  breaks: ['kubelet'],
  examples: {
    given: `
apiVersion: certificates.k8s.io/v1
kind: CertificateSigningRequest
metadata: {name: csr-8xk2p, creationTimestamp: "{{now -5m}}"}
spec: {signerName: kubernetes.io/kubelet-serving, username: "system:node:n1"}`,
    bad: `
apiVersion: v1
kind: Node
metadata: {name: n1}`,
    good: `
apiVersion: apps/v1
kind: Deployment
metadata: {name: approver, namespace: kube-system}
spec: {template: {spec: {containers: [{image: ghcr.io/alex1989hu/kubelet-serving-cert-approver:0.10.1}]}}}`,
  },

  each: kubeletApproval,
  *check({nodes, config, approver}) {
    if (approver === undefined) return
    const at = nodes.length === 0 && config !== undefined ? config : missing(home)
    if (approver !== null) {
      yield {at, path: [], unsure: approver}
      return
    }
    const waiting = nodes
      .filter(({requests}) => requests[0].state === 'pending')
      .map(({node}) => node)
      .sort()
    const isQuiet = waiting.length === 0
    const data = {count: waiting.length, nodes: waiting.slice(0, 5).join(', ') + (waiting.length > 5 ? ', …' : '')}
    const problem = !isQuiet ? 'waiting' : nodes.length > 0 ? 'byHand' : 'enabled'
    const path = at === config ? ['data', 'kubelet'] : []
    yield {at, path, problem, data, remedy: REMEDY, ...(isQuiet && {severity: 'warning' as const})}
  },
})

const REMEDY = [
  {say: `Run an approver: ${KUBELET_APPROVERS.map(id => componentInfo(id).docs).join(', ')}`},
  {
    say: 'Until then approve by hand what is waiting, after comparing its names with the node',
    run: ['kubectl', 'get', 'csr', '--field-selector', 'spec.signerName=kubernetes.io/kubelet-serving'],
  },
]
