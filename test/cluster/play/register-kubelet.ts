import type {Bed} from '../bed/bed.ts'
import {KubeApi} from '../bed/kube-api.ts'
import {isLoopback} from '../bed/network/resolve-route.ts'
import {PlayedKubelet} from './kubelet.ts'
import type {NodeAddress} from './kubelet-csr.ts'

const conditions = (now: string) => [
  ...['MemoryPressure', 'DiskPressure', 'PIDPressure'].map(type => ({
    type,
    status: 'False',
    reason: 'KubeletHasSufficient',
  })),
  {type: 'Ready', status: 'True', reason: 'KubeletReady', lastHeartbeatTime: now, lastTransitionTime: now},
]

const nodeInfo = {
  ...{kubeletVersion: 'v1.36.4', kubeProxyVersion: '', containerRuntimeVersion: 'containerd://2.1.4'},
  ...{osImage: 'Talos (v1.12.0)', kernelVersion: '6.18.0-talos', operatingSystem: 'linux', architecture: 'amd64'},
  ...{machineID: '', systemUUID: '', bootID: ''},
}

const labels = (name: string) => ({
  'kubernetes.io/hostname': name,
  'kubernetes.io/os': 'linux',
  'kubernetes.io/arch': 'amd64',
})

/** It takes no pods, and so stands for a node of the control plane; admission's `not-ready` taint goes too. */
const role = 'node-role.kubernetes.io/control-plane'
const controlPlaneNode = {metadata: {labels: {[role]: ''}}, spec: {taints: [{key: role, effect: 'NoSchedule'}]}}

/**
 * Plays a kubelet from its start: with a client certificate of its node it registers the Node and says where it is.
 * Where an address is of the loopback range (all of 127.0.0.0/8 on Linux, 127.0.0.1 elsewhere) anybody on this machine
 * can dial it, at a port of the bed; any other one is reached by the API server only, at 10250.
 */
export const registerKubelet = async (
  bed: Bed,
  name: string,
  addresses: readonly NodeAddress[] = [{type: 'InternalIP', address: '127.0.0.1'}],
): Promise<PlayedKubelet> => {
  const {pem: certificate, keyPem: key} = bed.pki.client(`system:node:${name}`, ['system:nodes'])
  const api = new KubeApi({server: bed.server, ca: bed.pki.ca.pem, certificate, key})
  bed.defer(() => api.close())
  const isHere = addresses.some(one => one.type === 'InternalIP' && isLoopback(one.address))
  const port = isHere ? await bed.ground.ports.next() : 10_250
  const known = await bed.api.find(`/api/v1/nodes/${name}`)
  if (known === undefined) {
    await api.create('/api/v1/nodes', {apiVersion: 'v1', kind: 'Node', metadata: {name, labels: labels(name)}})
  }
  const all = [...addresses, {type: 'Hostname', address: name} as const]
  const status = {
    ...{addresses: all, nodeInfo, conditions: conditions(new Date().toISOString().replace(/\.\d+/, ''))},
    daemonEndpoints: {kubeletEndpoint: {Port: port}},
  }
  await api.patch(`/api/v1/nodes/${name}/status`, {status})
  await bed.api.patch(`/api/v1/nodes/${name}`, controlPlaneNode)
  const kubelet = new PlayedKubelet(bed, {name, addresses: all, port, api})
  bed.defer(() => kubelet.close())
  return kubelet
}
