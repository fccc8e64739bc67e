import {baseName} from '../../core/chart-source.ts'
import {given} from '../../core/given.ts'
import {at, flag, type KubeObject, list, record, text} from '../../core/kube/object.ts'
import type {HelmRelease} from './helm-releases.ts'

/**
 * What kustomize makes of a chart (api/types/helmchartargs.go). Without `releaseName` Helm makes a name up when it is rendered, and
 * nothing could be said of objects called after it: then there is no release to speak of.
 */
export const fromKustomize = (object: KubeObject): readonly HelmRelease[] => {
  const index = list(object.body, 'helmCharts').length - 1
  const entry = at(object.body, 'helmCharts', index)
  const [chart, releaseName] = [baseName(text(entry, 'name')), text(entry, 'releaseName')]
  if (chart === '' || releaseName === undefined || releaseName === '') return []
  const version = text(entry, 'version')
  const {values, others} = valuesOf(record(entry))
  return [
    {
      object,
      chart,
      releaseName,
      namespace: object.ref.namespace ?? 'default',
      values,
      valuesPath: ['helmCharts', index, 'valuesInline'],
      versionAt: object,
      versionPath: ['helmCharts', index, version === undefined ? 'name' : 'version'],
      hasMoreValues: others.length > 0,
      otherValues: others,
      ...given({version}),
      leavesOutCrds: flag(entry, 'includeCRDs') !== true,
    },
  ]
}

/**
 * `valuesInline` wins over `valuesFile` unless `valuesMerge` is `merge`; with `replace` the file does not count beside it. What
 * stands in `additionalValuesFiles` wins over both (plugin/builtin/helmchartinflationgenerator, `AsHelmArgs`).
 */
const valuesOf = (entry: HelmRelease['values']): {values: HelmRelease['values']; others: readonly string[]} => {
  const inline = record(entry, 'valuesInline')
  const merge = text(entry, 'valuesMerge')
  const hasFile = (text(entry, 'valuesFile') ?? '') !== ''
  const counts = hasFile && (merge !== 'replace' || Object.keys(inline).length === 0)
  const loses = (counts && merge === 'merge') || list(entry, 'additionalValuesFiles').length > 0
  return loses ? {values: {}, others: ['']} : {values: inline, others: counts ? [''] : []}
}
