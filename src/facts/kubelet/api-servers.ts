import {parseImage} from '../../core/component.ts'
import {known, valueOr} from '../../core/knowing.ts'
import {type KubeObject, list, type Path, text, texts} from '../../core/kube/object.ts'
import type {Fact} from '../../core/kube/view.ts'
import {flagOf} from '../trust/trust-namespace.ts'
import {kubeletsCanBeVerified} from './kubelet-verifiability.ts'

/** The API servers of a cluster whose pods can be seen, and how they talk to kubelets. */
export interface ApiServers {
  readonly pods: readonly KubeObject[]
  /** Those that take any certificate from a kubelet, each with the field of its arguments. */
  readonly trusting: readonly {readonly pod: KubeObject; readonly path: Path}[]
  /** Kubelets of this cluster have, or ask for, certificates that could be verified. */
  readonly couldVerify: boolean
}

/** One where API servers run as pods (kubeadm, Talos), none where they do not (managed clusters, k3s). */
export const apiServers: Fact<readonly ApiServers[]> = {
  name: 'API servers',
  of: ['core/pods'],
  reads: kubeletsCanBeVerified.reads,
  derive: view => {
    const pods = view.list('core/pods', 'kube-system')
    if (!pods.known) return pods
    const found = pods.value.flatMap(pod => {
      const at = containerOf(pod)
      return at === undefined ? [] : [{pod, ...at}]
    })
    if (found.length === 0) return known([])
    const trusting = found.filter(({args}) => (flagOf(args, '--kubelet-certificate-authority') ?? '') === '')
    const couldVerify = valueOr(view.fact(kubeletsCanBeVerified), false)
    return known([{pods: found.map(({pod}) => pod), trusting, couldVerify}])
  },
}

const containerOf = ({body}: KubeObject): {readonly path: Path; readonly args: readonly string[]} | undefined => {
  const containers = list(body, 'spec', 'containers')
  const index = containers.findIndex(each => parseImage(text(each, 'image') ?? '').name === 'kube-apiserver')
  const container = containers[index]
  if (container === undefined) return undefined
  const args = [...texts(container, 'command'), ...texts(container, 'args')]
  return {path: ['spec', 'containers', index, 'command'], args}
}
