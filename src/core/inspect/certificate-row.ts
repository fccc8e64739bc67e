import type {Subject} from '../doctor/report.ts'

/** One line of the table of all certificates: one that is served or ordered, or a CA that something trusts. */
export interface CertificateRow {
  /** What it belongs to: its Certificate where it has one, else the object that holds it. */
  readonly subject: Subject
  /** The name of the Secret that a Certificate is stored in. */
  readonly store?: string
  /** The data key or field in which it stands, unless that is `tls.crt`. */
  readonly at?: string
  /** The common name, or the first name that it is for; what is ordered where there is no certificate. */
  readonly name: string
  readonly isCa?: boolean
  /** `ECDSA P-256`. */
  readonly key?: string
  /** As its Certificate names it (`ClusterIssuer/internal-ca`), else the issuer's name; `self-signed`. */
  readonly issuer?: string
  readonly fingerprint?: string
  readonly notBefore?: string
  readonly notAfter?: string
  /** The least notAfter of all that it needs to be valid. */
  readonly effectiveNotAfter?: string
  /** Of a Certificate; absent for what has no such condition. */
  readonly ready?: boolean
  /** The first thing that is wrong with it, one clause. */
  readonly problem?: string
  /** How many other objects hold the same CA. */
  readonly others?: number
  readonly labels: Readonly<Record<string, string>>
}
