import {componentInfo, parseImage} from '../../core/component.ts'
import type {Stage} from '../../core/doctor/rule.ts'
import {known, type Reading, valueOr} from '../../core/knowing.ts'
import type {Kind} from '../../core/kube/kind.ts'
import {type KubeObject, list, record, text} from '../../core/kube/object.ts'
import {type Fact, listAll, type View} from '../../core/kube/view.ts'
import {stagesOf} from './component-stages.ts'
import {holdsLease} from './component-uses.ts'
import {components, installationsOf, WORKLOAD_KINDS} from './components.ts'
import {type WorkloadState, workloadStates} from './workload-states.ts'

/** The workloads of one component, or of one of its helpers: one of them that runs is enough. */
export interface ComponentWorkloads {
  /** `cert-manager`, `cainjector of cert-manager`. */
  readonly name: string
  /** Never empty; the first is named where none runs. */
  readonly workloads: readonly {readonly object: KubeObject; readonly state: Reading<WorkloadState>}[]
  /** What does not happen while none runs. */
  readonly breaks: readonly Stage[]
  /** Whether its leader has renewed its Lease within minutes: then it runs, wherever that may be. */
  isLeading(now: Date): boolean
}

/** What comes with cert-manager beside its controller, by the names of the images. */
const HELPERS: ReadonlyMap<string, {readonly name: string; readonly breaks: readonly Stage[]}> = new Map([
  ['cert-manager-cainjector', {name: 'cainjector of cert-manager', breaks: ['issuance']}],
  ['cert-manager-webhook', {name: 'webhook of cert-manager', breaks: []}],
])

const LEASES = 'coordination.k8s.io/leases'

export const componentWorkloads: Fact<readonly ComponentWorkloads[]> = {
  name: 'workloads of components',
  of: WORKLOAD_KINDS,
  reads: [...new Set<Kind>([...components.reads, ...workloadStates.reads, LEASES])],
  derive: view => {
    const workloads = listAll(view, WORKLOAD_KINDS)
    return workloads.known
      ? known([...ofComponents(view), ...ofHelpers(view, workloads.value.filter(isReported))])
      : workloads
  },
}

/** Manifests have no status: nothing there says what runs. */
const isReported = ({body}: KubeObject): boolean => Object.keys(record(body, 'status')).length > 0

const ofComponents = (view: View): readonly ComponentWorkloads[] => {
  const all = valueOr(view.fact(components), []).filter(({from, object}) => from === 'workload' && isReported(object))
  return [...new Set(all.map(({component}) => component))].map(id => ({
    name: id,
    workloads: installationsOf(all, id).map(({object}) => withState(view, object)),
    breaks: [...stagesOf(id), 'serving'],
    isLeading: now => holdsLease(view, componentInfo(id), now.getTime()),
  }))
}

const ofHelpers = (view: View, workloads: readonly KubeObject[]): readonly ComponentWorkloads[] => {
  const byHelper = Map.groupBy(workloads, helperOf)
  return [...HELPERS].flatMap(([image, {name, breaks}]) => {
    const found = byHelper.get(image) ?? []
    if (found.length === 0) return []
    const states = found.map(object => withState(view, object))
    return [{name, workloads: states, breaks: [...breaks, 'serving' as const], isLeading: () => false}]
  })
}

const withState = (view: View, object: KubeObject) => {
  const states = view.fact(workloadStates)
  return {object, state: states.known ? states.value.of(object) : states}
}

/** The image of the helper that a workload runs. */
export const helperOf = ({body}: KubeObject): string | undefined =>
  list(body, 'spec', 'template', 'spec', 'containers')
    .map(container => parseImage(text(container, 'image') ?? '').name)
    .find(name => HELPERS.has(name))
