import {known, type Reading, unknown} from '../../core/knowing.ts'
import {isFilledLater} from '../../core/kube/filled-later.ts'
import {flag, type Json, type KubeObject, list, type Path, record, text, texts} from '../../core/kube/object.ts'
import {ref} from '../../core/kube/ref.ts'
import {dataEntry} from '../../core/kube/secret.ts'
import type {View} from '../../core/kube/view.ts'
import {fullnameOf, type HelmRelease, releaseValue} from '../component/helm-releases.ts'

/** The key of step-ca's configuration in its ConfigMap. */
export const CA_JSON = 'ca.json'

interface Parts {
  readonly namespace: string
  readonly fullname: string
  readonly release?: HelmRelease
  readonly config?: KubeObject
}

/** What a step-ca's certificate is valid for, and where that is stated. */
export interface StatedNames {
  readonly names: Reading<readonly string[]>
  readonly at?: {readonly object: KubeObject; readonly path: Path}
}

/**
 * The names that step-ca puts into its own certificate: `dnsNames` of its `ca.json`, as it stands in the ConfigMap
 * (authority/tls.go `GetTLSCertificate`). Before there is one, what the release makes of its values: `ca.dns` counts when the
 * bootstrap job runs, once, and never again; `inject` writes the whole `ca.json` at each upgrade.
 */
export const statedNames = (view: View, parts: Parts): StatedNames => {
  const {namespace, fullname, release, config} = parts
  if (config !== undefined) return {names: fromConfig(config), at: {object: config, path: ['data', CA_JSON]}}
  const found = view.find(ref('core/configmaps', namespace, `${fullname}-config`))
  if (!found.known && found.because.reason !== 'undeclared') return {names: found}
  if (release === undefined) return {names: unknown('not-collected', 'the configuration of step-ca was not seen')}
  return fromRelease(release)
}

/** `ca.json` as it was read; undefined where it is no JSON. */
export const caJsonOf = (config: KubeObject): Json | undefined => {
  try {
    return JSON.parse(dataEntry(config, CA_JSON)?.text ?? '') as Json
  } catch {
    return undefined
  }
}

const fromConfig = (config: KubeObject): Reading<readonly string[]> => {
  const names = texts(caJsonOf(config), 'dnsNames')
  return names.length > 0 ? settled(names) : unknown('unreadable', 'ca.json states no dnsNames that can be read')
}

const FILES = ['inject', 'config', 'files', CA_JSON]

const fromRelease = (release: HelmRelease): StatedNames => {
  const {object, valuesPath} = release
  const existing = releaseValue(release, 'existingSecrets', 'enabled')
  if (!existing.known) return {names: existing}
  if (existing.value === true) return {names: unknown('not-collected', 'the ca.json is in a Secret that people make')}
  const inject = releaseValue(release, 'inject', 'enabled')
  if (!inject.known) return {names: inject}
  const injected = inject.value === true ? releaseValue(release, ...FILES, 'dnsNames') : known(undefined)
  if (!injected.known) return {names: injected}
  const names = texts(injected.value)
  if (names.length > 0) return {names: settled(names), at: {object, path: [...valuesPath, ...FILES, 'dnsNames']}}
  return {names: fromDns(release), at: {object, path: [...valuesPath, 'ca', 'dns']}}
}

/** `ca.dns`, comma-separated; left empty it is the long name of the chart's own Service (`_helpers.tpl`). */
const fromDns = (release: HelmRelease): Reading<readonly string[]> => {
  const dns = releaseValue(release, 'ca', 'dns')
  if (!dns.known) return dns
  const {value} = dns
  if (value === undefined || value === null || value === '') {
    return known([`${fullnameOf(release)}.${release.namespace}.svc.cluster.local`, '127.0.0.1'])
  }
  if (typeof value !== 'string') return unknown('unreadable', 'ca.dns is no text')
  return settled(
    value
      .split(',')
      .map(name => name.trim())
      .filter(name => name !== ''),
  )
}

/** Flux and others fill in `${…}` later. */
const settled = (names: readonly string[]): Reading<readonly string[]> =>
  names.some(isFilledLater) ? unknown('undeclared', 'names of the CA are filled in later') : known(names)

/** Key ids of the JWK provisioners, which step-ca derives from their keys. */
export const kidsOf = ({release, config}: Parts): readonly string[] => {
  const json = config === undefined ? record(release?.values, ...FILES) : caJsonOf(config)
  return list(json, 'authority', 'provisioners').flatMap(each => text(each, 'key', 'kid') ?? [])
}

/** A JWK provisioner, by which step-issuer asks for certificates. */
export interface StepProvisioner {
  readonly name: string
  readonly kid: string
  readonly claims: Json | undefined
}

/** What a `ca.json` says of who may ask for what. */
export interface StepAuthority {
  readonly provisioners: readonly StepProvisioner[]
  /** For provisioners that say nothing themselves. */
  readonly claims: Json | undefined
  /** Whether other provisioners than JWK are there: an issuer may have meant one of them. */
  readonly others: number
}

/** By the ConfigMap, else by a configuration that is injected. With `enableAdmin` the provisioners are in a database. */
export const authorityOf = ({release, config}: Pick<Parts, 'release' | 'config'>): Reading<StepAuthority> => {
  const json = config === undefined ? injected(release) : caJsonOf(config)
  if (json === undefined) return unknown('not-collected', 'the configuration of step-ca was not seen')
  const authority = record(json, 'authority')
  if (authority.enableAdmin === true) return unknown('not-collected', 'the provisioners of step-ca are in its database')
  const all = list(authority, 'provisioners')
  const provisioners = all.flatMap(each => {
    const kid = text(each, 'key', 'kid')
    const name = text(each, 'name')
    return kid === undefined || name === undefined ? [] : [{name, kid, claims: record(each).claims}]
  })
  return known({provisioners, claims: authority.claims, others: all.length - provisioners.length})
}

const injected = (release: HelmRelease | undefined): Json | undefined => {
  if (release === undefined || releaseValue(release, 'inject', 'enabled').known === false) return undefined
  const files = record(release.values, ...FILES)
  return flag(release.values, 'inject', 'enabled') === true && files.authority !== undefined ? files : undefined
}
