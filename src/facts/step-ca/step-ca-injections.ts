import {known, type Unknown, unknown, valueOr} from '../../core/knowing.ts'
import {at, type Json, type KubeObject, label, list, type Path, record, text} from '../../core/kube/object.ts'
import {ref} from '../../core/kube/ref.ts'
import {dataEntry} from '../../core/kube/secret.ts'
import type {Fact, View} from '../../core/kube/view.ts'
import {type HelmRelease, releaseValue} from '../component/helm-releases.ts'
import {CA_JSON, caJsonOf} from './step-ca-config.ts'
import {CHART, type StepCa, stepCaReleases, stepCas} from './step-cas.ts'

/**
 * A step-ca whose configuration is injected, seen in its release or in what the release has left in the cluster. The chart
 * then never runs its bootstrap job, whatever `bootstrap.enabled` says (templates/bootstrap.yaml), so all that the job would
 * have made has to be given.
 */
export interface StepCaInjection {
  readonly at: KubeObject
  readonly path: Path
  /** What is not given, as values of the chart; empty where nothing lacks. */
  readonly lacking: readonly string[]
  /** The release asks for the bootstrap job as well, in so many words. */
  readonly isBootstrapAsked: boolean
  /** Why it is not known what is given. */
  readonly unsure?: Unknown
  /** The ConfigMap that lacks the root certificate; only where there is no release to look at. */
  readonly emptyCerts?: string
}

export const stepCaInjections: Fact<readonly StepCaInjection[]> = {
  name: 'injected step-cas',
  of: [...stepCaReleases.of, 'core/configmaps'],
  reads: [...stepCas.of, ...stepCas.reads],
  derive: view => {
    const releases = view.fact(stepCaReleases)
    const configs = view.list('core/configmaps')
    if (!releases.known && !configs.known) return releases
    const bare = valueOr(view.fact(stepCas), []).filter(({release}) => release === undefined)
    return known([
      ...valueOr(releases, []).flatMap(fromRelease),
      ...bare.flatMap(ca => (ca.config === undefined ? [] : fromConfig(view, ca, ca.config))),
    ])
  },
}

/** Values without which step-ca cannot start, each with the switch that says that it is not wanted. */
const NEEDED: readonly {readonly path: readonly string[]; readonly file: 'root' | 'crt' | 'key'}[] = [
  {path: ['inject', 'certificates', 'root_ca'], file: 'root'},
  {path: ['inject', 'certificates', 'intermediate_ca'], file: 'crt'},
  {path: ['inject', 'secrets', 'x509', 'intermediate_ca_key'], file: 'key'},
]

const fromRelease = (release: HelmRelease): readonly StepCaInjection[] => {
  const inject = releaseValue(release, 'inject', 'enabled')
  const bootstrap = releaseValue(release, 'bootstrap', 'enabled')
  const place = {at: release.object, path: [...release.valuesPath, 'inject', 'enabled']}
  const rest = {...place, lacking: [], isBootstrapAsked: bootstrap.known && bootstrap.value === true}
  if (!inject.known) return [{...rest, unsure: inject.because}]
  if (inject.value !== true) return []
  if (bootstrap.known && bootstrap.value === false) return []
  const wanted = NEEDED.filter(({file}) => isOwnFile(release, file))
  const values = wanted.map(({path}) => ({path, value: releaseValue(release, ...path)}))
  const open = values.find(({value}) => !value.known)?.value
  const lacking = values.filter(({value}) => value.known && isEmpty(value.value)).map(({path}) => path.join('.'))
  if (lacking.length > 0) return [{...rest, lacking, ...(isMounted(release) && {unsure: MOUNTED})}]
  return [open?.known === false ? {...rest, unsure: open.because} : rest]
}

const MOUNTED = unknown('undeclared', 'other volumes are mounted, which may hold what is not injected').because

/** More volumes can bring the files that are not injected. */
const isMounted = ({values}: HelmRelease): boolean => list(values, 'extraVolumeMounts').length > 0

/** A registration authority and a key in a KMS need no files; `x509.enabled: false` says that keys come another way. */
const isOwnFile = ({values}: HelmRelease, file: 'root' | 'crt' | 'key'): boolean => {
  const config = record(values, 'inject', 'config', 'files', CA_JSON)
  if (needsNoFiles(config)) return false
  if (file === 'key' && at(values, 'inject', 'secrets', 'x509', 'enabled') === false) return false
  const named = text(config, file)
  return named === undefined || named.startsWith('/home/step/')
}

const needsNoFiles = (config: Json | undefined): boolean =>
  (text(config, 'authority', 'type') ?? 'softcas') !== 'softcas' || at(config, 'kms') !== undefined

const isEmpty = (value: Json | undefined): boolean =>
  value === undefined || value === null || (typeof value === 'string' && value.trim() === '')

/** In the cluster: `ca.json` stands in the chart's ConfigMap, and the one beside it has no root certificate. */
const fromConfig = (view: View, ca: StepCa, config: KubeObject): readonly StepCaInjection[] => {
  const json = caJsonOf(config)
  if (label(config, 'helm.sh/chart')?.startsWith(`${CHART}-`) !== true || json === undefined) return []
  if (needsNoFiles(json) || text(json, 'root') !== '/home/step/certs/root_ca.crt') return []
  const certs = valueOr(view.find(ref('core/configmaps', ca.namespace, `${ca.fullname}-certs`)), null)
  if (certs === null || dataEntry(certs, 'root_ca.crt') !== undefined) return []
  const lacking = NEEDED.slice(0, 1).map(({path}) => path.join('.'))
  return [{at: certs, path: ['data'], lacking, isBootstrapAsked: false, emptyCerts: certs.ref.name}]
}
