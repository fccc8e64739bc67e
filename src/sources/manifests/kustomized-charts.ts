import {KUSTOMIZED} from '../../core/chart-source.ts'
import {kindInfo} from '../../core/kube/kind.ts'
import {at, list, text} from '../../core/kube/object.ts'
import {type Node, toLined} from './node.ts'
import type {Manifest} from './text-reader.ts'

/**
 * The charts that a `kustomization.yaml` renders (`helmCharts` of kustomize api/types/kustomization.go), each as an object of its
 * own by the name of its release, or of its chart where it has none. The others stand as null in it, so that paths stay right.
 */
export const kustomizedCharts = (kustomization: Node): readonly Manifest[] => {
  const {value, lines} = toLined(kustomization)
  const charts = list(value, 'helmCharts')
  return charts.flatMap((chart, index) => {
    const name = text(chart, 'releaseName') || text(chart, 'name')
    if (name === undefined || name === '') return []
    const own = `helmCharts[${index}]`
    return [
      {
        info: kindInfo(KUSTOMIZED),
        value: {
          apiVersion: 'kustomize.config.k8s.io/v1beta1',
          kind: 'Kustomization',
          metadata: {name},
          helmCharts: [...charts.slice(0, index).map(() => null), chart],
        },
        lines: {...lines, '': lines[own] ?? lines.helmCharts ?? 1},
      },
    ]
  })
}

/** Where Helm puts the objects of a chart, unless kustomize moves them. */
export const chartNamespace = ({info, value}: Manifest): string | undefined =>
  info.kind === KUSTOMIZED
    ? text(at(value, 'helmCharts', list(value, 'helmCharts').length - 1), 'namespace') || undefined
    : undefined
