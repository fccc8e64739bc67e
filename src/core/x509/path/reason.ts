/** Why a certificate cannot be part of a valid path. Stable: rules and machine output name them. */
export type ReasonCode =
  | 'expired'
  | 'not-yet-valid'
  | 'critical-extension'
  | 'host-mismatch'
  | 'key-unusable'
  | 'not-a-ca'
  | 'no-cert-sign'
  | 'path-too-long'
  | 'algorithm-unsupported'
  | 'algorithm-broken'
  | 'key-mismatch'
  | 'signature-mismatch'
  | 'issuer-unknown'
  | 'issuer-differs'
  | 'untrusted-root'
  | 'extended-key-usage'
  | 'name-constraints'
  | 'policies'
  | 'budget'

export interface Reason {
  readonly code: ReasonCode
  /** One clause for a person, without a full stop; its subject is the certificate it belongs to. Safe to print. */
  readonly detail: string
}

export const reason = (code: ReasonCode, detail: string): Reason => ({code, detail})

/** RFC 3339 in UTC, to the second. */
export const timeText = (milliseconds: number): string =>
  Number.isFinite(milliseconds) && Math.abs(milliseconds) <= 8.64e15
    ? new Date(milliseconds).toISOString().replace('.000Z', 'Z')
    : String(milliseconds)
