import {known, valueOr} from '../../core/knowing.ts'
import type {Kind} from '../../core/kube/kind.ts'
import {
  flag,
  type Json,
  type JsonObject,
  type KubeObject,
  list,
  type Path,
  record,
  text,
} from '../../core/kube/object.ts'
import {type ObjectRef, ref, refKey} from '../../core/kube/ref.ts'
import {type Fact, listAll, type View} from '../../core/kube/view.ts'

/** Where pods come from: a workload's template, or a pod that nothing which was read has made. */
export interface PodTemplate {
  readonly object: KubeObject
  readonly labels: JsonObject
  /** Of the workload and of its pods. */
  readonly annotations: JsonObject
  readonly spec: JsonObject
  /** Of the pod spec in the object. */
  readonly path: Path
  /** The ConfigMaps and Secrets that its volumes show, by the name of the volume, each once. */
  readonly volumes: ReadonlyMap<string, readonly ObjectRef[]>
}

const TEMPLATED: readonly Kind[] = [
  'apps/deployments',
  'apps/statefulsets',
  'apps/daemonsets',
  'batch/jobs',
  'batch/cronjobs',
]
const PODS: Kind = 'core/pods'

/**
 * Every pod template once: of Deployments, StatefulSets, DaemonSets, CronJobs, Jobs that no CronJob made, and of pods without
 * an owner. Pods whose owner is not among what was read (an Argo Rollout, or workloads that one may not list) count once for
 * each owner.
 */
export const podTemplates: Fact<readonly PodTemplate[]> = {
  name: 'pod templates',
  of: [...TEMPLATED, PODS],
  reads: [],
  derive: view => {
    const all = listAll(view, podTemplates.of)
    if (!all.known) return all
    const workloads = valueOr(listAll(view, TEMPLATED), []).filter(object => !isMadeBy(object, 'CronJob'))
    const pods = valueOr(view.list(PODS), [])
    return known([...workloads.map(templateOf), ...orphans(view, pods).map(templateOf)])
  },
}

const templateOf = (object: KubeObject): PodTemplate => {
  const path = pathOf(object.ref.kind)
  const template = path.length === 0 ? object.body : record(object.body, ...path)
  const metadata = record(template, 'metadata')
  const spec = record(template, 'spec')
  return {
    object,
    path: [...path, 'spec'],
    spec,
    volumes: volumesIn(spec, object.ref.namespace),
    labels: record(metadata, 'labels'),
    annotations: {...record(metadata, 'annotations'), ...record(object.body, 'metadata', 'annotations')},
  }
}

const pathOf = (kind: Kind): Path => {
  if (kind === PODS) return []
  return kind === 'batch/cronjobs' ? ['spec', 'jobTemplate', 'spec', 'template'] : ['spec', 'template']
}

const ownerOf = ({body}: KubeObject): JsonObject | undefined =>
  list(body, 'metadata', 'ownerReferences')
    .map(owner => record(owner))
    .find(owner => flag(owner, 'controller') === true)

const isMadeBy = (object: KubeObject, kind: string): boolean => text(ownerOf(object), 'kind') === kind

/** Pods without an owner, and the first by name of each owner that was not read. */
const orphans = (view: View, pods: readonly KubeObject[]): readonly KubeObject[] => {
  const firsts = new Map<string, KubeObject | null>()
  const alone: KubeObject[] = []
  for (const pod of pods) {
    const owner = ownerOf(pod)
    if (owner === undefined) alone.push(pod)
    else {
      const key = `${pod.ref.namespace}/${text(owner, 'kind')}/${text(owner, 'name')}`
      const first = firsts.get(key)
      if (first === undefined) firsts.set(key, isThere(view, workloadOf(owner, pod.ref.namespace)) ? null : pod)
      else if (first !== null && pod.ref.name < first.ref.name) firsts.set(key, pod)
    }
  }
  return [...alone, ...[...firsts.values()].filter(pod => pod !== null)]
}

const isThere = (view: View, workload: ObjectRef | null): boolean => {
  if (workload === null) return false
  const found = view.find(workload)
  return found.known && found.value !== null
}

const OWNERS: Readonly<Record<string, Kind>> = {
  ReplicaSet: 'apps/deployments',
  StatefulSet: 'apps/statefulsets',
  DaemonSet: 'apps/daemonsets',
  Job: 'batch/jobs',
}

/** The workload behind an owner: a ReplicaSet is named after its Deployment, with a hash. Null for kinds that we do not read. */
const workloadOf = (owner: JsonObject, namespace: string | undefined): ObjectRef | null => {
  const kind = OWNERS[text(owner, 'kind') ?? '']
  const name = text(owner, 'name') ?? ''
  if (kind === undefined) return null
  return ref(kind, namespace, kind === 'apps/deployments' ? name.replace(/-[a-z0-9]+$/, '') : name)
}

/** One place where a container sees a volume. */
export interface VolumeMount {
  readonly container: string
  /** An init container: it reads at the start of the pod and is gone, unless it is a sidecar. */
  readonly isInit: boolean
  readonly path: Path
  readonly mountPath: string
  /** `subPath` or `subPathExpr`. */
  readonly subPath?: string
  readonly subPathField?: 'subPath' | 'subPathExpr'
  /** What of ConfigMaps and Secrets the volume shows. */
  readonly shows: readonly ObjectRef[]
}

const volumesIn = (spec: JsonObject, namespace: string | undefined): PodTemplate['volumes'] =>
  new Map(list(spec, 'volumes').map(volume => [text(volume, 'name') ?? '', shownBy(volume, namespace)]))

const shownBy = (volume: Json, namespace: string | undefined): readonly ObjectRef[] => {
  const configMap = objectOf('core/configmaps', namespace, text(volume, 'configMap', 'name'))
  if (configMap !== undefined) return [configMap]
  const secret = objectOf('core/secrets', namespace, text(volume, 'secret', 'secretName'))
  if (secret !== undefined) return [secret]
  const shown = list(volume, 'projected', 'sources')
    .flatMap(source => [
      objectOf('core/configmaps', namespace, text(source, 'configMap', 'name')),
      objectOf('core/secrets', namespace, text(source, 'secret', 'name')),
    ])
    .filter(each => each !== undefined)
  return [...new Map(shown.map(each => [refKey(each), each])).values()]
}

const objectOf = (kind: Kind, namespace: string | undefined, name: string | undefined): ObjectRef | undefined =>
  name === undefined || name === '' ? undefined : ref(kind, namespace, name)

/** All mounts of ConfigMaps and Secrets in a template. */
export const mountsOf = (template: PodTemplate): readonly VolumeMount[] => {
  return (['containers', 'initContainers'] as const).flatMap(role =>
    list(template.spec, role).flatMap((container, i) =>
      list(container, 'volumeMounts').flatMap((mount, j): readonly VolumeMount[] => {
        const shows = template.volumes.get(text(mount, 'name') ?? '') ?? []
        if (shows.length === 0) return []
        const field = (['subPath', 'subPathExpr'] as const).find(name => (text(mount, name) ?? '') !== '')
        return [
          {
            container: text(container, 'name') ?? '',
            isInit: role === 'initContainers',
            path: [...template.path, role, i, 'volumeMounts', j],
            mountPath: text(mount, 'mountPath') ?? '',
            shows,
            ...(field !== undefined && {subPath: text(mount, field) ?? '', subPathField: field}),
          },
        ]
      }),
    ),
  )
}
