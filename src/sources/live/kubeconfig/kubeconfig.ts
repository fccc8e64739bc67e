import type {Json, JsonObject} from '../../../core/kube/object.ts'

/** A value of a kubeconfig with the file that it stands in: the file is named in errors. */
export interface Entry<T> {
  readonly name: string
  readonly file: string
  readonly value: T
}

/** `clusters[].cluster` (client-go, tools/clientcmd/api/v1). File names are absolute. */
export interface ClusterEntry {
  readonly server?: string
  readonly caFile?: string
  readonly caData?: string
  readonly insecure: boolean
  readonly tlsServerName?: string
  readonly proxyUrl?: string
  readonly disableCompression: boolean
  /** Its extension `client.authentication.k8s.io/exec`, which is for exec plugins. */
  readonly execConfig?: Json
}

/** `users[].user`. */
export interface UserEntry {
  readonly certFile?: string
  readonly certData?: string
  readonly keyFile?: string
  readonly keyData?: string
  readonly token?: string
  readonly tokenFile?: string
  readonly username?: string
  readonly password?: string
  readonly exec?: ExecEntry
  /** Left as it is for client-node, which knows OIDC and the old cloud providers. */
  readonly authProvider?: JsonObject
  readonly as?: string
  readonly asUid?: string
  readonly asGroups: readonly string[]
  readonly asExtra: Readonly<Record<string, readonly string[]>>
}

/** `users[].user.exec`. A relative `command` with a slash in it is resolved against the kubeconfig's directory, as kubectl does. */
export interface ExecEntry {
  readonly apiVersion: string
  readonly command: string
  readonly args: readonly string[]
  readonly env: readonly {readonly name: string; readonly value: string}[]
  readonly installHint?: string
  readonly provideClusterInfo: boolean
  readonly interactiveMode: string
}

export interface ContextEntry {
  readonly cluster: string
  readonly user: string
  readonly namespace?: string
}

/** One or several kubeconfig files after merging: the first file that names a thing wins. */
export interface Kubeconfig {
  readonly files: readonly string[]
  readonly currentContext?: string
  readonly clusters: ReadonlyMap<string, Entry<ClusterEntry>>
  readonly users: ReadonlyMap<string, Entry<UserEntry>>
  readonly contexts: ReadonlyMap<string, Entry<ContextEntry>>
}
