import {given} from '../../core/given.ts'
import {known, type Reading, unknown, valueOr} from '../../core/knowing.ts'
import {type JsonObject, type KubeObject, list, number, type Path, record, text} from '../../core/kube/object.ts'
import {ref, refKey} from '../../core/kube/ref.ts'
import {dataEntry} from '../../core/kube/secret.ts'
import type {Fact, View} from '../../core/kube/view.ts'
import {components, installationsOf, WORKLOAD_KINDS} from '../component/components.ts'
import {fullnameOf, type HelmRelease, helmReleases, releaseValue} from '../component/helm-releases.ts'
import {CA_JSON, kidsOf, type StatedNames, statedNames} from './step-ca-config.ts'

/** A step-ca, as it is known from its release, its workload, its configuration, or several of them. */
export interface StepCa {
  readonly namespace: string
  /** What the chart calls its Service and its workload, and how it begins the names of its ConfigMaps and Secrets. */
  readonly fullname: string
  readonly release?: HelmRelease
  readonly workload?: KubeObject
  /** The ConfigMap with its `ca.json`. */
  readonly config?: KubeObject
  /** What its certificate is valid for: `dnsNames` of `ca.json`, or what the release will write there. */
  readonly names: Reading<readonly string[]>
  /** Where the names are stated, or where one would state them. */
  readonly at: {readonly object: KubeObject; readonly path: Path}
  /** Key ids of its JWK provisioners, by which an issuer that means this CA can be known. */
  readonly kids: readonly string[]
  /** Labels of its pods. */
  readonly labels?: JsonObject
  /** The port that its pods listen on. */
  readonly port: number
}

/** Every step-ca of which anything was seen: releases of the chart, workloads, ConfigMaps with a `ca.json`. */
export const stepCas: Fact<readonly StepCa[]> = {
  name: 'step-cas',
  of: [...helmReleases.of, ...WORKLOAD_KINDS, 'core/configmaps'],
  reads: [...helmReleases.reads],
  derive: view => {
    const installed = view.fact(components)
    const configs = view.list('core/configmaps')
    if (!installed.known && !configs.known) return installed
    const drafts = draftsOf(view, valueOr(configs, []))
    return known([...drafts.values()].flatMap(draft => stepCa(view, draft)))
  },
}

/** The releases of the step-certificates chart. */
export const stepCaReleases: Fact<readonly HelmRelease[]> = {
  name: 'releases of step-ca',
  of: helmReleases.of,
  reads: helmReleases.reads,
  derive: view => {
    const all = view.fact(helmReleases)
    return all.known ? known(all.value.filter(({chart}) => chart === CHART)) : all
  },
}

export const CHART = 'step-certificates'

interface Draft {
  readonly namespace: string
  readonly fullname: string
  release?: HelmRelease
  workload?: KubeObject
  config?: KubeObject
  /** A repository of several clusters has it once for each: whose values count for whom is not known. */
  isDouble?: boolean
}

const draftsOf = (view: View, configs: readonly KubeObject[]): ReadonlyMap<string, Draft> => {
  const drafts = new Map<string, Draft>()
  const draft = (namespace: string, fullname: string): Draft => {
    const key = `${namespace}/${fullname}`
    const before = drafts.get(key)
    if (before !== undefined) return before
    const fresh: Draft = {namespace, fullname}
    drafts.set(key, fresh)
    return fresh
  }
  for (const release of valueOr(view.fact(stepCaReleases), [])) {
    const own = draft(release.namespace, fullnameOf(release))
    if (own.release !== undefined) own.isDouble = true
    own.release = release
  }
  const taken = new Set<string>()
  for (const {object, from, namespace} of installationsOf(valueOr(view.fact(components), []), 'step-ca')) {
    if (from !== 'workload') continue
    const own = draft(namespace, object.ref.name)
    own.workload = object
    const mounted = mountedConfig(view, object)
    if (mounted === undefined) continue
    own.config = mounted
    taken.add(refKey(mounted.ref))
  }
  for (const config of configs.filter(each => !taken.has(refKey(each.ref)) && hasCaJson(each))) {
    const own = draft(config.ref.namespace ?? 'default', config.ref.name.replace(/-config$/, ''))
    own.config ??= config
  }
  return drafts
}

const hasCaJson = (object: KubeObject): boolean => dataEntry(object, CA_JSON) !== undefined

const mountedConfig = (view: View, {body, ref: {namespace}}: KubeObject): KubeObject | undefined =>
  list(body, 'spec', 'template', 'spec', 'volumes')
    .map(volume => text(volume, 'configMap', 'name'))
    .flatMap(name => (name === undefined ? [] : [valueOr(view.find(ref('core/configmaps', namespace, name)), null)]))
    .find((object): object is KubeObject => object !== null && hasCaJson(object))

const DOUBLE = unknown('undeclared', 'several releases in these files are called the same')

/** Nothing, where a ConfigMap that nobody runs has a `ca.json` that is none of step-ca's. */
const stepCa = (view: View, draft: Draft): readonly StepCa[] => {
  const {namespace, fullname, release, workload, config} = draft
  const object = config ?? release?.object ?? workload
  const stated: StatedNames = draft.isDouble === true ? {names: DOUBLE} : statedNames(view, draft)
  if (object === undefined || (release === undefined && workload === undefined && !stated.names.known)) return []
  const labels = labelsOf(draft)
  return [
    {
      namespace,
      fullname,
      ...given({release, workload, config, labels}),
      names: stated.names,
      at: stated.at ?? {object, path: []},
      kids: kidsOf(draft),
      port: portOf(draft),
    },
  ]
}

const NAME = 'app.kubernetes.io/name'
const INSTANCE = 'app.kubernetes.io/instance'

/** Those of the pods; else those that the chart gives them, which it also gives to its ConfigMaps. */
const labelsOf = ({release, workload, config}: Draft): JsonObject | undefined => {
  if (workload !== undefined) return record(workload.body, 'spec', 'template', 'metadata', 'labels')
  if (release !== undefined) {
    return {[NAME]: text(release.values, 'nameOverride') || CHART, [INSTANCE]: release.releaseName}
  }
  const labels = record(config?.body, 'metadata', 'labels')
  return labels[NAME] === undefined || labels[INSTANCE] === undefined
    ? undefined
    : {[NAME]: labels[NAME], [INSTANCE]: labels[INSTANCE]}
}

const portOf = ({release, workload}: Draft): number => {
  const target = release === undefined ? undefined : releaseValue(release, 'service', 'targetPort')
  if (target?.known && typeof target.value === 'number') return target.value
  const ports = list(workload?.body, 'spec', 'template', 'spec', 'containers').flatMap(each => list(each, 'ports'))
  const https = ports.find(port => text(port, 'name') === 'https') ?? ports[0]
  return number(https, 'containerPort') ?? 9000
}
