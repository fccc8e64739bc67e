import {known, type Reading, valueOr} from '../../core/knowing.ts'
import {annotation, type Json, list, record, text} from '../../core/kube/object.ts'
import {type ObjectRef, refKey} from '../../core/kube/ref.ts'
import {pemOf} from '../../core/kube/secret.ts'
import type {View} from '../../core/kube/view.ts'
import type {Certificate as X509} from '../../core/x509/certificate.ts'
import {matchesHost} from '../../core/x509/name/hostname.ts'
import {certificateTexts} from '../certificate/certificate-texts.ts'
import {mountsOf, type PodTemplate} from './pod-templates.ts'
import {selectedBy} from './service-backings.ts'

/** What pods behind a Service may serve a host with: a Secret that they mount, with a certificate for that host. */
export interface MountedChain {
  readonly secret: ObjectRef
  /** What stands in `tls.crt`, leaf first. */
  readonly chain: readonly [X509, ...X509[]]
  /** The Certificate that has made the Secret. */
  readonly certificate?: string
}

/** The Service, its port as callers name it, and the host that they compare with. */
export interface Served {
  readonly service: ObjectRef
  readonly port: number
  readonly host: string
}

/**
 * All chains that pods behind a port of a Service may serve a host with: of containers that declare the port, else of all. Empty
 * where the pods may make their own certificate. Unknown where none was seen and one of their Secrets could not be read.
 */
export const mountedChains = (view: View, {service, port, host}: Served): Reading<readonly MountedChain[]> => {
  const backing = selectedBy(view, service)
  if (backing === undefined) return known([])
  const target = targetPort(list(backing.service.body, 'spec', 'ports'), port)
  const secrets = new Map(backing.templates.flatMap(each => mountedAt(each, target)).map(ref => [refKey(ref), ref]))
  const chains = [...secrets.values()].flatMap(ref => chainIn(view, ref, host))
  const unread = [...secrets.values()].map(ref => view.find(ref)).find(reading => !reading.known)
  return chains.length === 0 && unread?.known === false ? unread : known(chains)
}

/** The port of the pods: a number, or the name of a container's port. */
const targetPort = (ports: readonly Json[], port: number): Json | undefined => {
  const entry = record(ports.find(each => record(each).port === port))
  return entry.targetPort ?? entry.port
}

/** Secrets that the containers mount which declare the port, or all where none does. */
const mountedAt = (template: PodTemplate, port: Json | undefined): readonly ObjectRef[] => {
  const declaring = list(template.spec, 'containers').filter(container =>
    list(container, 'ports').some(each => [record(each).containerPort, record(each).name].includes(port)),
  )
  const names = new Set(declaring.map(container => text(container, 'name') ?? ''))
  return mountsOf(template)
    .filter(({container, isInit}) => (names.size === 0 ? true : !isInit && names.has(container)))
    .flatMap(({shows}) => shows.filter(({kind}) => kind === 'core/secrets'))
}

const chainIn = (view: View, ref: ObjectRef, host: string): readonly MountedChain[] => {
  const secret = valueOr(view.find(ref), null)
  if (secret === null) return []
  const [leaf, ...above] = valueOr(view.fact(certificateTexts), undefined)?.ofPem(pemOf(secret, 'tls.crt')) ?? []
  if (leaf === undefined || !matchesHost(leaf, host)) return []
  const certificate = annotation(secret, 'cert-manager.io/certificate-name')
  return [{secret: ref, chain: [leaf, ...above], ...(certificate !== undefined && {certificate})}]
}
