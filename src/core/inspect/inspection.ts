import type {Finding, Subject} from '../doctor/report.ts'
import type {Unknown} from '../knowing.ts'
import type {CertificateRow} from './certificate-row.ts'
import type {CertificateView, KeyView} from './certificate-view.ts'
import type {ChainView, Place} from './chain-view.ts'
import type {
  AccessView,
  BundleView,
  EntryView,
  HandshakeView,
  IssuerView,
  NodeView,
  OrderView,
  RequestView,
  ServerView,
  UseView,
} from './parts.ts'
import type {StoryView} from './story.ts'

/** A certificate, and every place in which it was found. */
export interface FoundCertificate extends CertificateView {
  readonly places: readonly Place[]
}

/** A private key, by its public half. */
export interface PrivateKeyView extends Partial<KeyView> {
  readonly at: string
  readonly unreadable?: 'encrypted' | 'malformed'
  /** Whether the leaf of the chain that stands with it is for this key. */
  readonly matches?: boolean
}

/** A part of the answer that could not be given, and why. */
export interface Gap {
  readonly part: string
  readonly because: Unknown
}

/** Everything that is known of one target. Parts that do not apply are absent; those that could not be read are gaps. */
export interface Inspection {
  /** As kubectl takes it: `secret/web-tls -n shop`. */
  readonly target: string
  /** Null: a file, a server, a kubeconfig. */
  readonly subject: Subject | null
  /** `absent`: it is known that there is none. `unknown`: it could not be looked at, and `gaps` says why. */
  readonly state: 'shown' | 'absent' | 'unknown'
  /** The least notAfter of all that it needs to be valid. */
  readonly effectiveNotAfter?: string
  /** All certificates that occur in the chains, each once. */
  readonly certificates: readonly FoundCertificate[]
  readonly chains: readonly ChainView[]
  readonly keys: readonly PrivateKeyView[]
  /** What else stands in it. */
  readonly data?: readonly EntryView[]
  readonly order?: OrderView
  readonly requests?: readonly RequestView[]
  readonly issuer?: IssuerView
  readonly bundle?: BundleView
  readonly node?: NodeView
  readonly servers?: readonly ServerView[]
  readonly access?: readonly AccessView[]
  readonly handshake?: HandshakeView
  readonly madeBy?: readonly UseView[]
  readonly usedBy?: readonly UseView[]
  readonly story?: StoryView
  /** What doctor finds on it and on whatever it comes from, with the causes. */
  readonly findings: readonly Finding[]
  /** Rules that concern it and could not tell with what was read. */
  readonly unjudged: readonly string[]
  readonly gaps: readonly Gap[]
}

/** The answer of `inspect`. `-o json` is this value. */
export interface InspectionDocument {
  readonly schema: 'kubectl-pki/inspection.v1'
  /** What was looked at, for people. */
  readonly source: string
  /** RFC 3339: the moment that was judged. */
  readonly takenAt: string
  readonly inspections: readonly Inspection[]
  /** Rules that failed by a mistake of ours. */
  readonly crashed?: readonly string[]
  /** Of a run without a target: every certificate that was found. */
  readonly certificates?: readonly CertificateRow[]
  /** Of such a run: what was not looked at. */
  readonly gaps: readonly Gap[]
}
