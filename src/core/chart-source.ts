import {given} from './given.ts'
import type {Kind} from './kube/kind.ts'
import {at, type Json, type JsonObject, type Path, record, text} from './kube/object.ts'

/** In manifests only: a chart that a `kustomization.yaml` renders is no object of any cluster. */
export const KUSTOMIZED: Kind = 'kustomize.config.k8s.io/kustomizations'

/** The chart that an object of Flux's source-controller fetches. */
export interface SourcedChart {
  readonly chart: string
  /** As it is written: a version, a range of them, or a tag; absent where nothing or a digest names it. */
  readonly version?: string
  /** Of the field that names the version, or what names the chart. */
  readonly path: Path
}

/** What `spec.chartRef` of a Flux HelmRelease names; in its own namespace where it says none. */
export interface ChartReference {
  readonly kind: string
  readonly name: string
  readonly namespace?: string
}

/** The source that a Flux HelmRelease refers to; undefined where it names none. */
export const chartReference = (release: JsonObject): ChartReference | undefined => {
  const name = text(release, 'spec', 'chartRef', 'name')
  if (name === undefined) return undefined
  const kind = text(release, 'spec', 'chartRef', 'kind') ?? ''
  return {kind, name, ...given({namespace: text(release, 'spec', 'chartRef', 'namespace')})}
}

/** The chart of the template of a Flux HelmRelease (`spec.chart`), which is for a HelmChart unless its `kind` says otherwise. */
export const templatedChart = (release: JsonObject): SourcedChart | undefined => {
  const template = record(release, 'spec', 'chart')
  return sourcedChart(text(template, 'kind') ?? 'HelmChart', record(template, 'spec'))
}

/**
 * What the `spec` of an OCIRepository or a HelmChart says; undefined where it names no chart, or for another kind. Of the ways to
 * name an artifact, `digest` wins over `semver`, that over `tag` (source-controller api/v1 `OCIRepositoryRef`); with none it is
 * whatever is tagged `latest`.
 */
export const sourcedChart = (kind: string, spec: Json | undefined): SourcedChart | undefined => {
  if (kind === 'OCIRepository') return fromRegistry(spec)
  const chart = baseName(text(spec, 'chart'))
  if (kind !== 'HelmChart' || chart === '') return undefined
  return withVersion({chart, path: ['chart']}, text(spec, 'version'), ['version'])
}

const fromRegistry = (spec: Json | undefined): SourcedChart | undefined => {
  const chart = baseName(text(spec, 'url')?.replace(/\/+$/, ''))
  if (chart === '') return undefined
  const named = ['digest', 'semver', 'tag'].find(field => (at(spec, 'ref', field) ?? '') !== '')
  if (named === undefined) return {chart, path: ['url']}
  if (named === 'digest') return {chart, path: ['ref', named]}
  return withVersion({chart, path: ['url']}, text(spec, 'ref', named), ['ref', named])
}

const withVersion = (unsaid: SourcedChart, version: string | undefined, path: Path): SourcedChart =>
  version === undefined || version === '' ? unsaid : {chart: unsaid.chart, version, path}

/** The last part of a path or a URL: the name of a chart where that is all that names it. */
export const baseName = (path: string | undefined): string => path?.slice(path.lastIndexOf('/') + 1) ?? ''
