import {known, type Reading, unknown, valueOr} from '../../core/knowing.ts'
import type {Kind} from '../../core/kube/kind.ts'
import {type KubeObject, record, text} from '../../core/kube/object.ts'
import type {ObjectRef} from '../../core/kube/ref.ts'
import type {Fact, View} from '../../core/kube/view.ts'
import {workloadStates} from '../component/workload-states.ts'
import {type PodTemplate, podTemplates} from './pod-templates.ts'

/** What answers behind a Service. */
export type Backing =
  | {readonly is: 'absent'}
  /** It leads out of the cluster, or somebody writes its endpoints by hand. */
  | {readonly is: 'elsewhere'; readonly service: KubeObject}
  /** Pods that its selector takes; none, where it takes nothing. */
  | {readonly is: 'selected'; readonly service: KubeObject; readonly templates: readonly PodTemplate[]}

export interface ServiceBackings {
  /** Unknown where the Service, or the pods that it may select, could not be looked at. */
  of(service: ObjectRef): Reading<Backing>
  /** Whether some of the pods run; unknown where nothing says so. `since` is when they may have stopped. */
  run(templates: readonly PodTemplate[]): Reading<{readonly is: boolean; readonly since: number}>
}

const SERVICES = 'core/services'
/** What pods that serve come from; Jobs do not serve. */
const SERVERS: readonly Kind[] = ['apps/deployments', 'apps/statefulsets', 'apps/daemonsets', 'core/pods']

export const serviceBackings: Fact<ServiceBackings> = {
  name: 'what is behind Services',
  of: [],
  reads: [...new Set<Kind>([SERVICES, ...podTemplates.of, ...workloadStates.reads])],
  derive: view => {
    const byNamespace = Map.groupBy(valueOr(view.fact(podTemplates), []), ({object}) => object.ref.namespace)
    return known({
      of: service => backingOf(view, service, byNamespace.get(service.namespace) ?? []),
      run: templates => runs(view, templates),
    })
  },
}

/** A Service and the pods that it is seen to select; undefined where it selects none, or that is not known. */
export const selectedBy = (view: View, service: ObjectRef): Extract<Backing, {readonly is: 'selected'}> | undefined => {
  const backing = valueOr(valueOr(view.fact(serviceBackings), undefined)?.of(service) ?? UNDECLARED, undefined)
  return backing?.is === 'selected' ? backing : undefined
}

const backingOf = (view: View, target: ObjectRef, templates: readonly PodTemplate[]): Reading<Backing> => {
  const found = view.find(target)
  if (!found.known) return found
  const service = found.value
  if (service === null) return known({is: 'absent'})
  const selector = Object.entries(record(service.body, 'spec', 'selector'))
  if (selector.length === 0 || text(service.body, 'spec', 'type') === 'ExternalName') {
    return known({is: 'elsewhere', service})
  }
  const selected = templates.filter(({labels}) => selector.every(([key, value]) => labels[key] === value))
  const unseen = SERVERS.find(kind => !view.isClosed(kind, target.namespace))
  if (selected.length > 0 || unseen === undefined) return known({is: 'selected', service, templates: selected})
  const gap = view.gaps(unseen).find(({namespace}) => namespace === undefined || namespace === target.namespace)
  return gap === undefined ? UNDECLARED : {known: false, because: gap.because}
}

const UNDECLARED = unknown('undeclared', 'the pods behind the Service are not in what was read')
const UNREPORTED = unknown('undeclared', 'nothing has reported whether the pods behind the Service run')

const runs = (
  view: View,
  templates: readonly PodTemplate[],
): Reading<{readonly is: boolean; readonly since: number}> => {
  const states = view.fact(workloadStates)
  if (!states.known) return states
  const readings = templates.map(({object}) => states.value.of(object))
  const seen = readings.flatMap(reading => (reading.known ? [reading.value] : []))
  if (seen.some(({isAvailable}) => isAvailable)) return known({is: true, since: 0})
  const unseen = readings.find(reading => !reading.known)
  if (unseen !== undefined || seen.length === 0) return unseen?.known === false ? unseen : UNREPORTED
  return known({is: false, since: Math.max(...seen.map(({since}) => since))})
}
