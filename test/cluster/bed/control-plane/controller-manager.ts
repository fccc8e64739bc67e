import path from 'node:path'
import type {BedGround} from '../bed-ground.ts'
import type {KubeApi} from '../kube-api.ts'
import {writeKubeconfig} from '../kubeconfig.ts'
import type {BedPki} from '../pki/bed-pki.ts'
import {isHealthyTls} from './health.ts'

/** Those that PKI depends on, and those that make workloads. Nodes are never judged: nobody renews their leases. */
const controllers = [
  ...['serviceaccount-token-controller', 'serviceaccount-controller', 'root-ca-certificate-publisher-controller'],
  ...['certificatesigningrequest-signing-controller', 'certificatesigningrequest-approving-controller'],
  ...['certificatesigningrequest-cleaner-controller', 'clusterrole-aggregation-controller'],
  ...['namespace-controller', 'garbage-collector-controller', 'deployment-controller', 'replicaset-controller'],
  ...['statefulset-controller', 'daemonset-controller', 'job-controller', 'cronjob-controller'],
  ...['endpointslice-controller', 'endpoints-controller'],
]

const configFor = (at: {ground: BedGround; pki: BedPki; api: KubeApi}, user: string): readonly string[] => {
  const {pem: certificate, keyPem: key} = at.pki.client(`system:${user}`)
  const file = path.join(at.ground.run, `${user}.conf`)
  writeKubeconfig(file, {server: at.api.access.server, ca: at.pki.ca.pem, certificate, key})
  return ['kubeconfig', 'authentication-kubeconfig', 'authorization-kubeconfig'].map(flag => `--${flag}=${file}`)
}

/** Starts the controller manager; it signs CSRs with the cluster CA, as kubeadm sets it up. */
export const startControllerManager = async (ground: BedGround, pki: BedPki, api: KubeApi): Promise<void> => {
  const port = await ground.ports.next()
  const identity = configFor({ground, pki, api}, 'kube-controller-manager')
  const at = (name: string) => path.join(pki.folder, name)
  await ground.start({
    name: 'kube-controller-manager',
    command: 'kube-controller-manager',
    isReady: () => isHealthyTls(port, '/healthz'),
    arguments: () => [
      ...['--bind-address=127.0.0.1', `--secure-port=${port}`, '--leader-elect=false', ...identity],
      ...['--use-service-account-credentials=true', `--service-account-private-key-file=${at('sa.key')}`],
      ...[`--root-ca-file=${at('ca.crt')}`, '--cluster-signing-duration=8760h'],
      ...[`--cluster-signing-cert-file=${at('ca.crt')}`, `--cluster-signing-key-file=${at('ca.key')}`],
      `--controllers=${controllers.join(',')}`,
    ],
  })
}

/** Starts the scheduler, which only beds with nodes need. */
export const startScheduler = async (ground: BedGround, pki: BedPki, api: KubeApi): Promise<void> => {
  const port = await ground.ports.next()
  const identity = configFor({ground, pki, api}, 'kube-scheduler')
  await ground.start({
    name: 'kube-scheduler',
    command: 'kube-scheduler',
    isReady: () => isHealthyTls(port, '/healthz'),
    arguments: () => ['--bind-address=127.0.0.1', `--secure-port=${port}`, '--leader-elect=false', ...identity],
  })
}
