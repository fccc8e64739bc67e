import {baseName, KUSTOMIZED} from '../../core/chart-source.ts'
import {known, type Reading, unknown, valueOr} from '../../core/knowing.ts'
import {
  at,
  flag,
  type Json,
  type JsonObject,
  type KubeObject,
  list,
  type Path,
  record,
  text,
} from '../../core/kube/object.ts'
import {type Fact, listAll, type View} from '../../core/kube/view.ts'
import {fluxChart} from './flux-chart.ts'
import {parseHelmValues} from './helm-values.ts'
import {fromKustomize} from './kustomized-release.ts'

/** A Helm release: a Flux HelmRelease, a chart in an Argo CD Application, or one in a `kustomization.yaml`. */
export interface HelmRelease {
  readonly object: KubeObject
  readonly chart: string
  readonly version?: string
  /** What names the version: the release, or the source that it refers to. */
  readonly versionAt: KubeObject
  /** In `versionAt`: of the field that names the version, or what names the chart. */
  readonly versionPath: Path
  /** The name of the Helm release, by the rules of the controller that makes it. */
  readonly releaseName: string
  /** Where its objects are put. */
  readonly namespace: string
  readonly values: JsonObject
  /** Path of `values` in the object. What stands below text has that path as well, as if it stood there as an object. */
  readonly valuesPath: Path
  /** Values also come from elsewhere, so that one that is not here may still be set. */
  readonly hasMoreValues: boolean
  /** Which values those are: `ca.dns` where only that one is set from elsewhere, an empty text where it may be any. */
  readonly otherValues: readonly string[]
  /** What stands in the `crds` folder of the chart is not applied. */
  readonly leavesOutCrds: boolean
}

export const helmReleases: Fact<readonly HelmRelease[]> = {
  name: 'helm releases',
  of: ['helm.toolkit.fluxcd.io/helmreleases', 'argoproj.io/applications'],
  // And where there are manifests, what only they have: the sources that releases refer to, and kustomizations.
  reads: [],
  derive: view => {
    const objects = listAll(view, helmReleases.of)
    if (!objects.known) return objects
    return known([
      ...objects.value.flatMap(each => (each.ref.kind.startsWith('argoproj') ? fromArgo(each) : fromFlux(view, each))),
      ...valueOr(view.list(KUSTOMIZED), []).flatMap(fromKustomize),
    ])
  },
}

/** Flux: `spec.releaseName`, else the target namespace, a dash and the object's name (helm-controller api/v2 `GetReleaseName`). */
const fluxReleaseName = ({body, ref}: KubeObject): string => {
  const target = text(body, 'spec', 'targetNamespace')
  return text(body, 'spec', 'releaseName') ?? (target === undefined ? ref.name : `${target}-${ref.name}`)
}

const fromFlux = (view: View, object: KubeObject): readonly HelmRelease[] => {
  const {body, ref} = object
  const chart = fluxChart(view, object)
  if (chart === undefined) return []
  const others = list(body, 'spec', 'valuesFrom').map(from => text(from, 'targetPath') ?? '')
  return [
    {
      object,
      ...chart,
      releaseName: fluxReleaseName(object),
      namespace: text(body, 'spec', 'targetNamespace') ?? ref.namespace ?? 'default',
      values: record(body, 'spec', 'values'),
      valuesPath: ['spec', 'values'],
      hasMoreValues: others.length > 0,
      otherValues: others,
      leavesOutCrds: text(body, 'spec', 'install', 'crds') === 'Skip',
    },
  ]
}

const fromArgo = (object: KubeObject): readonly HelmRelease[] => {
  const {body, ref} = object
  const several = list(body, 'spec', 'sources')
  const sources = several.length > 0 ? several : [record(body, 'spec', 'source')]
  return sources.flatMap((source, index) => {
    const chart = text(source, 'chart')
    if (chart === undefined) return []
    const version = text(source, 'targetRevision')
    const helm = record(source, 'helm')
    const {field, values, others} = argoValues(helm)
    const sourcePath = ['spec', ...(several.length > 0 ? ['sources', index] : ['source'])]
    return [
      {
        object,
        chart: baseName(chart),
        releaseName: text(helm, 'releaseName') ?? ref.name,
        namespace: text(helm, 'namespace') ?? text(body, 'spec', 'destination', 'namespace') ?? 'default',
        values,
        valuesPath: [...sourcePath, 'helm', field],
        versionAt: object,
        versionPath: [...sourcePath, 'targetRevision'],
        hasMoreValues: others.length > 0,
        otherValues: others,
        leavesOutCrds: flag(helm, 'skipCrds') === true,
        ...(version !== undefined && {version}),
      },
    ]
  })
}

/**
 * The values of an Argo CD source. `parameters` win over `valuesObject`, that over `values`, and that over `valueFiles` (argo-cd
 * docs/user-guide/helm.md, Helm Value Precedence). `values` is not merged but left out beside any `valuesObject`, an empty one too
 * (`ValuesYAML` of pkg/apis/application/v1alpha1/values.go); the one that counts is Helm's last `--values`, after those of
 * `valueFiles`, and `parameters` and `fileParameters` are `--set`, `--set-string` and `--set-file` (`helmTemplate` of
 * reposerver/repository/repository.go, `template` of util/helm/cmd.go), which Helm merges over all files.
 */
const argoValues = (helm: JsonObject) => {
  const object = at(helm, 'valuesObject') ?? undefined
  const written = object === undefined ? text(helm, 'values') : undefined
  const parsed = written === undefined ? record(object) : parseHelmValues(written)
  return {
    field: written === undefined ? 'valuesObject' : 'values',
    values: parsed ?? {},
    others: [
      ...(parsed === null || list(helm, 'valueFiles').length > 0 ? [''] : []),
      ...[...list(helm, 'parameters'), ...list(helm, 'fileParameters')].map(each => text(each, 'name') ?? ''),
    ],
  }
}

/**
 * One value as the chart will see it; undefined where nobody sets it, so that the chart's own default counts. Values that
 * stand in the release win over those from elsewhere, but for single ones that are set by their path (Flux `targetPath`,
 * Argo CD `parameters`), which come last.
 */
export const releaseValue = (
  {values, otherValues}: HelmRelease,
  ...path: readonly string[]
): Reading<Json | undefined> => {
  const dotted = path.map(key => key.replaceAll('.', '\\.')).join('.')
  const own = at(values, ...path)
  const isSetByPath = otherValues.some(other => {
    const whole = other.replace(ITEM, '')
    return whole !== '' && (`${whole}.`.startsWith(`${dotted}.`) || dotted.startsWith(`${whole}.`))
  })
  if (isSetByPath || (own === undefined && otherValues.includes(''))) {
    return unknown('undeclared', `the value ${path.join('.')} may come from elsewhere`)
  }
  return known(own)
}

/** `[0]` in the path of a value: helm.sh/docs/intro/using_helm, The Format and Limitations of --set. */
const ITEM = /\[\d+\]/g

/**
 * The `fullname` that nearly every chart computes for a release: `fullnameOverride`, else the release's name if it holds the
 * chart's name (or `nameOverride`), else both with a dash; at most 63 characters. Source: `helm create`'s `_helpers.tpl`.
 */
export const fullnameOf = ({releaseName, chart, values}: HelmRelease): string => {
  const override = text(values, 'fullnameOverride')
  if (override !== undefined && override !== '') return shorten(override)
  const name = text(values, 'nameOverride') || chart
  return shorten(releaseName.includes(name) ? releaseName : `${releaseName}-${name}`)
}

const shorten = (name: string): string => name.slice(0, 63).replace(/-$/, '')
