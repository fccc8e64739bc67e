import {randomUUID} from 'node:crypto'
import {isIP} from 'node:net'
import {oid, printableString, sequence, set} from '../../fixtures/der-writer.ts'
import type {FixtureNames} from '../../fixtures/extensions.ts'
import {type KeyKind, makeKey} from '../../fixtures/keys.ts'
import {type Csr, type CsrSpec, makeCsr} from '../../fixtures/make-csr.ts'

export interface NodeAddress {
  readonly type: 'InternalIP' | 'ExternalIP' | 'Hostname' | 'InternalDNS' | 'ExternalDNS'
  readonly address: string
}

/** Where a request for a serving certificate departs from what an honest kubelet sends. */
export interface Lie {
  readonly commonName?: string
  readonly organizations?: readonly string[]
  /** All names that the request carries, instead of the node's addresses. */
  readonly names?: FixtureNames
  readonly key?: KeyKind
  /** Anything else of the PKCS#10: extensions, another signer, … */
  readonly csr?: CsrSpec
  readonly usages?: readonly string[]
  readonly expirationSeconds?: number
  /** Sent by the administrator and not by the node. */
  readonly byAdmin?: boolean
}

/** As pkix.Name.ToRDNSequence writes it: PrintableString, all organizations in one RDN, the common name last. */
const nameDer = (organizations: readonly string[], commonName: string): Uint8Array => {
  const part = (type: string, value: string) => sequence(oid(type), printableString(value))
  const first = organizations.length === 0 ? [] : [set(...organizations.map(one => part('2.5.4.10', one)))]
  return sequence(...first, ...(commonName === '' ? [] : [set(part('2.5.4.3', commonName))]))
}

/** As addressesToHostnamesAndIPs of pkg/kubelet/certificate/kubelet.go: each once, sorted, IPs as IPs whatever their type. */
const namesOf = (addresses: readonly NodeAddress[]): FixtureNames => {
  const values = [...new Set(addresses.map(one => one.address))].sort()
  return {dns: values.filter(value => isIP(value) === 0), ips: values.filter(value => isIP(value) !== 0)}
}

/** The PKCS#10 request and the key of a kubelet that wants to serve at these addresses. */
export const kubeletCsr = (node: string, addresses: readonly NodeAddress[], lie: Lie = {}): Csr =>
  makeCsr(nameDer(lie.organizations ?? ['system:nodes'], lie.commonName ?? `system:node:${node}`), {
    key: makeKey(lie.key ?? 'P-256', randomUUID()),
    ...(lie.names ?? namesOf(addresses)),
    ...lie.csr,
  })
