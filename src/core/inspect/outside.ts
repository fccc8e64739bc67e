import type {DataEntry} from '../kube/secret.ts'
import type {Endpoint, Handshake} from '../kube/snapshot.ts'
import type {ReadOptions} from '../ports.ts'

/** What stands in a file, or in a field of one, after the door: no private key is left in it. */
export interface HeldText {
  /** The file, or where in it: `users[admin].client-certificate-data`. */
  readonly at: string
  readonly entry: DataEntry
}

/** A file that somebody named, or standard input. */
export interface HeldFile extends HeldText {
  /** PKCS#10 requests and public keys in it, as PEM, one each. */
  readonly requests: readonly string[]
  readonly publicKeys: readonly string[]
}

/** One context of a kubeconfig or talosconfig. */
export interface ClientContext {
  readonly name: string
  readonly isCurrent: boolean
  readonly servers: readonly string[]
  readonly user?: string
  /** How the client says who it is: `client certificate`, `token`, `exec aws`. */
  readonly proves: string
  /** What the server is verified by; absent: by what this machine trusts. */
  readonly authority?: HeldText
  readonly client?: HeldText
  readonly key?: HeldText
  /** What is wrong with it, one clause each. */
  readonly problems: readonly string[]
}

/** A kubeconfig or talosconfig. */
export interface ClientConfig {
  readonly files: readonly string[]
  readonly contexts: readonly ClientContext[]
}

/** The API server that the flags choose, and what kubectl would know of it. */
export interface ApiServerAccess {
  readonly endpoint: Endpoint
  readonly context: ClientContext
  /** Why a handshake may not show what kubectl would see. */
  readonly detour?: string
}

/** What can be looked at without a cluster. Whatever comes from here has passed the door. */
export interface Outside {
  /** @throws PkiError E_FILE_MISSING, E_FILE_UNREADABLE, E_FILE_TOO_LARGE */
  file(path: string, options: ReadOptions): Promise<HeldFile>
  /** @throws PkiError E_KUBECONFIG_MISSING, E_KUBECONFIG_INVALID */
  kubeconfig(options: ReadOptions): Promise<ClientConfig>
  /** @throws PkiError E_TALOSCONFIG_MISSING, E_TALOSCONFIG_INVALID */
  talosconfig(options: ReadOptions): Promise<ClientConfig>
  /** @throws PkiError as a reading of the cluster does */
  apiServer(options: ReadOptions): Promise<ApiServerAccess>
  /** Nothing is verified, and nothing but the handshake is sent. */
  shakeHands(endpoints: readonly Endpoint[], options: ReadOptions): Promise<readonly Handshake[]>
  /** PEM texts of the CAs that this machine trusts. */
  systemRoots(): Promise<readonly string[]>
  now(): Date
}
