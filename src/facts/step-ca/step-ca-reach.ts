import {known, valueOr} from '../../core/knowing.ts'
import {type Json, type JsonObject, type KubeObject, list, number, record, text} from '../../core/kube/object.ts'
import {ref} from '../../core/kube/ref.ts'
import {type ServiceName, serviceOfHost} from '../../core/kube/service-host.ts'
import type {Fact, View} from '../../core/kube/view.ts'
import {fullnameOf, type HelmRelease, helmReleases} from '../component/helm-releases.ts'
import {type StepCa, stepCas} from './step-cas.ts'

/**
 * What answers to a name that a CA's certificate covers:
 * `service` a Service that leads to its pods · `none` a Service that does not exist · `astray` a Service that selects other
 * pods · `local` only the pod itself (loopback) · `outside` a name or address that the cluster's own DNS does not give out ·
 * `unknown` a Service of which it is not known.
 */
export type Answer = 'service' | 'none' | 'astray' | 'local' | 'outside' | 'unknown'

export interface CertifiedName {
  readonly name: string
  readonly answer: Answer
  readonly service?: ServiceName
  /** The port of the Service. */
  readonly port: number
}

/** A step-ca and by which of the names in its certificate it can be reached. */
export interface ReachableCa {
  readonly ca: StepCa
  /** Empty where its names are not known. */
  readonly names: readonly CertifiedName[]
}

export const reachableCas: Fact<readonly ReachableCa[]> = {
  name: 'reachable step-cas',
  of: stepCas.of,
  reads: [...stepCas.reads, 'core/services'],
  derive: view => {
    const all = view.fact(stepCas)
    if (!all.known) return all
    const namespaces = new Set(all.value.map(({namespace}) => namespace))
    return known(
      all.value.map(ca => ({
        ca,
        names: valueOr(ca.names, []).map(name => certifiedName(view, ca, {name, namespaces})),
      })),
    )
  },
}

const certifiedName = (
  view: View,
  ca: StepCa,
  {name, namespaces}: {name: string; namespaces: ReadonlySet<string>},
): CertifiedName => {
  if (isLoopback(name)) return {name, answer: 'local', port: 443}
  const service = serviceOfHost(name, {namespaces, home: ca.namespace})
  return service === null ? {name, answer: 'outside', port: 443} : {name, service, ...answerOf(view, ca, service)}
}

const isLoopback = (name: string): boolean =>
  /^(localhost|(.*\.)?localhost\.localdomain|127(\.\d{1,3}){3}|\[?::1\]?)$/i.test(name)

const answerOf = (view: View, ca: StepCa, service: ServiceName): {answer: Answer; port: number} => {
  const {namespace, name} = service
  const isOwn = namespace === ca.namespace && name === ca.fullname
  const found = view.find(ref('core/services', namespace, name))
  if (found.known && found.value !== null) return {answer: leadsTo(found.value, ca), port: portOf(found.value)}
  if (isOwn && ca.release !== undefined) return {answer: 'service', port: releasePort(ca.release)}
  if (found.known) return {answer: 'none', port: 443}
  if (isOwn) return {answer: 'service', port: 443}
  return {answer: found.because.reason === 'undeclared' ? undeclared(view, ca, service) : 'unknown', port: 443}
}

/** Without a selector somebody keeps its endpoints by hand; an ExternalName leads where it says. */
const leadsTo = (service: KubeObject, ca: StepCa): Answer => {
  const {body, ref: own} = service
  if (text(body, 'spec', 'type') === 'ExternalName') {
    const target = serviceOfHost(text(body, 'spec', 'externalName') ?? '')
    return target !== null && target.namespace === own.namespace && target.name === own.name ? 'astray' : 'service'
  }
  const selector = record(body, 'spec', 'selector')
  if (ca.labels === undefined || Object.keys(selector).length === 0) return 'service'
  return own.namespace === ca.namespace && isSelected(selector, ca.labels) ? 'service' : 'astray'
}

/** Whether a Service's selector takes pods with these labels. */
export const isSelected = (selector: JsonObject, labels: JsonObject): boolean =>
  Object.entries(selector).every(([key, value]) => labels[key] === value)

const portOf = ({body}: KubeObject): number => {
  const ports = list(body, 'spec', 'ports')
  return number(ports.find(port => text(port, 'name') === 'https') ?? ports[0], 'port') ?? 443
}

const releasePort = ({values}: HelmRelease): number => number(values, 'service', 'port') ?? 443

/**
 * A Service that is in none of the manifests. Releases put their own into the cluster, called after themselves; where these
 * manifests are the whole configuration and no other release in that namespace can have made it, there is none.
 */
const undeclared = (view: View, ca: StepCa, service: ServiceName): Answer => {
  if (ca.at.object.origin.from !== 'file' || !helmReleases.of.every(kind => view.isClosed(kind))) return 'unknown'
  const others = valueOr(view.fact(helmReleases), []).filter(({object}) => object !== ca.release?.object)
  if (others.some(release => mayMake(release, service))) return 'unknown'
  const extra = list(ca.release?.values, 'extraObjects')
  if (extra.some(each => isService(each, service.name))) return 'service'
  return extra.some(each => typeof each === 'string') ? 'unknown' : 'none'
}

const mayMake = (release: HelmRelease, {namespace, name}: ServiceName): boolean =>
  release.namespace === namespace && `${name}-`.startsWith(`${fullnameOf(release)}-`)

const isService = (object: Json, name: string): boolean =>
  text(object, 'kind') === 'Service' && text(object, 'metadata', 'name') === name

/** A Service under a name that the certificate of a CA covers, beside the Service that its chart makes. */
export const aliasService = (ca: StepCa, {namespace, name}: ServiceName): JsonObject => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: {name, namespace},
  spec: {
    selector: ca.labels ?? {'app.kubernetes.io/name': 'step-certificates'},
    ports: [{name: 'https', port: 443, targetPort: ca.port}],
  },
})

/** How its certificate gets one name more: `ca.dns` counts until the bootstrap job has run, `ca.json` from then on. */
export const certifyStep = ({config, release}: StepCa, host: string): string =>
  config === undefined && release !== undefined
    ? `before it is ever installed, add ${host} to ca.dns (after that, to dnsNames in its ca.json)`
    : `add ${host} to dnsNames in its ca.json and restart it`
