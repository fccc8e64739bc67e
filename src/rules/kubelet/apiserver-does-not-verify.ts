import {defineRule} from '../../core/doctor/rule.ts'
import {listed} from '../../core/listing.ts'
import {apiServers} from '../../facts/kubelet/api-servers.ts'

export const apiserverDoesNotVerify = defineRule({
  id: 'PKI510',
  name: 'kubelet/apiserver-does-not-verify',
  severity: 'warning',
  since: '0.1.0',
  title: 'API server takes any certificate from a kubelet',
  why: 'For logs, exec, port-forward and attach the API server dials the kubelet. Without `--kubelet-certificate-authority` it verifies nothing: whoever can answer at the address of a node gets what is typed into exec sessions, and can answer in their place. Neither kubeadm nor Talos sets it, because kubelets have no certificates that could be verified unless they ask for them.',
  remediation: [
    'First let every kubelet have a serving certificate of the cluster CA, with the names and addresses of its node.',
    'Then start the API servers with `--kubelet-certificate-authority` and the file of that CA: /etc/kubernetes/pki/ca.crt with kubeadm.',
  ],
  messages: {
    trusting:
      '{servers} without --kubelet-certificate-authority: what answers at the address of a node is not verified',
  },
  waitsFor: 'kubelet',
  examples: {
    given: `
apiVersion: certificates.k8s.io/v1
kind: CertificateSigningRequest
metadata: {name: csr-8xk2p, creationTimestamp: "{{now -5m}}"}
spec: {signerName: kubernetes.io/kubelet-serving, username: "system:node:n1"}
status: {certificate: "{{base64 cert n1 signedBy=ca san=n1}}"}`,
    bad: `
apiVersion: v1
kind: Pod
metadata: {name: kube-apiserver-n1, namespace: kube-system}
spec: {containers: [{name: kube-apiserver, image: "registry.k8s.io/kube-apiserver:v1.36.4", command: [kube-apiserver, --allow-privileged=true]}]}`,
    good: `
apiVersion: v1
kind: Pod
metadata: {name: kube-apiserver-n1, namespace: kube-system}
spec: {containers: [{name: kube-apiserver, image: "registry.k8s.io/kube-apiserver:v1.36.4", command: [kube-apiserver, --kubelet-certificate-authority=/etc/kubernetes/pki/ca.crt]}]}`,
  },

  each: apiServers,
  *check({trusting, couldVerify}) {
    const [first] = trusting
    if (first === undefined) return
    const names = trusting.map(({pod}) => pod.ref.name).sort()
    const servers = names.length === 1 ? `${names[0]} runs` : `${listed(names)} run`
    const place = {at: first.pod, path: first.path}
    yield {...place, problem: 'trusting', data: {servers}, ...(!couldVerify && {severity: 'info' as const})}
  },
})
