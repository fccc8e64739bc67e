import type {Bed} from './bed.ts'
import type {ToolName} from './build/go-groups.ts'
import type {KeptProcess} from './keeper/kept-process.ts'
import type {KubeBody} from './kube-api.ts'
import type {Backend} from './network/network-table.ts'

/** A controller that runs outside as its Deployment (or StatefulSet) says, for want of a kubelet. */
export interface Workload {
  /** Of the process, in `bed.process(name)`. */
  readonly process: string
  readonly tool: ToolName
  readonly kind: Backend['kind']
  readonly namespace: string
  readonly name: string
  /** Container port → port on the loopback address; the bed's network leads Services there. */
  readonly ports?: Readonly<Record<number, number>>
  /** Connects to Services by their names. */
  readonly usesClusterDns?: boolean
  /** From the arguments in the pod template to those of the process: ports and paths of this machine. */
  arguments(given: readonly string[]): readonly string[] | Promise<readonly string[]>
  isReady(): Promise<unknown> | unknown
}

const pathOf = ({kind, namespace, name}: Workload): string => `/apis/apps/v1/namespaces/${namespace}/${kind}/${name}`

const givenArguments = (workload: Workload, object: KubeBody): readonly string[] =>
  (object.spec.template.spec.containers.at(-1).args ?? []).map((arg: string) =>
    arg.replaceAll('$(POD_NAMESPACE)', workload.namespace),
  )

/**
 * Runs a workload's program with the arguments and the ServiceAccount that its pod template has at that moment; after
 * an edit or a `helm upgrade`, `restart()` of the process does what a rollout would.
 */
export const runWorkload = async (bed: Bed, workload: Workload): Promise<KeptProcess> => {
  const {namespace, kind, name, ports} = workload
  if (ports !== undefined) bed.network.addBackend({namespace, kind, name, ports})
  const file = `${workload.process}.conf`
  const proxy = workload.usesClusterDns ? {HTTPS_PROXY: bed.network.url, HTTP_PROXY: bed.network.url} : {}
  return bed.ground.start({
    name: workload.process,
    command: workload.tool,
    env: {KUBECONFIG: file, ...proxy},
    isReady: workload.isReady,
    async arguments() {
      const object = await bed.api.get(pathOf(workload))
      const serviceAccount = object.spec.template.spec.serviceAccountName ?? 'default'
      await bed.serviceAccountKubeconfig({namespace, name: serviceAccount, file})
      return workload.arguments(givenArguments(workload, object))
    },
  })
}
