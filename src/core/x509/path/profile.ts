/**
 * Where Go's path validation departs from RFC 5280, so that both verdicts can be given. `GO` decides what the product
 * calls valid; `RFC5280` is what the strict layer judges by.
 */
export interface Profile {
  /** Issuer and subject are compared as RFC 5280 §7.1 says; Go compares bytes. */
  readonly foldsNames: boolean
  /** Self-issued intermediates count towards pathLenConstraint; RFC 5280 §4.2.1.9 leaves them out. */
  readonly countsSelfIssued: boolean
  /** Name constraints bind self-issued intermediates, too; RFC 5280 §4.2.1.10 exempts them. */
  readonly constrainsSelfIssued: boolean
  /**
   * Constraints on directoryName are compared with subject and subjectAltName, and those on rare kinds refuse only
   * names of that kind. Go understands neither, so it refuses a critical nameConstraints that has any, and skips others.
   */
  readonly comparesAllNames: boolean
  /**
   * A mail or URI constraint without a leading dot is one host, and any IP range may cover an address. Go lets such a
   * constraint cover what is below, as for DNS names, and looks at the nearest IP range only (see ip-set.ts).
   */
  readonly exactConstraints: boolean
  /** Times are compared in whole seconds, which is all that certificates can say; Go compares instants. */
  readonly wholeSeconds: boolean
  /**
   * How many pairs of a name and a constraint a certificate may bring against one issuer. Both profiles compare in linear
   * time; the limit is what Go before 1.26 and rustls-webpki refuse as hostile.
   */
  readonly maxConstraintPairs: number
}

export const GO: Profile = {
  foldsNames: false,
  countsSelfIssued: true,
  constrainsSelfIssued: true,
  comparesAllNames: false,
  exactConstraints: false,
  wholeSeconds: false,
  maxConstraintPairs: Number.POSITIVE_INFINITY,
}

export const RFC5280: Profile = {
  foldsNames: true,
  countsSelfIssued: false,
  constrainsSelfIssued: false,
  comparesAllNames: true,
  exactConstraints: true,
  wholeSeconds: true,
  maxConstraintPairs: 250_000,
}
