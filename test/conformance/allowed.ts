/** A difference that is known, and why it stays. The list may only get shorter: an entry that no longer applies fails. */
export interface Allowed {
  readonly id: string
  readonly reason: string
}

/** Where our verdict is not Go's. */
export const ALLOWED_AGAINST_GO: readonly Allowed[] = []

/** Where the strict layer refuses what x509-limbo accepts. It accepts nothing that x509-limbo refuses. */
export const ALLOWED_STRICT: readonly Allowed[] = [
  {
    id: 'cve::cve-2024-0567',
    reason:
      'its trust anchor is cross-signed and has no authorityKeyIdentifier, as in cross-signed-root-missing-aki, which must fail',
  },
  {
    id: 'pathlen::validation-ignores-pathlen-in-leaf',
    reason: 'its leaf is a CA, as in webpki::ca-as-leaf, which must fail',
  },
  {
    id: 'rfc5280::ca-as-leaf',
    reason: 'conflicts with webpki::ca-as-leaf, which must fail and has the same shape',
  },
  {
    id: 'rfc5280::eku::ee-without-eku',
    reason: 'conflicts with webpki::eku::ee-without-eku, which must fail and has the same shape',
  },
  {
    id: 'webpki::nc::permitted-dns-match-noncritical',
    reason: 'conflicts with rfc5280::nc::permitted-dns-match-noncritical, which must fail and has the same shape',
  },
]
