/** One step of an issuance, or one that is still to come. */
export interface StepView {
  readonly is:
    | 'triggered'
    | 'requested'
    | 'approved'
    | 'denied'
    | 'pending'
    | 'signed'
    | 'failed'
    | 'stored'
    | 'waits'
    | 'retries'
    | 'can-succeed'
    | 'renews'
    | 'event'
  /** RFC 3339; absent for what waits. */
  readonly at?: string
  readonly revision?: number
  /** Who, where or why: `by policy "web"`, `certificaterequest/web-3`. */
  readonly detail: string
  /** Milliseconds since the request of the same revision was made. Sources have whole seconds. */
  readonly after?: number
  /** True for what lies ahead. */
  readonly ahead?: true
}

/** How a certificate came to be, as far as objects and events still tell. Oldest first. */
export interface StoryView {
  readonly revision?: number
  readonly failedAttempts: number
  readonly steps: readonly StepView[]
  /** What no object tells any more. */
  readonly lost: readonly string[]
}
