import {writeFileSync} from 'node:fs'
import path from 'node:path'
import type {Bed} from '../bed.ts'
import {isHealthyTls} from '../control-plane/health.ts'
import {freshPki} from '../pki/bed-pki.ts'
import type {Component} from './component.ts'

const namespace = 'pebble'
const name = 'pebble'
const host = `${name}.${namespace}.svc.cluster.local`
const labels = {'app.kubernetes.io/name': name}

const objects = (rootPem: string): readonly object[] => [
  {apiVersion: 'v1', kind: 'Namespace', metadata: {name: namespace}},
  {apiVersion: 'v1', kind: 'ConfigMap', metadata: {name: 'pebble-root', namespace}, data: {'ca.crt': rootPem}},
  {
    ...{apiVersion: 'v1', kind: 'Service', metadata: {name, namespace, labels}},
    spec: {selector: labels, ports: [{name: 'acme', port: 14000, targetPort: 14000}]},
  },
  {
    ...{apiVersion: 'apps/v1', kind: 'Deployment', metadata: {name, namespace, labels}},
    spec: {
      ...{replicas: 1, selector: {matchLabels: labels}},
      template: {
        metadata: {labels},
        spec: {containers: [{name, image: 'ghcr.io/letsencrypt/pebble:2.10.0', ports: [{containerPort: 14000}]}]},
      },
    },
  },
]

/** What an ACME issuer for the bed's pebble has to say. */
export interface AcmeServer {
  readonly directory: string
  /** Of its own serving certificate, for `caBundle`; those that it issues chain to another root. */
  readonly caPem: string
}

export const pebbleOf = async (bed: Bed): Promise<AcmeServer> => {
  const root = await bed.api.get(`/api/v1/namespaces/${namespace}/configmaps/pebble-root`)
  return {directory: `https://${host}:14000/dir`, caPem: root.data['ca.crt']}
}

const startDns = async (bed: Bed): Promise<number> => {
  const [dns, management] = [await bed.ground.ports.next(), await bed.ground.ports.next()]
  await bed.ground.start({
    name: 'pebble-challtestsrv',
    command: 'pebble-challtestsrv',
    isReady: () => bed.process('pebble-challtestsrv').log.includes('Starting challenge servers'),
    arguments: () => [
      ...['-http01=', '-https01=', '-tlsalpn01=', '-doh=', '-defaultIPv6=', '-defaultIPv4=127.0.0.1'],
      ...[`-dnsserver=127.0.0.1:${dns}`, `-management=127.0.0.1:${management}`],
    ],
  })
  return dns
}

interface Ports {
  readonly acme: number
  readonly management: number
}

const writeConfig = (bed: Bed, ports: Ports): {readonly file: string; readonly rootPem: string} => {
  const root = freshPki().ca({CN: 'pebble'})
  const pair = root.leaf(host, {dns: [host, 'localhost']})
  const at = (file: string) => path.join(bed.ground.run, file)
  writeFileSync(at('pebble.crt'), pair.pem)
  writeFileSync(at('pebble.key'), pair.keyPem, {mode: 0o600})
  const pebble = {
    ...{listenAddress: `127.0.0.1:${ports.acme}`, managementListenAddress: `127.0.0.1:${ports.management}`},
    ...{certificate: at('pebble.crt'), privateKey: at('pebble.key')},
    ...{httpPort: Number(new URL(bed.network.url).port), tlsPort: 1, externalAccountBindingRequired: false},
  }
  writeFileSync(at('pebble.json'), JSON.stringify({pebble}))
  return {file: at('pebble.json'), rootPem: root.pem}
}

/** pebble as an ACME server inside the cluster; every name resolves to the bed, whose network answers HTTP-01. */
export const pebble: Component = {
  name: 'pebble',
  groups: ['misc'],
  after: [],
  async install(bed) {
    const ports = {acme: await bed.ground.ports.next(), management: await bed.ground.ports.next()}
    const [dns, {file, rootPem}] = [await startDns(bed), writeConfig(bed, ports)]
    await bed.apply(...objects(rootPem))
    bed.network.addBackend({namespace, kind: 'deployments', name, ports: {14000: ports.acme}})
    await bed.ground.start({
      name: 'pebble',
      command: 'pebble',
      env: {PEBBLE_VA_NOSLEEP: '1', PEBBLE_WFE_NONCEREJECT: '0'},
      isReady: () => isHealthyTls(ports.acme, '/dir'),
      arguments: () => [`-config=${file}`, `-dnsserver=127.0.0.1:${dns}`],
    })
  },
}
