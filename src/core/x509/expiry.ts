/** When a certificate ends: one that somebody serves or signs with, or a trust anchor that is handed out. Times are epoch milliseconds. */
export interface Expiry {
  readonly is: 'served' | 'anchor'
  readonly namespace?: string
  /** The Secret that it stands in; of an anchor the Bundle. */
  readonly store: string
  /** The Certificate that it was made for. */
  readonly certificate?: string
  /** `ClusterIssuer/internal-ca`. */
  readonly issuer?: string
  /** The subject, or the first name that it is for. */
  readonly subject: string
  readonly isCa: boolean
  readonly notBefore?: number
  readonly notAfter: number
  /** The least notAfter of all certificates that stand with it. */
  readonly chainNotAfter: number
  /** What stands in a Certificate's status, because the Secret was not seen. */
  readonly isReported: boolean
}
