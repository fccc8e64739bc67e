import type {Subject} from '../doctor/report.ts'
import type {KeyView, NameView} from './certificate-view.ts'

/** An entry of a Secret or ConfigMap that is neither a certificate nor a private key. */
export interface EntryView {
  readonly key: string
  /** `text`, `empty`, `Java key store`, `encrypted by SOPS`. */
  readonly is: string
  readonly problems: readonly {readonly line: number; readonly detail: string}[]
}

/** Who uses or makes something, and how: `serves web.corp`, `mounts it at /etc/tls`. */
export interface UseView {
  readonly subject: Subject
  readonly how: string
  /** Whether the certificate does for it; absent where that is no question, or not known. */
  readonly ok?: boolean
}

/** A condition as people read it. */
export interface ConditionView {
  readonly type: string
  readonly status: string
  readonly reason: string
  readonly message: string
  readonly since?: string
}

/** What a Certificate orders, and how it stands. Durations are milliseconds. */
export interface OrderView {
  readonly secret: Subject
  readonly issuer: string
  readonly asks: AskedView
  readonly duration?: number
  readonly renewBefore?: number
  readonly rotatesKey: boolean
  readonly conditions: readonly ConditionView[]
  readonly revision?: number
  readonly renewalTime?: string
  readonly failedAttempts: number
  /** After a failure: when it is tried again, and when that can succeed (null: never while the failed request is there). */
  readonly nextAttempt?: string
  readonly usefulAttempt?: string | null
}

/** What somebody asks to be certified. */
export interface AskedView {
  readonly subject: string
  readonly sans: readonly NameView[]
  readonly isCa: boolean
  readonly usages: readonly string[]
  readonly key?: KeyView
}

/** A CertificateRequest, a CertificateSigningRequest, or a PKCS#10 request in a file. */
export interface RequestView {
  readonly name: string
  readonly signer?: string
  readonly requester?: string
  readonly created?: string
  readonly asks?: AskedView
  /** Milliseconds. */
  readonly duration?: number
  readonly decision?: 'approved' | 'denied' | 'none'
  readonly decidedBy?: string
  readonly state: string
  /** Why its signature does not prove that the requester has the key. */
  readonly signatureProblem?: string
  /** Names that are not those of the node that asks. */
  readonly doubtful?: readonly string[]
  /** How each policy stands to it. */
  readonly policies?: readonly PolicyView[]
}

/** A CertificateRequestPolicy beside a request or an issuer. */
export interface PolicyView {
  readonly name: string
  readonly selects: boolean | null
  readonly misses: readonly string[]
  /** Whether the requester is granted its use; null where that is not known. */
  readonly granted: boolean | null
}

export interface IssuerView {
  readonly type: string
  readonly url?: string
  readonly provisioner?: string
  readonly conditions: readonly ConditionView[]
  readonly secrets: readonly UseView[]
  /** What its controller complained about in the last hour, since it was ready last. */
  readonly warnings: readonly {readonly reason: string; readonly message: string; readonly at?: string}[]
  /** Certificates that name it, those that are not ready first. */
  readonly askedBy: readonly UseView[]
  /** Who may approve what it is asked for, and where they may not or that is not known (null), why: a clause. */
  readonly approvers: readonly {readonly who: string; readonly may: boolean | null; readonly why?: string}[]
  readonly policies: readonly PolicyView[]
}

export interface BundleView {
  readonly conditions: readonly ConditionView[]
  readonly sources: readonly {readonly from: string; readonly certificates: number; readonly problem?: string}[]
  readonly selector: string
  readonly targets: readonly TargetView[]
}

/** What a Bundle has written into a namespace. */
export interface TargetView {
  readonly namespace: string
  readonly object: Subject
  readonly state: 'synced' | 'drifted' | 'missing' | 'unknown'
  /** SHA-256 of what stands in it, over the sorted fingerprints. */
  readonly hash?: string
  readonly certificates?: number
  /** `2 missing, 1 foreign`. */
  readonly detail?: string
}

export interface NodeView {
  readonly addresses: readonly {readonly type: string; readonly address: string}[]
  readonly version?: string
}

/** A place where a certificate is served or verified: a TLS block, a listener, a webhook, an API service. */
export interface ServerView {
  readonly at: string
  readonly hosts: readonly string[]
  readonly secret?: Subject
  readonly service?: string
  readonly url?: string
  /** The annotation that has its CA injected, and what stands in the way of that. */
  readonly injection?: {readonly annotation: string; readonly from?: string; readonly obstacle?: string}
  readonly problem?: string
}

/** One context of a kubeconfig or talosconfig. */
export interface AccessView {
  readonly context: string
  readonly isCurrent: boolean
  readonly servers: readonly string[]
  readonly user?: string
  /** `client certificate`, `token`, `exec aws`. */
  readonly proves: string
  /** Places of the chains that belong to it. */
  readonly authority?: string
  readonly client?: string
  readonly problems: readonly string[]
}

export interface HandshakeView {
  readonly server: string
  readonly serverName: string
  readonly protocol: string
}
