import type {JsonObject} from '../../../core/kube/object.ts'
import type {ClusterEntry, ExecEntry} from './kubeconfig.ts'

/** How the API server is reached, after kubeconfig, flags and environment were weighed against each other. */
export interface Access {
  /** For people: `prod-eu (live)`. */
  readonly label: string
  /** Without a slash at the end of its path. */
  readonly server: URL
  /** The context's namespace; `default` where it has none. */
  readonly namespace: string
  readonly trust: ServerTrust
  readonly proxy?: URL
  readonly compression: boolean
  readonly user: UserAccess
  /** As it stood in the kubeconfig, for exec plugins that want to know. */
  readonly cluster: ClusterEntry
}

export interface ServerTrust {
  /** PEM; absent: what the machine trusts. */
  readonly ca?: string
  readonly insecure: boolean
  /** The name that the certificate must have, where it is not the server's host. */
  readonly serverName?: string
}

/** Who asks. At most one of the ways to prove it is used: see `credentials/`. */
export interface UserAccess {
  /** For people: `user admin of /home/me/.kube/config`. */
  readonly title: string
  /** PEM, both or none. */
  readonly cert?: string
  readonly key?: string
  readonly token?: string
  readonly tokenFile?: string
  readonly basic?: {readonly username: string; readonly password: string}
  readonly exec?: ExecEntry
  readonly authProvider?: JsonObject
  readonly impersonate: Impersonation
}

export interface Impersonation {
  readonly user?: string
  readonly uid?: string
  readonly groups: readonly string[]
  readonly extra: Readonly<Record<string, readonly string[]>>
}
