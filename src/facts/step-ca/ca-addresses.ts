import {given} from '../../core/given.ts'
import {known, type Reading, type Unknown, unknown, valueOr} from '../../core/knowing.ts'
import {isFilledLater} from '../../core/kube/filled-later.ts'
import {record, text} from '../../core/kube/object.ts'
import {ref} from '../../core/kube/ref.ts'
import {type ServiceName, serviceOfHost} from '../../core/kube/service-host.ts'
import type {Endpoint, Handshake} from '../../core/kube/snapshot.ts'
import {type Fact, listAll, type View} from '../../core/kube/view.ts'
import {hostNames, matchesHost, namesMatchHost} from '../../core/x509/name/hostname.ts'
import {readCertificates} from '../../core/x509/pem/bundle.ts'
import {type Issuer, issuers} from '../issuer/issuers.ts'
import {isSelected, type ReachableCa, reachableCas} from './step-ca-reach.ts'

/** The address at which a Step issuer looks for its CA, and what is known of the CA there. */
export interface CaAddress {
  readonly issuer: Issuer
  readonly url: string
  /** Undefined where the URL names none that can be read. */
  readonly host?: string
  readonly port: number
  /** The step-ca behind it; null: none of those that were seen. */
  readonly ca: Reading<ReachableCa | null>
  /** Whether the certificate of the CA is valid for the host. */
  readonly isCovered: Reading<boolean>
  /** What that certificate is valid for; empty where that is not known. */
  readonly names: readonly string[]
  /** By a handshake and not by the configuration of the CA. */
  readonly isServed: boolean
  /** Why a handshake that was asked for showed nothing. */
  readonly unshown?: Unknown
}

export const caAddresses: Fact<readonly CaAddress[]> = {
  name: 'addresses of CAs',
  of: ['certmanager.step.sm/stepissuers', 'certmanager.step.sm/stepclusterissuers'],
  reads: [...new Set([...issuers.reads, ...issuers.of, ...reachableCas.of, ...reachableCas.reads])],
  derive: view => {
    const seen = listAll(view, caAddresses.of)
    const all = view.fact(issuers)
    if (!seen.known) return seen
    if (!all.known) return all
    const cas = valueOr(view.fact(reachableCas), [])
    return known(
      all.value.flatMap(issuer => (issuer.url === undefined ? [] : [addressOf(view, cas, issuer, issuer.url)])),
    )
  },
}

/** The addresses of CAs that a handshake can say something about. They are dialled only where that is asked for. */
export const caEndpoints: Fact<readonly Endpoint[]> = {
  name: 'endpoints of CAs',
  of: caAddresses.of,
  reads: caAddresses.reads,
  derive: view => {
    const all = view.fact(caAddresses)
    if (!all.known) return all
    const endpoints = all.value.flatMap(({host, port}) => (host === undefined ? [] : [{host, port}]))
    return known([...new Map(endpoints.map(each => [`${each.host}:${each.port}`, each])).values()])
  },
}

const addressOf = (view: View, cas: readonly ReachableCa[], issuer: Issuer, url: string): CaAddress => {
  const {host, port} = endpointOf(url)
  if (host === undefined) {
    const because = unknown('unreadable', 'the host of the URL cannot be read')
    return {issuer, url, port, ca: because, isCovered: because, names: [], isServed: false}
  }
  const ca = caBehind(view, cas, {host, kid: text(issuer.object.body, 'spec', 'provisioner', 'kid')})
  const unshown = failureAt(view, host, port)
  return {issuer, url, host, port, ca, ...coverage(view, ca, {host, port}), ...given({unshown})}
}

/** step-issuer puts `https://` before an address without a scheme. `${…}` is filled in later. */
const endpointOf = (url: string): {readonly host?: string; readonly port: number} => {
  if (isFilledLater(url)) return {port: 443}
  const parsed = URL.parse(url.includes('://') ? url : `https://${url}`)
  const host = parsed?.hostname.replace(/^\[|\]$/g, '')
  return {...given({host: host === '' ? undefined : host}), port: Number(parsed?.port || 443)}
}

interface Wanted {
  readonly host: string
  readonly kid: string | undefined
}

/** By the Service that the host stands for; else by the names that the CAs have; else by the key id of the provisioner. */
const caBehind = (view: View, cas: readonly ReachableCa[], {host, kid}: Wanted): Reading<ReachableCa | null> => {
  const service = serviceOfHost(host, {namespaces: new Set(cas.map(({ca}) => ca.namespace))})
  const found = service === null ? cas.filter(each => covers(each, host)) : behindService(view, cas, service)
  if (found.length === 1) return known(found[0] ?? null)
  const byKid = (found.length > 0 ? found : cas).filter(({ca}) => kid !== undefined && ca.kids.includes(kid))
  if (byKid.length === 1) return known(byKid[0] ?? null)
  return found.length > 1 ? unknown('unreadable', 'several step-cas may be meant') : known(null)
}

const covers = ({ca}: ReachableCa, host: string): boolean => ca.names.known && namesMatchHost(ca.names.value, host)

const MOST_HOPS = 3

const behindService = (
  view: View,
  cas: readonly ReachableCa[],
  {namespace, name}: ServiceName,
  hops = 0,
): readonly ReachableCa[] => {
  const near = cas.filter(({ca}) => ca.namespace === namespace)
  const own = near.filter(({ca}) => ca.fullname === name)
  const service = valueOr(view.find(ref('core/services', namespace, name)), null)
  if (service === null) return own.length > 0 ? own : near
  if (text(service.body, 'spec', 'type') === 'ExternalName') {
    const next = serviceOfHost(text(service.body, 'spec', 'externalName') ?? '')
    return next === null || hops === MOST_HOPS ? [] : behindService(view, cas, next, hops + 1)
  }
  const selector = record(service.body, 'spec', 'selector')
  if (Object.keys(selector).length === 0) return own
  const selected = near.filter(({ca}) => ca.labels !== undefined && isSelected(selector, ca.labels))
  return selected.length > 0 ? selected : own.filter(({ca}) => ca.labels === undefined)
}

type Coverage = Pick<CaAddress, 'isCovered' | 'names' | 'isServed'>

/**
 * What the configuration says counts before what a handshake showed: step-ca also refuses tokens for a host that is not among
 * its `dnsNames`, whoever ends TLS before it. Where the configuration has the host, a handshake can still show that the CA
 * was not restarted since.
 */
const coverage = (
  view: View,
  ca: Reading<ReachableCa | null>,
  {host, port}: {readonly host: string; readonly port: number},
): Coverage => {
  const served = servedAt(view, host, port)
  const stated = ca.known && ca.value !== null ? ca.value.ca.names : undefined
  if (stated?.known && (served === undefined || !namesMatchHost(stated.value, host))) {
    return {isCovered: known(namesMatchHost(stated.value, host)), names: stated.value, isServed: false}
  }
  if (served !== undefined) return {...served, isServed: true}
  if (stated?.known === false) return {isCovered: stated, names: [], isServed: false}
  const unseen = failureAt(view, host, port) ?? UNSEEN
  return {isCovered: ca.known ? {known: false, because: unseen} : ca, names: [], isServed: false}
}

const UNSEEN = unknown(
  'not-collected',
  'the CA behind the URL was not seen, only --probe can look at its certificate',
).because

const failureAt = (view: View, host: string, port: number): Unknown | undefined => {
  const shown = handshakeAt(view, host, port)?.result
  if (shown === undefined || shown.known) return undefined
  return {...shown.because, detail: `${host}:${port} showed no certificate: ${shown.because.detail}`}
}

const servedAt = (view: View, host: string, port: number): Omit<Coverage, 'isServed'> | undefined => {
  const shown = handshakeAt(view, host, port)
  const pem = shown?.result.known ? shown.result.value.chain[0] : undefined
  const [leaf] = pem === undefined ? [] : readCertificates(pem).certificates
  return leaf === undefined ? undefined : {isCovered: known(matchesHost(leaf, host)), names: hostNames(leaf)}
}

/** What was shown there, where it was dialled. */
export const handshakeAt = ({snapshot}: View, host: string | undefined, port: number): Handshake | undefined =>
  snapshot.handshakes.find(({endpoint}) => endpoint.host.toLowerCase() === host && endpoint.port === port)
