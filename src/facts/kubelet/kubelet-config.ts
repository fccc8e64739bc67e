import {known, mapReading} from '../../core/knowing.ts'
import type {KubeObject} from '../../core/kube/object.ts'
import {ref} from '../../core/kube/ref.ts'
import {dataEntry} from '../../core/kube/secret.ts'
import type {Fact} from '../../core/kube/view.ts'

/** The configuration that kubelets of a cluster have in common. */
export interface KubeletConfig {
  readonly object: KubeObject
  /** They are told to ask for serving certificates (`serverTLSBootstrap`); undefined where the text was not read. */
  readonly asks?: boolean
}

/** kubeadm keeps it in a ConfigMap; Talos, k3s and managed clusters keep none in the cluster (null). */
export const kubeletConfig: Fact<KubeletConfig | null> = {
  name: 'configuration of kubelets',
  of: ['core/configmaps'],
  reads: [],
  derive: view => {
    const found = view.find(ref('core/configmaps', 'kube-system', 'kubelet-config'))
    if (!found.known && view.list('core/configmaps', 'kube-system').known) return known(null)
    return mapReading(found, object => (object === null ? null : configOf(object)))
  },
}

const configOf = (object: KubeObject): KubeletConfig => {
  const text = dataEntry(object, 'kubelet')?.text
  return typeof text === 'string' ? {object, asks: /^\s*serverTLSBootstrap:\s*true\b/m.test(text)} : {object}
}
