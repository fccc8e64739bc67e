import type {Bed} from '../../../bed/bed.ts'
import {registerKubelet} from '../../../play/register-kubelet.ts'
import {APPROVER} from '../../../stories/kubelet-approver-objects.ts'
import type {Steps} from '../../runner/state.ts'
import {withKubeletApprover} from '../../runner/with-kubelet-approver.ts'

const metadata = {name: 'kube-apiserver-master-1', namespace: 'kube-system'}

/** What the kubelet of a control plane shows of a static pod (kubeadm). */
const mirror = (bed: Bed, ...more: readonly string[]): Promise<string> =>
  bed.apply({
    ...{apiVersion: 'v1', kind: 'Pod'},
    metadata: {...metadata, annotations: {'kubernetes.io/config.mirror': '1', 'kubernetes.io/config.source': 'file'}},
    spec: {
      nodeName: 'master-1',
      containers: [
        {
          ...{name: 'kube-apiserver', image: 'registry.k8s.io/kube-apiserver:v1.36.4'},
          command: ['kube-apiserver', '--allow-privileged=true', ...more],
        },
      ],
    },
  })

export default {
  async healthy(bed) {
    await withKubeletApprover(bed)
    const kubelet = await registerKubelet(bed, 'master-1', [{type: 'InternalIP', address: '198.18.0.24'}])
    const request = await kubelet.requestServingCertificate()
    await bed.kubectl(['certificate', 'approve', request.metadata.name, `--as=${APPROVER}`])
    await kubelet.certificate(request.metadata.name)
    await mirror(bed, '--kubelet-certificate-authority=/etc/kubernetes/pki/ca.crt')
  },
  async broken(bed) {
    await bed.kubectl(['delete', 'pod', '-n', metadata.namespace, metadata.name, '--grace-period=0', '--force'])
    await mirror(bed)
  },
} satisfies Steps
