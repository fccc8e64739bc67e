import {writeFileSync} from 'node:fs'
import path from 'node:path'
import {stringify} from 'yaml'
import type {BedGround} from '../bed-ground.ts'
import {KubeApi} from '../kube-api.ts'
import {egressSocket} from '../network/bed-network.ts'
import type {BedPki} from '../pki/bed-pki.ts'

/** Webhooks, aggregated APIs and kubelets are reached through the bed's network (`EgressSelectorConfiguration`). */
const writeEgress = (folder: string): string => {
  const connection = {proxyProtocol: 'HTTPConnect', transport: {uds: {udsName: egressSocket}}}
  const file = path.join(folder, 'egress.yaml')
  const config = {apiVersion: 'apiserver.k8s.io/v1beta1', kind: 'EgressSelectorConfiguration'}
  writeFileSync(file, stringify({...config, egressSelections: [{name: 'cluster', connection}]}))
  return file
}

const certificateFlags = (folder: string): readonly string[] => {
  const at = (name: string) => path.join(folder, name)
  return [
    ...[`--tls-cert-file=${at('apiserver.crt')}`, `--tls-private-key-file=${at('apiserver.key')}`],
    ...[`--client-ca-file=${at('ca.crt')}`, `--kubelet-certificate-authority=${at('ca.crt')}`],
    `--kubelet-client-certificate=${at('apiserver-kubelet-client.crt')}`,
    `--kubelet-client-key=${at('apiserver-kubelet-client.key')}`,
    '--kubelet-preferred-address-types=InternalIP,Hostname',
    ...[`--service-account-key-file=${at('sa.pub')}`, `--service-account-signing-key-file=${at('sa.key')}`],
    '--service-account-issuer=https://kubernetes.default.svc.cluster.local',
    `--requestheader-client-ca-file=${at('front-proxy-ca.crt')}`,
    '--requestheader-allowed-names=front-proxy-client',
    '--requestheader-username-headers=X-Remote-User',
    '--requestheader-group-headers=X-Remote-Group',
    '--requestheader-extra-headers-prefix=X-Remote-Extra-',
    `--proxy-client-cert-file=${at('front-proxy-client.crt')}`,
    `--proxy-client-key-file=${at('front-proxy-client.key')}`,
  ]
}

/** Starts the API server with kubeadm's authorization and admission, and returns a client for its administrator. */
export const startApiServer = async (ground: BedGround, pki: BedPki, etcd: string, port: number): Promise<KubeApi> => {
  const {pem: certificate, keyPem: key} = pki.admin
  const api = new KubeApi({server: `https://127.0.0.1:${port}`, ca: pki.ca.pem, certificate, key})
  const egress = writeEgress(ground.run)
  await ground.start({
    name: 'kube-apiserver',
    command: 'kube-apiserver',
    env: {GOGC: '400'},
    isReady: async () => (await api.send('GET', '/readyz')).status === 200,
    arguments: () => [
      ...[`--etcd-servers=${etcd}`, '--bind-address=127.0.0.1', `--secure-port=${port}`],
      ...[
        '--advertise-address=127.0.0.1',
        '--endpoint-reconciler-type=none',
        '--service-cluster-ip-range=10.96.0.0/16',
      ],
      ...['--authorization-mode=Node,RBAC', '--enable-admission-plugins=NodeRestriction'],
      ...['--enable-bootstrap-token-auth=true', '--allow-privileged=true', '--profiling=false', '--v=1'],
      `--egress-selector-config-file=${egress}`,
      ...certificateFlags(pki.folder),
    ],
  })
  return api
}
