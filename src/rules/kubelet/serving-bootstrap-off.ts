import {defineRule} from '../../core/doctor/rule.ts'
import {kubectlName} from '../../core/kube/ref.ts'
import {dataPath} from '../../core/kube/secret.ts'
import {kubeletBootstrap} from '../../facts/kubelet/kubelet-bootstrap.ts'

export const servingBootstrapOff = defineRule({
  id: 'PKI507',
  name: 'kubelet/serving-bootstrap-off',
  severity: 'warning',
  since: '0.1.0',
  title: 'Kubelets do not ask for serving certificates',
  why: 'Unless they are told to ask the cluster, kubelets make their own serving certificates, which nobody can verify. That is the default of kubeadm. Client certificates of kubelets rotate all the same, so that nothing seems to be missing. kubeadm copies its configuration to a node when the node joins or is upgraded; a change of the ConfigMap alone reaches no node.',
  remediation: [
    'Run something that approves the requests of kubelets first.',
    'Set `serverTLSBootstrap: true` in the ConfigMap kubelet-config, then on each node: `kubeadm upgrade node phase kubelet-config` and restart the kubelet.',
  ],
  messages: {
    idle: '{approver} waits for requests of kubelets, and their configuration does not tell them to make any',
    off: 'The configuration of the kubelets does not tell them to ask for serving certificates: each signs its own',
  },
  breaks: ['kubelet'],
  disprovedBy: ['certificates.k8s.io/certificatesigningrequests'],
  examples: {
    given: `
apiVersion: v1
kind: Node
metadata: {name: n1}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: approver, namespace: kube-system}
spec: {template: {spec: {containers: [{image: ghcr.io/alex1989hu/kubelet-serving-cert-approver:0.10.1}]}}}`,
    bad: `
apiVersion: v1
kind: ConfigMap
metadata: {name: kubelet-config, namespace: kube-system}
data: {kubelet: "kind: KubeletConfiguration\\nrotateCertificates: true\\n"}`,
    good: `
apiVersion: v1
kind: ConfigMap
metadata: {name: kubelet-config, namespace: kube-system}
data: {kubelet: "kind: KubeletConfiguration\\nrotateCertificates: true\\nserverTLSBootstrap: true\\n"}`,
  },

  each: kubeletBootstrap,
  *check({config, approver, isOtherwise}) {
    if (isOtherwise) return
    const place = {at: config, path: dataPath(config, 'kubelet')}
    if (approver === undefined) yield {...place, problem: 'off', severity: 'info'}
    else yield {...place, problem: 'idle', data: {approver: kubectlName(approver.ref)}}
  },
})
