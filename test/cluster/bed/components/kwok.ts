import {readdirSync} from 'node:fs'
import path from 'node:path'
import type {Bed} from '../bed.ts'
import {storedPath} from '../build/tools.ts'
import {startScheduler} from '../control-plane/controller-manager.ts'
import {isHealthy} from '../control-plane/health.ts'
import type {Component} from './component.ts'

const annotation = 'kwok.x-k8s.io/node'

const node = (index: number) => ({
  ...{apiVersion: 'v1', kind: 'Node'},
  metadata: {
    name: `kwok-${index}`,
    annotations: {[annotation]: 'fake'},
    labels: {'kubernetes.io/hostname': `kwok-${index}`, 'kubernetes.io/os': 'linux', type: 'kwok'},
  },
})

/** kwok's own fast stages: a node is Ready at once, a pod runs as soon as it is scheduled. */
const stages = async (): Promise<readonly string[]> => {
  const folders = [await storedPath('misc', 'stages/node'), await storedPath('misc', 'stages/pod')]
  const files = folders.flatMap(folder => readdirSync(folder).map(name => path.join(folder, name)))
  return files.filter(file => /\/(node|pod)-[a-z]+\.yaml$/.test(file)).map(file => `--config=${file}`)
}

/** Admission taints every new Node; the node lifecycle controller, which the bed does without, takes that off again. */
const removeNotReadyTaint = async (bed: Bed, name: string): Promise<void> => {
  await bed.api.patch(`/api/v1/nodes/${name}`, {spec: {taints: null}})
}

const isNodeReady = async (bed: Bed, name: string): Promise<boolean> => {
  const seen = await bed.api.find(`/api/v1/nodes/${name}`)
  const conditions: readonly {type: string; status: string}[] = seen?.status.conditions ?? []
  return conditions.some(one => one.type === 'Ready' && one.status === 'True')
}

/** Fake nodes (kwok) and the real scheduler: Deployments become available, though nothing runs in their pods. */
export const kwok: Component = {
  name: 'kwok',
  groups: ['misc'],
  after: [],
  async install(bed, options) {
    const port = await bed.ground.ports.next()
    await bed.ground.start({
      name: 'kwok',
      command: 'kwok',
      isReady: () => isHealthy(port, '/healthz'),
      arguments: async () => [
        ...[`--kubeconfig=${bed.kubeconfig}`, `--manage-nodes-with-annotation-selector=${annotation}=fake`],
        ...['--node-lease-duration-seconds=40', '--cidr=10.244.0.0/16', `--server-address=127.0.0.1:${port}`],
        ...(await stages()),
      ],
    })
    await startScheduler(bed.ground, bed.pki, bed.api)
    const nodes = Array.from({length: options.nodes ?? 1}, (_, index) => node(index))
    for (const one of nodes) {
      await bed.api.apply(`/api/v1/nodes/${one.metadata.name}`, one)
      await removeNotReadyTaint(bed, one.metadata.name)
    }
    const isReady = async () =>
      (await Promise.all(nodes.map(one => isNodeReady(bed, one.metadata.name)))).every(Boolean)
    await bed.waitFor('the fake nodes to be Ready', isReady)
  },
}
