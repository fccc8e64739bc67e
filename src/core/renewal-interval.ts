/** When cert-manager renews, as `spec` says it. */
export interface RenewalSpec {
  /** Milliseconds; of the certificate that was issued, or of the manifest. */
  readonly lifetime: number
  /** Milliseconds before the end. */
  readonly renewBefore?: number | undefined
  /** Percent of the lifetime before the end. */
  readonly renewBeforePercentage?: number | undefined
}

/** What cert-manager asks for where the manifest names no duration: 90 days. Other issuers decide for themselves. */
export const DEFAULT_LIFETIME = 90 * 24 * 3_600_000

/**
 * Milliseconds from one issuance to the next: values that make no sense count as not given, and then it is two thirds of the
 * lifetime. Source: cert-manager pkg/util/pki/renewaltime.go `RenewBefore`.
 */
export const renewalInterval = ({lifetime, renewBefore, renewBeforePercentage}: RenewalSpec): number => {
  if (renewBefore !== undefined && renewBefore > 0 && renewBefore < lifetime) return lifetime - renewBefore
  const percentage = renewBeforePercentage ?? 0
  return percentage > 0 && percentage < 100 ? lifetime * (1 - percentage / 100) : (lifetime * 2) / 3
}
