import {baseName, chartReference, type SourcedChart, sourcedChart, templatedChart} from '../../core/chart-source.ts'
import {valueOr} from '../../core/knowing.ts'
import type {Kind} from '../../core/kube/kind.ts'
import {at, type KubeObject, record, text} from '../../core/kube/object.ts'
import {ref} from '../../core/kube/ref.ts'
import type {View} from '../../core/kube/view.ts'
import type {HelmRelease} from './helm-releases.ts'

type Charted = Pick<HelmRelease, 'chart' | 'version' | 'versionAt' | 'versionPath'>

/** The kinds that a `chartRef` may name, of those that are read. */
const SOURCES: Readonly<Record<string, Kind>> = {
  OCIRepository: 'source.toolkit.fluxcd.io/ocirepositories',
  HelmChart: 'source.toolkit.fluxcd.io/helmcharts',
}

/**
 * The chart of a Flux HelmRelease: of its template, or of the source that it refers to; undefined where there is neither. Of a
 * source that was not read the status may tell, else its name is taken for that of the chart (helm-controller
 * docs/spec/v2/helmreleases.md).
 */
export const fluxChart = (view: View, object: KubeObject): Charted | undefined => {
  const own = templatedChart(object.body)
  return own === undefined ? referred(view, object) : charted(object, own, ['spec', 'chart', 'spec'])
}

const referred = (view: View, object: KubeObject): Charted | undefined => {
  const reference = chartReference(object.body)
  if (reference === undefined) return undefined
  const {kind, name, namespace = object.ref.namespace} = reference
  const of = Object.hasOwn(SOURCES, kind) ? SOURCES[kind] : undefined
  const source = of === undefined ? null : valueOr(view.find(ref(of, namespace, name)), null)
  const found = source === null ? undefined : sourcedChart(kind, record(source.body, 'spec'))
  if (source !== null && found !== undefined) return charted(source, found, ['spec'])
  return released(object) ?? {chart: baseName(name), versionAt: object, versionPath: ['spec', 'chartRef', 'name']}
}

const charted = (versionAt: KubeObject, {path, ...chart}: SourcedChart, within: readonly string[]): Charted => ({
  ...chart,
  versionAt,
  versionPath: [...within, ...path],
})

/** What was released last stands first (api/v2 `Snapshots`); `+` and what follows in its version is the digest of the artifact. */
const released = (object: KubeObject): Charted | undefined => {
  const last = at(object.body, 'status', 'history', 0)
  const [chart, version] = [text(last, 'chartName'), text(last, 'chartVersion')]
  if (chart === undefined || version === undefined) return undefined
  return {chart, version, versionAt: object, versionPath: ['status', 'history', 0, 'chartVersion']}
}
