import type {Subject} from '../doctor/report.ts'

/** Where a certificate lies, and so who vouches for it. */
export interface Place {
  /**
   * `own`: beside the chain that is looked at · `issuer`: the issuer says that this is its CA · `bundle`: a Bundle distributes
   * it · `cluster`: every namespace has it in `kube-root-ca.crt` · `given`: the kubeconfig names it · `system`: this machine
   * trusts it.
   */
  readonly is: 'own' | 'issuer' | 'bundle' | 'cluster' | 'given' | 'system'
  /** `ca.crt`, `bundle/corp-roots`, `secret/ca-tls -n cert-manager`. */
  readonly at: string
  readonly subject?: Subject
}

/** Why a path loses; `at` is the fingerprint of the certificate that is to blame. */
export interface PathProblem {
  readonly code: string
  readonly detail: string
  readonly at: string
}

/** Certificates by their fingerprints, leaf first, as far as the path leads. */
export interface PathView {
  readonly certificates: readonly string[]
  readonly valid: boolean
  readonly problem?: PathProblem
}

/**
 * What Go programs would say of a chain. `unanchored`: nothing is wrong with it, but it leads to no certificate that anything
 * which was read trusts.
 */
export interface ChainVerdict {
  readonly is: 'valid' | 'invalid' | 'unanchored'
  readonly code?: string
  readonly detail?: string
}

/** The certificates that stand in one place. */
export interface ChainView {
  /** The data key, the field or the file: `tls.crt`, `webhooks[0].clientConfig.caBundle`. */
  readonly at: string
  /** A leaf with what leads up from it, or certificates that are trusted each on its own. */
  readonly role: 'chain' | 'authorities'
  /** In the order in which they stand, by fingerprint. */
  readonly certificates: readonly string[]
  readonly verdict?: ChainVerdict
  /** Valid ones first, then the others, the one closest to valid first. Of a chain only. */
  readonly paths: readonly PathView[]
  /** The least notAfter along the path that lives longest; of authorities the first that ends. */
  readonly effectiveNotAfter?: string
  /** Issuers that were found elsewhere and are not sent along. */
  readonly notSent: readonly string[]
  /** Which hosts it is valid for, of those that it is used for. */
  readonly hosts?: readonly {readonly host: string; readonly covered: boolean}[]
  /** What is wrong with the text that holds it. */
  readonly problems: readonly {readonly line: number; readonly detail: string}[]
}
