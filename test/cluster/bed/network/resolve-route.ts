import {isIP} from 'node:net'
import type {KubeApi, KubeBody} from '../kube-api.ts'
import type {Backend, NetworkTable} from './network-table.ts'

/** An address of this machine, or the words of the dial error that a pod would have seen. */
export type Route = {readonly host: string; readonly port: number} | {readonly refused: string}

const here = (port: number): Route => ({host: '127.0.0.1', port})

const noSuchHost = (host: string): Route => ({refused: `dial tcp: lookup ${host} on 10.96.0.10:53: no such host`})
const connectionRefused = (address: string): Route => ({refused: `dial tcp ${address}: connect: connection refused`})

/** Whether an address is of this machine; such connections need no translation. */
export const isLoopback = (host: string): boolean => host === 'localhost' || host === '::1' || /^127\./.test(host)

/** `name.namespace.svc.cluster.local`, or shorter, as a pod's search path allows; undefined for any other name. */
export const serviceOfName = (host: string): {readonly name: string; readonly namespace: string} | undefined => {
  const labels = host.toLowerCase().replace(/\.$/, '').split('.')
  const [name = '', namespace = '', ...rest] = labels
  const isService = labels.length === 2 || rest.join('.') === 'svc' || rest.join('.') === 'svc.cluster.local'
  return isService ? {name, namespace} : undefined
}

interface Lookup {
  readonly api: KubeApi
  readonly table: NetworkTable
}

const workloadPath = ({kind, namespace, name}: Backend): string =>
  `/apis/apps/v1/namespaces/${namespace}/${kind}/${name}`

const containerPort = (workload: KubeBody, target: string | number): number | undefined => {
  if (typeof target === 'number') return target
  const containers: readonly KubeBody[] = workload.spec.template.spec.containers
  return containers.flatMap(one => one.ports ?? []).find(port => port.name === target)?.containerPort
}

const selects = (selector: Record<string, string> | undefined, labels: Record<string, string>): boolean =>
  selector !== undefined && Object.entries(selector).every(([key, value]) => labels[key] === value)

/** The program behind a Service port, as kube-proxy would find a pod: by selector, among workloads that are not scaled to 0. */
const portBehind = async (at: Lookup, service: KubeBody, port: number): Promise<number | undefined> => {
  const spec = service.spec.ports?.find((one: {port: number}) => one.port === port)
  if (spec === undefined) return undefined
  for (const backend of at.table.backends.filter(one => one.namespace === service.metadata.namespace)) {
    const workload = await at.api.find(workloadPath(backend))
    if (workload === undefined || workload.spec.replicas === 0) continue
    if (!selects(service.spec.selector, workload.spec.template.metadata.labels ?? {})) continue
    const found = containerPort(workload, spec.targetPort ?? port)
    if (found !== undefined && backend.ports[found] !== undefined) return backend.ports[found]
  }
  return undefined
}

const toService = async (at: Lookup, service: KubeBody, port: number): Promise<Route> => {
  const found = await portBehind(at, service, port)
  return found === undefined ? connectionRefused(`${service.spec.clusterIP}:${port}`) : here(found)
}

const byAddress = async (at: Lookup, host: string, port: number): Promise<Route> => {
  const node = at.table.nodes[`${host}:${port}`]
  if (node !== undefined) return here(node)
  const [service] = await at.api.list(`/api/v1/services?fieldSelector=spec.clusterIP%3D${host}`)
  return service === undefined ? connectionRefused(`${host}:${port}`) : toService(at, service, port)
}

/** Where a connection to `host:port` from inside the cluster ends: cluster DNS, ExternalName aliases, kube-proxy. */
export const resolveRoute = async (at: Lookup, host: string, port: number, hops = 0): Promise<Route> => {
  if (isLoopback(host)) return {host, port}
  if (isIP(host) !== 0) return byAddress(at, host, port)
  const asked = serviceOfName(host)
  if (asked === undefined || hops > 8) return noSuchHost(host)
  const service = await at.api.find(`/api/v1/namespaces/${asked.namespace}/services/${asked.name}`)
  if (service === undefined) return noSuchHost(host)
  if (service.spec.type === 'ExternalName') return resolveRoute(at, service.spec.externalName, port, hops + 1)
  return toService(at, service, port)
}
