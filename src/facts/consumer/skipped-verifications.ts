import {known, valueOr} from '../../core/knowing.ts'
import type {Kind} from '../../core/kube/kind.ts'
import {flag, type Json, type KubeObject, label, list, type Path, text} from '../../core/kube/object.ts'
import {type Fact, listAll, type View} from '../../core/kube/view.ts'
import {disablesVerification, isSwitchValue} from '../../core/verification-switch.ts'
import {type HelmRelease, helmReleases} from '../component/helm-releases.ts'
import {type PodTemplate, podTemplates} from './pod-templates.ts'

/** A place where somebody is told not to verify the certificate of whom it calls. */
export interface SkippedVerification {
  readonly object: KubeObject
  readonly path: Path
  /** As it is written: `--kubelet-insecure-tls`, `NODE_TLS_REJECT_UNAUTHORIZED=0`, `skipTLSVerify`. */
  readonly written: string
  /** Who does not verify: `container metrics-server`, `release metrics-server`, `cert-manager`. */
  readonly who: string
  readonly peers: 'kubelets' | 'acme' | 'any'
}

const ACME_ISSUERS: readonly Kind[] = ['cert-manager.io/issuers', 'cert-manager.io/clusterissuers']

/** Arguments and variables of containers, values of releases, and ACME issuers. What a release makes is told of the release. */
export const skippedVerifications: Fact<readonly SkippedVerification[]> = {
  name: 'skipped verifications',
  of: [...podTemplates.of, ...helmReleases.of, ...ACME_ISSUERS],
  reads: [],
  derive: view => {
    const all = listAll(view, skippedVerifications.of)
    if (!all.known) return all
    const released = new Map(valueOr(view.fact(helmReleases), []).map(release => [release, inValues(release)]))
    const byRelease = Map.groupBy(released.keys(), ({namespace, releaseName}) => `${namespace}/${releaseName}`)
    const isTold = (template: PodTemplate, written: string): boolean =>
      (byRelease.get(releaseOf(template)) ?? []).some(release =>
        released.get(release)?.some(each => each.written === written),
      )
    return known([
      ...[...released.values()].flat(),
      ...valueOr(view.fact(podTemplates), []).flatMap(template =>
        inContainers(template).filter(({written}) => !isTold(template, written)),
      ),
      ...inIssuers(view),
    ])
  },
}

const releaseOf = ({object, labels}: PodTemplate): string =>
  `${object.ref.namespace}/${label(object, INSTANCE) ?? labels[INSTANCE]}`

const INSTANCE = 'app.kubernetes.io/instance'

const peersOf = (name: string): SkippedVerification['peers'] => (/kubelet/i.test(name) ? 'kubelets' : 'any')

const inContainers = ({object, spec, path}: PodTemplate): readonly SkippedVerification[] =>
  ['containers', 'initContainers'].flatMap(role =>
    list(spec, role).flatMap((container, i) => {
      const who = `container ${text(container, 'name') ?? i}`
      const place: Path = [...path, role, i]
      return [
        ...['command', 'args'].flatMap(field => inArguments(list(container, field), [...place, field])),
        ...list(container, 'env').flatMap((variable, j) => inVariable(variable, [...place, 'env', j, 'value'])),
      ].map(({written, path}) => ({object, path, written, who, peers: peersOf(written)}))
    }),
  )

interface Found {
  readonly path: Path
  readonly written: string
}

/** `--flag`, `--flag=value` and `--flag value`, where the second word can be nothing but a switch's value. */
const inArguments = (args: readonly Json[], path: Path): readonly Found[] =>
  args.flatMap((arg, i) => {
    if (typeof arg !== 'string' || !/^--?[A-Za-z][\w.-]*(?:=|$)/.test(arg)) return []
    const equals = arg.indexOf('=')
    const next = args[i + 1]
    const isApart = equals === -1 && typeof next === 'string' && isSwitchValue(next)
    const name = equals === -1 ? arg : arg.slice(0, equals)
    const value = equals === -1 ? (isApart ? next : '') : arg.slice(equals + 1)
    const written = isApart ? `${arg} ${next}` : arg
    return disablesVerification(name, value) ? [{path: [...path, i], written}] : []
  })

const inVariable = (variable: Json, path: Path): readonly Found[] => {
  const [name, value] = [text(variable, 'name') ?? '', text(variable, 'value')]
  return value !== undefined && disablesVerification(name, value) ? [{path, written: `${name}=${value}`}] : []
}

/** More than any chart has. */
const DEEPEST = 24

const inValues = ({object, values, valuesPath, releaseName}: HelmRelease): readonly SkippedVerification[] =>
  within(values, valuesPath, 0).map(({written, path}) => ({
    object,
    path,
    written,
    who: `release ${releaseName}`,
    peers: peersOf(`${written} ${path.join('.')}`),
  }))

/** Arguments wherever a list has some, and fields that are true or false. */
const within = (value: Json | undefined, path: Path, depth: number): readonly Found[] => {
  if (typeof value !== 'object' || value === null || depth > DEEPEST) return []
  if (Array.isArray(value)) {
    return [...inArguments(value, path), ...value.flatMap((each, i) => within(each, [...path, i], depth + 1))]
  }
  const variable = inVariable(value, [...path, 'value'])
  if (variable.length > 0) return variable
  return Object.entries(value).flatMap(([key, each]) => {
    const isOff = typeof each === 'boolean' && disablesVerification(key, String(each))
    return isOff ? [{path: [...path, key], written: `${key}: ${each}`}] : within(each, [...path, key], depth + 1)
  })
}

const inIssuers = (view: View): readonly SkippedVerification[] =>
  valueOr(listAll(view, ACME_ISSUERS), [])
    .filter(({body}) => flag(body, 'spec', 'acme', 'skipTLSVerify') === true)
    .map(object => {
      const path = ['spec', 'acme', 'skipTLSVerify']
      return {object, path, written: 'skipTLSVerify: true', who: 'cert-manager', peers: 'acme'}
    })
