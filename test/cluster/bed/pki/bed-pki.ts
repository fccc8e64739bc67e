import {generateKeyPairSync} from 'node:crypto'
import {mkdirSync, writeFileSync} from 'node:fs'
import path from 'node:path'
import type {JsonGeneralName} from '@peculiar/x509'
import {type Authority, createAuthority, type Pair} from './authority.ts'

/** The certificates that kubeadm would have made for the control plane; all of them under `folder`. */
export interface BedPki {
  readonly folder: string
  /** Signs the API server, clients and kubelets, as a kubeadm cluster's one CA does. */
  readonly ca: Authority
  /** Signs those who may name the user that they speak for (`X-Remote-User`). */
  readonly frontProxyCa: Authority
  readonly admin: Pair
  readonly frontProxyClient: Pair
  /** A client certificate of the cluster CA for any user. */
  client(user: string, groups?: readonly string[]): Promise<Pair>
  /** A serving certificate of the cluster CA for the loopback address. */
  loopback(): Promise<Pair>
}

const loopbackNames: readonly JsonGeneralName[] = [
  {type: 'dns', value: 'localhost'},
  {type: 'ip', value: '127.0.0.1'},
]

const apiServerNames: readonly JsonGeneralName[] = [
  ...['kubernetes', 'kubernetes.default', 'kubernetes.default.svc', 'kubernetes.default.svc.cluster.local'].map(
    value => ({type: 'dns', value}) as const,
  ),
  {type: 'ip', value: '10.96.0.1'},
  ...loopbackNames,
]

const clientOf = (ca: Authority, user: string, groups: readonly string[] = []): Promise<Pair> =>
  ca.issue({subject: [...groups.map(group => ({O: [group]})), {CN: [user]}], for: 'client'})

const save = (folder: string, name: string, pair: Pair): void => {
  writeFileSync(path.join(folder, `${name}.crt`), pair.certificate)
  writeFileSync(path.join(folder, `${name}.key`), pair.key, {mode: 0o600})
}

const saveServiceAccountKeys = (folder: string): void => {
  const {publicKey, privateKey} = generateKeyPairSync('ec', {namedCurve: 'P-256'})
  writeFileSync(path.join(folder, 'sa.key'), privateKey.export({type: 'sec1', format: 'pem'}), {mode: 0o600})
  writeFileSync(path.join(folder, 'sa.pub'), publicKey.export({type: 'spki', format: 'pem'}))
}

/** Makes the control plane's certificates in `folder`, as `NAME.crt` and `NAME.key`. */
export const createBedPki = async (folder: string): Promise<BedPki> => {
  mkdirSync(folder, {recursive: true, mode: 0o700})
  const [ca, frontProxyCa] = await Promise.all([createAuthority('kubernetes'), createAuthority('front-proxy-ca')])
  const admin = await clientOf(ca, 'kubernetes-admin', ['system:masters'])
  const frontProxyClient = await clientOf(frontProxyCa, 'front-proxy-client')
  const pairs: Readonly<Record<string, Pair>> = {
    ca,
    'front-proxy-ca': frontProxyCa,
    'front-proxy-client': frontProxyClient,
    apiserver: await ca.issue({subject: [{CN: ['kube-apiserver']}], sans: apiServerNames, for: 'server'}),
    'apiserver-kubelet-client': await clientOf(ca, 'kube-apiserver-kubelet-client', ['kubeadm:cluster-admins']),
  }
  for (const [name, pair] of Object.entries(pairs)) save(folder, name, pair)
  saveServiceAccountKeys(folder)
  return {
    ...{folder, ca, frontProxyCa, admin, frontProxyClient},
    client: (user, groups) => clientOf(ca, user, groups),
    loopback: () => ca.issue({subject: [{CN: ['localhost']}], sans: loopbackNames, for: 'server'}),
  }
}
