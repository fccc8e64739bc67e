import type {Reading, Unknown} from '../knowing.ts'
import type {Kind} from './kind.ts'
import type {KubeObject} from './object.ts'
import type {ObjectRef} from './ref.ts'

/**
 * How much of a kind was looked at, for the whole cluster or for one namespace (the narrower entry wins).
 * - `closed`: all were listed, or discovery succeeded and the kind is not served. Absence proves absence.
 * - `open`: some were seen. `absent` were asked for by name and are not there; about others nothing is known. `unread` says in
 *   what that is there and could not be read some may stand.
 * - `none`: nothing was seen, and why.
 */
export type Coverage = {readonly kind: Kind; readonly namespace?: string} & (
  | {readonly world: 'closed'}
  | {readonly world: 'open'; readonly absent?: readonly ObjectRef[]; readonly unread?: Unknown}
  | {readonly world: 'none'; readonly because: Unknown}
)

export interface Endpoint {
  readonly host: string
  readonly port: number
  readonly serverName?: string
}

/** What a TLS server showed: PEM certificates in the order sent. */
export interface Handshake {
  readonly endpoint: Endpoint
  readonly result: Reading<{readonly chain: readonly string[]; readonly protocol: string}>
}

/**
 * What stands in a configuration of the client: certificates only, never a key and never a token. Of a kubeconfig it is the
 * context that was used.
 */
export interface ClientHolding {
  readonly config: 'kubeconfig' | 'talosconfig'
  readonly context: string
  /** What the client says who it is by; PEM, leaf first. */
  readonly client?: string
  /** What it verifies its server by; PEM. */
  readonly authority?: string
}

/** A SubjectAccessReview (authorization.k8s.io/v1). `kind` may be a virtual resource such as `cert-manager.io/signers`. */
export interface Review {
  readonly user: string
  readonly groups: readonly string[]
  readonly verb: string
  readonly kind: Kind
  readonly namespace?: string
  readonly name?: string
}

export interface AnsweredReview {
  readonly review: Review
  readonly allowed: Reading<boolean>
}

/** A file, a document or an API group that is there and could not be read, or is not judged; it is reported, never dropped. */
export interface Unreadable {
  readonly what: string
  readonly line?: number
  readonly detail: string
  /** It was read, but not all of it is judged: it stands twice. */
  readonly wasRead?: true
}

/** A file of a repository that is no manifest and holds a private key. */
export interface ExposedFile {
  readonly file: string
  readonly line: number
  readonly form: string
}

/**
 * Everything that a diagnosis looks at, as plain JSON: a saved snapshot is this value. Rules never learn whether it came
 * from a live cluster, a saved file or manifests.
 */
export interface Snapshot {
  readonly schema: 'kubectl-pki/snapshot.v1'
  /** For people: `prod-eu (live)`, `backup.json`, `./clusters/prod`. */
  readonly label: string
  /** RFC 3339, by the clock of the API server; for manifests the client's. */
  readonly takenAt: string
  /**
   * When the reading began: the time of the API server and the oldest `resourceVersion` of its lists. What was created later is
   * found, but not judged: what it belongs to may have been created after its own kind was read. Absent where that is not known.
   */
  readonly began?: {readonly at: string; readonly revision: string}
  /** Client clock minus server clock, in seconds; absent where there was no server. */
  readonly clockSkewSeconds?: number
  /** `gitVersion` of the API server. */
  readonly serverVersion?: string
  readonly objects: readonly KubeObject[]
  readonly coverage: readonly Coverage[]
  readonly unreadable: readonly Unreadable[]
  readonly exposed: readonly ExposedFile[]
  readonly handshakes: readonly Handshake[]
  readonly reviews: readonly AnsweredReview[]
  /** Absent where there is no client that could have such: manifests, and files that were saved before it was asked for. */
  readonly clients?: readonly ClientHolding[]
  /** From discovery: the kinds of ours that the API server has, each with the versions that it serves. */
  readonly served: Reading<readonly {readonly kind: Kind; readonly versions: readonly string[]}[]>
}
