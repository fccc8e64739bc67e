import {known, type Reading, unknown, valueOr} from '../../core/knowing.ts'
import {condition, createdAt} from '../../core/kube/condition.ts'
import {type Json, type JsonObject, type KubeObject, list, number, record, text} from '../../core/kube/object.ts'
import type {Fact, View} from '../../core/kube/view.ts'

/** Whether the pods of a workload run, as its status and its pods say. Times are epoch milliseconds. */
export interface WorkloadState {
  readonly isAvailable: boolean
  /** How many it should have. */
  readonly wanted: number
  /** Since when it may be so, as far as it can be known. */
  readonly since: number
  /** What stands in the way, in the words of Kubernetes: `CrashLoopBackOff`, `0/3 nodes are available`. */
  readonly obstacle?: string
}

export interface WorkloadStates {
  /** Unknown where nothing has written its status, and where there is no node that could run its pods. */
  of(workload: KubeObject): Reading<WorkloadState>
}

const NODES = 'core/nodes'
const PODS = 'core/pods'

export const workloadStates: Fact<WorkloadStates> = {
  name: 'states of workloads',
  of: [],
  reads: [NODES, PODS],
  derive: view => known({of: workload => stateOf(view, workload)}),
}

const UNREPORTED = unknown('undeclared', 'nothing has reported whether its pods run')
const NO_NODES = unknown('undeclared', 'there are no nodes here, so its pods run elsewhere')

const stateOf = (view: View, workload: KubeObject): Reading<WorkloadState> => {
  const {body, ref} = workload
  const status = record(body, 'status')
  if (Object.keys(status).length === 0) return UNREPORTED
  const isDaemon = ref.kind === 'apps/daemonsets'
  const wanted = isDaemon ? (number(status, 'desiredNumberScheduled') ?? 0) : (number(body, 'spec', 'replicas') ?? 1)
  const isAvailable = (number(status, isDaemon ? 'numberAvailable' : 'availableReplicas') ?? 0) > 0
  if (isAvailable || wanted === 0) return known({isAvailable, wanted, since: createdAt(workload) ?? 0})
  const nodes = view.list(NODES)
  if (nodes.known && nodes.value.length === 0 && view.isClosed(NODES)) return NO_NODES
  return known({isAvailable, wanted, ...standstill(workload, podsOf(view, workload))})
}

/** The pods of a workload, by the labels that it selects. */
export const podsOf = (view: View, {body, ref}: KubeObject): readonly KubeObject[] => {
  const wanted = Object.entries(record(body, 'spec', 'selector', 'matchLabels'))
  if (wanted.length === 0) return []
  return valueOr(view.list(PODS, ref.namespace), []).filter(pod =>
    carries(record(pod.body, 'metadata', 'labels'), wanted),
  )
}

const carries = (labels: JsonObject, wanted: readonly (readonly [string, Json | undefined])[]): boolean =>
  wanted.every(([key, value]) => labels[key] === value)

/** A pod that was made a moment ago has had no time yet. */
const standstill = (workload: KubeObject, pods: readonly KubeObject[]): Pick<WorkloadState, 'since' | 'obstacle'> => {
  const available = condition(workload, 'Available')
  const times = [createdAt(workload), available?.since, ...pods.map(createdAt)].filter(time => time !== undefined)
  const obstacle =
    pods.map(obstacleOf).find(each => each !== undefined) ?? condition(workload, 'ReplicaFailure')?.message
  return {since: Math.max(0, ...times), ...(obstacle !== undefined && obstacle !== '' && {obstacle})}
}

const obstacleOf = (pod: KubeObject): string | undefined => {
  const scheduled = condition(pod, 'PodScheduled')
  if (scheduled?.status === 'False') return scheduled.message || scheduled.reason
  return ['initContainerStatuses', 'containerStatuses']
    .flatMap(field => list(pod.body, 'status', field))
    .map(status => text(status, 'state', 'waiting', 'reason') ?? '')
    .find(reason => reason !== '' && reason !== 'PodInitializing' && reason !== 'ContainerCreating')
}
