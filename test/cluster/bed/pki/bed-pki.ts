import {generateKeyPairSync, randomBytes} from 'node:crypto'
import {mkdirSync, writeFileSync} from 'node:fs'
import path from 'node:path'
import {type CertificateSpec, type Issued, makePki, type Pki} from '../../../fixtures/make-pki.ts'

/** The certificates that kubeadm would have made for the control plane; those it reads from files are in `folder`. */
export interface BedPki {
  readonly folder: string
  /** Signs the API server, clients and kubelets, as a kubeadm cluster's one CA does. */
  readonly ca: Issued
  /** `kubernetes-admin` in `system:masters`. */
  readonly admin: Issued
  /** Of the one who may name the user that it speaks for (`X-Remote-User`). */
  readonly frontProxyClient: Issued
  /** A client certificate of the cluster CA for any user. */
  client(user: string, groups?: readonly string[]): Issued
  /** A serving certificate of the cluster CA for the loopback address. */
  loopback(): Issued
}

const keyUsage = ['digitalSignature', 'keyEncipherment']
const clientSpec: CertificateSpec = {usages: ['clientAuth'], keyUsage, notAfter: '+365d'}
const serverSpec: CertificateSpec = {usages: ['serverAuth'], keyUsage, notAfter: '+365d'}

const kubernetes = [
  'kubernetes',
  'kubernetes.default',
  'kubernetes.default.svc',
  'kubernetes.default.svc.cluster.local',
]
const apiServerSpec: CertificateSpec = {
  ...{...serverSpec, dns: [...kubernetes, 'localhost'], ips: ['10.96.0.1', '127.0.0.1']},
}

/** Certificates valid from now, with keys that nobody else has. */
export const freshPki = (): Pki => makePki({now: new Date(), seed: randomBytes(16).toString('hex')})

const clientOf = (ca: Issued, user: string, groups: readonly string[] = []): Issued =>
  ca.leaf({O: groups, CN: user}, clientSpec)

const save = (folder: string, name: string, pair: Issued): void => {
  writeFileSync(path.join(folder, `${name}.crt`), pair.pem)
  writeFileSync(path.join(folder, `${name}.key`), pair.keyPem, {mode: 0o600})
}

const saveServiceAccountKeys = (folder: string): void => {
  const {publicKey, privateKey} = generateKeyPairSync('ec', {namedCurve: 'P-256'})
  writeFileSync(path.join(folder, 'sa.key'), privateKey.export({type: 'sec1', format: 'pem'}), {mode: 0o600})
  writeFileSync(path.join(folder, 'sa.pub'), publicKey.export({type: 'spki', format: 'pem'}))
}

/** Makes the control plane's certificates in `folder`, as `NAME.crt` and `NAME.key`. */
export const createBedPki = (folder: string): BedPki => {
  mkdirSync(folder, {recursive: true, mode: 0o700})
  const pki = freshPki()
  const [ca, frontProxyCa] = [pki.ca({CN: 'kubernetes'}), pki.ca({CN: 'front-proxy-ca'})]
  const frontProxyClient = clientOf(frontProxyCa, 'front-proxy-client')
  save(folder, 'ca', ca)
  save(folder, 'front-proxy-ca', frontProxyCa)
  save(folder, 'front-proxy-client', frontProxyClient)
  save(folder, 'apiserver', ca.leaf({CN: 'kube-apiserver'}, apiServerSpec))
  save(folder, 'apiserver-kubelet-client', clientOf(ca, 'kube-apiserver-kubelet-client', ['kubeadm:cluster-admins']))
  saveServiceAccountKeys(folder)
  return {
    ...{folder, ca, frontProxyClient, admin: clientOf(ca, 'kubernetes-admin', ['system:masters'])},
    client: (user, groups) => clientOf(ca, user, groups),
    loopback: () => ca.leaf({CN: 'localhost'}, {...serverSpec, dns: ['localhost'], ips: ['127.0.0.1']}),
  }
}
