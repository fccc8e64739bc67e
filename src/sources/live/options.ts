/** kubectl's flags and what else a live reading depends on. Nothing here is read from `process`. */
export interface LiveOptions {
  readonly kubeconfig?: string | undefined
  readonly context?: string | undefined
  readonly cluster?: string | undefined
  readonly user?: string | undefined
  readonly namespace?: string | undefined
  readonly as?: string | undefined
  readonly asGroup?: readonly string[] | undefined
  readonly asUid?: string | undefined
  /** `KEY=VALUE`, as `--as-user-extra` takes it. */
  readonly asUserExtra?: readonly string[] | undefined
  readonly server?: string | undefined
  readonly token?: string | undefined
  readonly certificateAuthority?: string | undefined
  readonly clientCertificate?: string | undefined
  readonly clientKey?: string | undefined
  readonly tlsServerName?: string | undefined
  readonly insecureSkipTlsVerify?: boolean | undefined
  /** In place of that which talosctl would take. */
  readonly talosconfig?: string | undefined
  /** How long the API server may be silent in a request; 0 is for ever. 30 unless said. */
  readonly requestTimeoutSeconds?: number | undefined
  /** False: no Secret is ever asked for. */
  readonly secrets: boolean
  /** kubectl's levels: 6 shows the requests, 8 their headers too. Never credentials, never bodies. */
  readonly verbosity?: number | undefined
  /** Takes one line, for stderr. */
  readonly log?: ((line: string) => void) | undefined
  /** Requests per second, and how many may be made at once before that counts: kubectl's 50 and 300 unless said. */
  readonly qps?: number | undefined
  readonly burst?: number | undefined
  readonly environment: Environment
  /** Standard input is a terminal: an exec plugin may ask the user something. */
  readonly interactive?: boolean | undefined
  /** Objects per page of a list, 0 for all in one answer; unless said, by the version of the API server. */
  readonly pageSize?: number | undefined
  /** Where a pod finds its ServiceAccount's token, CA and namespace. */
  readonly serviceAccountFolder?: string | undefined
}

export type Environment = Readonly<Record<string, string | undefined>>
