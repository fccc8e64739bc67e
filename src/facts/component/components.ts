import {COMPONENTS, type ComponentId, type ComponentInfo, parseImage} from '../../core/component.ts'
import {known, type Reading, unknown} from '../../core/knowing.ts'
import type {Kind} from '../../core/kube/kind.ts'
import {flag, type JsonObject, type KubeObject, list, number, record, text, texts} from '../../core/kube/object.ts'
import {type Fact, listAll, type View} from '../../core/kube/view.ts'
import {fullnameOf, type HelmRelease, helmReleases} from './helm-releases.ts'

export const WORKLOAD_KINDS: readonly Kind[] = ['apps/deployments', 'apps/statefulsets', 'apps/daemonsets']

/** A controller of the trust layer as it stands in what was read: its workload, or the release that makes it. */
export interface Installation {
  readonly component: ComponentId
  readonly object: KubeObject
  readonly from: 'workload' | 'release'
  /** Where its pods run. */
  readonly namespace: string
  readonly serviceAccount: {readonly namespace: string; readonly name: string}
  readonly image?: string
  readonly args: readonly string[]
  /** Whether a replica is available; undefined for a release, and before anything reported it. */
  readonly isAvailable?: boolean
  readonly release?: HelmRelease
}

/** Whatever of the components stands in the cluster or in the manifests, workloads before releases. */
export const components: Fact<readonly Installation[]> = {
  name: 'components',
  of: WORKLOAD_KINDS,
  reads: [...helmReleases.of, ...helmReleases.reads],
  derive: view => {
    const workloads = listAll(view, WORKLOAD_KINDS)
    const releases = view.fact(helmReleases)
    if (!workloads.known && !releases.known) return workloads
    return known([
      ...(workloads.known ? workloads.value.flatMap(fromWorkload) : []),
      ...(releases.known ? releases.value.flatMap(fromRelease) : []),
    ])
  },
}

/** The installations of one component. */
export const installationsOf = (all: readonly Installation[], id: ComponentId): readonly Installation[] =>
  all.filter(({component}) => component === id)

/**
 * Whether a component is there. "No" is only said where all workloads were seen and it is known by neither image, label nor
 * release; whether it works is another question.
 */
export const isInstalled = (view: View, id: ComponentId): Reading<boolean> => {
  const all = view.fact(components)
  if (all.known && installationsOf(all.value, id).length > 0) return known(true)
  if (!all.known) return all
  const missing = WORKLOAD_KINDS.find(kind => !view.isClosed(kind))
  if (missing === undefined) return known(false)
  const gap = view.gaps(missing)[0]
  return gap === undefined
    ? unknown('undeclared', 'it may be installed by other means')
    : {known: false, because: gap.because}
}

const fromWorkload = (object: KubeObject): readonly Installation[] => {
  const template = record(object.body, 'spec', 'template')
  const containers = list(template, 'spec', 'containers').map(container => ({
    container: record(container),
    name: parseImage(text(container, 'image') ?? '').name,
  }))
  return COMPONENTS.flatMap(info => {
    const container = containers.find(({name}) => info.images.includes(name))?.container
    if (container === undefined && !hasLabels(object, template, info)) return []
    const image = text(container, 'image')
    const available = availability(object)
    const namespace = object.ref.namespace ?? 'default'
    return [
      {
        component: info.id,
        object,
        from: 'workload' as const,
        namespace,
        serviceAccount: {namespace, name: text(template, 'spec', 'serviceAccountName') || 'default'},
        args: container === undefined ? [] : [...texts(container, 'command'), ...texts(container, 'args')],
        ...(image !== undefined && {image}),
        ...(available !== undefined && {isAvailable: available}),
      },
    ]
  })
}

const hasLabels = (object: KubeObject, template: JsonObject, {label}: ComponentInfo): boolean =>
  [record(object.body, 'metadata', 'labels'), record(template, 'metadata', 'labels')].some(
    labels =>
      labels['app.kubernetes.io/name'] === label.name &&
      (label.component === undefined || labels['app.kubernetes.io/component'] === label.component),
  )

const availability = ({ref, body}: KubeObject): boolean | undefined => {
  const status = record(body, 'status')
  if (Object.keys(status).length === 0) return undefined
  const count = ref.kind === 'apps/daemonsets' ? number(status, 'numberAvailable') : number(status, 'availableReplicas')
  return (count ?? 0) > 0
}

const fromRelease = (release: HelmRelease): readonly Installation[] =>
  COMPONENTS.filter(info => info.charts.includes(release.chart)).map(info => ({
    component: info.id,
    object: release.object,
    from: 'release' as const,
    namespace: release.namespace,
    serviceAccount: {namespace: release.namespace, name: serviceAccountName(release, info)},
    args: [],
    release,
  }))

const serviceAccountName = (release: HelmRelease, {serviceAccount}: ComponentInfo): string => {
  const named = text(release.values, 'serviceAccount', 'name')
  if (named !== undefined && named !== '') return named
  if (flag(release.values, 'serviceAccount', 'create') === false) return 'default'
  return serviceAccount === 'fullname' ? fullnameOf(release) : serviceAccount.always
}
