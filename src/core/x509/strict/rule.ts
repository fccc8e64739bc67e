import type {Certificate} from '../certificate.ts'

/** Where a certificate stands in a path. An `issuer` is between the leaf and the trust anchor. */
export type Role = 'leaf' | 'issuer' | 'anchor'

/** What strict rules look at. */
export interface Subject {
  readonly certificate: Certificate
  readonly role: Role
  /** The certificate above it in the path; undefined for the anchor, or where it is not at hand. */
  readonly issuer: Certificate | undefined
}

/** One thing that a profile demands of a certificate and that Go does not check. */
export interface StrictRule {
  /** Stable, kebab-case: machine output and suppressions name it. */
  readonly code: string
  /** `RFC 5280 §4.1.2.2`, or `CABF BR 7.1.4.3`: the CA/Browser Forum's rules for the public web. */
  readonly section: string
  /** `violation`: the text says MUST. `advice`: it says so only to CAs, or says SHOULD. */
  readonly level: 'violation' | 'advice'
  /** What is wrong, one clause about the certificate without a full stop; undefined where nothing is. */
  readonly check: (subject: Subject) => string | undefined
}

/** A departure from a profile. It never changes the verdict. */
export interface StrictFinding {
  readonly code: string
  readonly section: string
  readonly level: 'violation' | 'advice'
  readonly detail: string
}

/** The detail where the condition holds. */
export const when = (condition: boolean, detail: string): string | undefined => (condition ? detail : undefined)
