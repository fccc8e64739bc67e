import type {FakeRule} from '../support/fake-access.ts'
import type {Manifest} from '../support/fake-store.ts'

/** Somebody who asks the API server, with exactly the permissions that were given. */
export interface ContractUser {
  /** The path of a kubeconfig. */
  readonly kubeconfig: string
  /** As the API server knows it. */
  readonly username: string
}

export interface ContractUserRequest {
  readonly name: string
  readonly clusterWide?: readonly FakeRule[]
  readonly inNamespaces?: Readonly<Record<string, readonly FakeRule[]>>
}

/**
 * An API server that the contract is held against: the fake, or a real one. It serves cert-manager's kinds, and no Gateway API.
 */
export interface ContractBed {
  readonly admin: ContractUser
  apply(...objects: readonly Manifest[]): Promise<void>
  user(request: ContractUserRequest): Promise<ContractUser>
  /** Continue tokens that were given out before are too old from now on. */
  expireTokens(): Promise<void>
  /** The administrator once more: the first continue token that comes back is too old by then, and all others with it. */
  expiring(): Promise<ContractUser>
  /** From now on all requests of this user are too many. */
  throttle(user: ContractUser): Promise<void>
}

const inNamespace = (namespace: string, name: string) => ({metadata: {namespace, name}})

const configMap = (namespace: string, name: string): Manifest => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  ...inNamespace(namespace, name),
  data: {text: name},
})

const secret = (namespace: string, name: string, type: string): Manifest => ({
  apiVersion: 'v1',
  kind: 'Secret',
  ...inNamespace(namespace, name),
  type,
  data: {text: Buffer.from('some value').toString('base64')},
})

const certificate = (namespace: string, name: string): Manifest => ({
  apiVersion: 'cert-manager.io/v1',
  kind: 'Certificate',
  ...inNamespace(namespace, name),
  spec: {secretName: name, dnsNames: [`${name}.example.com`], issuerRef: {name: 'internal', kind: 'Issuer'}},
})

/** Two namespaces of their own, so that a real cluster's other objects do not matter. */
export const PLACES = ['contract-a', 'contract-b'] as const

/** What the contract finds in each of its namespaces. */
export const CONFIG_MAPS = ['one', 'two', 'three', 'four', 'five'] as const

/** Everything that the contract needs to be there. */
export const contractObjects: readonly Manifest[] = [
  ...PLACES.map(name => ({apiVersion: 'v1', kind: 'Namespace', metadata: {name}})),
  ...PLACES.flatMap(namespace => [
    ...CONFIG_MAPS.map(name => configMap(namespace, name)),
    secret(namespace, 'plain', 'Opaque'),
    secret(namespace, 'release', 'helm.sh/release.v1'),
    certificate(namespace, 'web'),
    certificate(namespace, 'api'),
    certificate(namespace, 'mail'),
  ]),
]
