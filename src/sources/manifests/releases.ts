import {
  baseName,
  type ChartReference,
  chartReference,
  KUSTOMIZED,
  sourcedChart,
  templatedChart,
} from '../../core/chart-source.ts'
import {COMPONENTS} from '../../core/component.ts'
import {KINDS, type Kind, kindInfo} from '../../core/kube/kind.ts'
import {at, type Json, type JsonObject, list, record, text} from '../../core/kube/object.ts'
import {WRITTEN_BY_CHARTS} from './closed-kinds.ts'
import type {Manifest} from './text-reader.ts'

/** The kinds of objects that install charts. */
export const RELEASE_KINDS: readonly Kind[] = [
  'helm.toolkit.fluxcd.io/helmreleases',
  'argoproj.io/applications',
  KUSTOMIZED,
]

/** The source of a chart that was read, by its kind in manifests. */
export type FindSource = (source: {
  readonly kind: string
  readonly namespace: string
  readonly name: string
}) => JsonObject | undefined

/** What a release puts into the cluster, as far as it bears on what manifests prove. */
export interface Charted {
  /** It may install anything: its chart is not one of ours. */
  readonly isUnknown: boolean
  /** Where it puts its objects. */
  readonly namespace: string
  /** It is a step-ca: what its chart calls its one Service is known. */
  readonly isStepCa: boolean
  /** What it may write of the kinds that otherwise people write. */
  readonly writes: readonly {readonly kind: Kind; readonly namespace?: string}[]
}

/**
 * What is known of a release's chart: ours write little, any other may write its own issuer and certificates into its
 * namespace. And whatever the values spell out as an object (`extraObjects` and the like).
 */
export const chartedBy = ({info, value}: Manifest, namespace: string, find: FindSource): Charted => {
  const {
    charts,
    values,
    isWhole,
    target = namespace,
  } = releaseIn(info.kind, value, source => find({namespace, ...source}))
  const known = charts.flatMap(chart => COMPONENTS.filter(component => component.charts.includes(chart)))
  const isUnknown = known.length < charts.length
  const own = isUnknown || !isWhole ? WRITTEN_BY_CHARTS : charts.flatMap(chart => writtenBy(chart, values))
  const clusterIssuers: readonly Kind[] =
    isUnknown && charts.some(isForIssuers) ? ['cert-manager.io/clusterissuers'] : []
  const writes = [...own, ...clusterIssuers, ...spelledOut(values, 0)].map(kind =>
    kindInfo(kind).namespaced ? {kind, namespace: target} : {kind},
  )
  return {isUnknown, namespace: target, isStepCa: known.some(({id}) => id === 'step-ca'), writes}
}

/** Charts of ACME solvers (cert-manager-webhook-…) and of issuers write the ClusterIssuers that they are for. */
const isForIssuers = (chart: string): boolean =>
  !COMPONENTS.some(({charts}) => charts.includes(chart)) && /webhook|letsencrypt|acme|issuers?$/i.test(chart)

interface Release {
  /** An empty name stands for what is no chart: a directory of manifests elsewhere. */
  readonly charts: readonly string[]
  readonly values: JsonObject
  /** No values come from elsewhere. */
  readonly isWhole: boolean
  readonly target?: string | undefined
}

/** In the namespace of the release, unless it says another. */
type FindNear = (source: ChartReference) => JsonObject | undefined

const releaseIn = (kind: Kind, value: JsonObject, find: FindNear): Release => {
  if (kind === KUSTOMIZED) return fromKustomize(value)
  return kind === 'argoproj.io/applications' ? fromArgo(value) : fromFlux(value, find)
}

const fromKustomize = (kustomization: JsonObject): Release => {
  const chart = list(kustomization, 'helmCharts').find(each => each !== null)
  return {
    charts: [baseName(text(chart, 'name'))],
    values: record(chart, 'valuesInline'),
    isWhole: text(chart, 'valuesFile') === undefined && list(chart, 'additionalValuesFiles').length === 0,
  }
}

const fromFlux = (release: JsonObject, find: FindNear): Release => ({
  charts: [fluxChart(release, find)],
  values: record(release, 'spec', 'values'),
  isWhole: list(release, 'spec', 'valuesFrom').length === 0,
  target: text(release, 'spec', 'targetNamespace'),
})

/** By the template of its source, else by the source itself; where that was not read, its name is taken for that of the chart. */
const fluxChart = (release: JsonObject, find: FindNear): string => {
  const own = templatedChart(release)
  const reference = chartReference(release)
  if (own !== undefined || reference === undefined) return own?.chart ?? ''
  return sourcedChart(reference.kind, record(find(reference), 'spec'))?.chart ?? baseName(reference.name)
}

/** Where an Argo CD source takes values from that are no object of its own. */
const OTHER_VALUES = ['values', 'valueFiles', 'parameters', 'fileParameters']

const fromArgo = (application: JsonObject): Release => {
  const several = list(application, 'spec', 'sources')
  const sources = several.length > 0 ? several : [record(application, 'spec', 'source')]
  const helms = sources.map(source => record(source, 'helm'))
  return {
    charts: sources.map(source => baseName(text(source, 'chart'))),
    values: {all: helms.flatMap(helm => [record(helm, 'valuesObject'), text(helm, 'values') ?? ''])},
    isWhole: !helms.some(helm => OTHER_VALUES.some(key => at(helm, key) !== undefined)),
    target: text(application, 'spec', 'destination', 'namespace'),
  }
}

const writtenBy = (chart: string, values: JsonObject): readonly Kind[] => {
  const isOn = (...path: readonly string[]): boolean => at(values, ...path) === true
  if (chart === 'trust-manager') {
    const policy: readonly Kind[] = ['policy.cert-manager.io/certificaterequestpolicies']
    return [...WRITTEN_BY_CHARTS, ...(isOn('app', 'webhook', 'tls', 'approverPolicy', 'enabled') ? policy : [])]
  }
  return [
    ...(isOn('stepClusterIssuer', 'create') ? (['certmanager.step.sm/stepclusterissuers'] as const) : []),
    ...(isOn('stepIssuer', 'create') ? (['certmanager.step.sm/stepissuers'] as const) : []),
    ...(isOn('ingress', 'enabled') ? (['networking.k8s.io/ingresses'] as const) : []),
  ]
}

const DEEPEST = 8

/** Kinds of objects that stand in values, as YAML or as text. */
const spelledOut = (value: Json | undefined, depth: number): readonly Kind[] => {
  if (typeof value === 'string') {
    return value.includes('kind:')
      ? kindsCalled([...value.matchAll(/^ *kind: *([A-Za-z]+)/gm)].map(([, kind = '']) => kind))
      : []
  }
  if (typeof value !== 'object' || value === null || depth > DEEPEST) return []
  if (Array.isArray(value)) return value.flatMap(item => spelledOut(item, depth + 1))
  const kind = text(value, 'apiVersion') === undefined ? undefined : text(value, 'kind')
  if (kind !== undefined && at(value, 'metadata') !== undefined) return kindsCalled([kind])
  return Object.values(value).flatMap(inner => spelledOut(inner, depth + 1))
}

const kindsCalled = (names: readonly string[]): readonly Kind[] =>
  KINDS.filter(info => names.includes(info.manifestKind)).map(info => info.kind)
