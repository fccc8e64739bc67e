import type {IncomingHttpHeaders} from 'node:http'
import {ConnectionFailure} from './connection-failure.ts'

/** How one attempt ended. */
export type Outcome = {readonly status: number; readonly headers: IncomingHttpHeaders} | {readonly failure: unknown}

const ATTEMPTS = {
  /** The server says when to come back: it is alive. client-go's number. */
  asked: 10,
  failing: 5,
  /** Each costs the whole request timeout. */
  silent: 2,
  /** Nothing has answered yet: a wrong address should be said soon. */
  unheard: 3,
} as const

/** Who asks to come back later than this is not waited for. */
const LONGEST_WAIT_MS = 60_000

const FIRST_WAIT_MS = 200

/**
 * How long to wait before the next attempt, or null for none. `attempt` counts from 1; `heard`: this server has answered before.
 */
export const waitBeforeNext = (outcome: Outcome, attempt: number, heard: boolean): number | null => {
  if ('failure' in outcome) {
    const {failure} = outcome
    if (!(failure instanceof ConnectionFailure) || !failure.transient || isRefusal(failure, heard)) return null
    const {silent} = failure
    const most = heard ? (silent ? ATTEMPTS.silent : ATTEMPTS.failing) : silent ? 1 : ATTEMPTS.unheard
    return attempt < most ? backoff(attempt) : null
  }
  const {status, headers} = outcome
  if (status !== 429 && (status < 500 || status === 501 || status === 505)) return null
  const asked = retryAfter(headers)
  if (asked === null) return attempt < ATTEMPTS.failing ? backoff(attempt) : null
  return attempt < ATTEMPTS.asked && asked <= LONGEST_WAIT_MS ? asked : null
}

const isRefusal = ({cause}: ConnectionFailure, heard: boolean): boolean =>
  !heard && typeof cause === 'object' && cause !== null && 'code' in cause && cause.code === 'ECONNREFUSED'

/** Doubles each time, half of it by chance so that many requests that failed together do not come back together. */
const backoff = (attempt: number): number => FIRST_WAIT_MS * 2 ** (attempt - 1) * (0.5 + Math.random() / 2)

/** `Retry-After` in milliseconds (RFC 9110, section 10.2.3): seconds or a date. */
const retryAfter = (headers: IncomingHttpHeaders): number | null => {
  const value = headers['retry-after']
  if (value === undefined) return null
  if (/^\d+$/.test(value)) return Number(value) * 1000
  const at = Date.parse(value)
  const now = Date.parse(headers.date ?? '')
  return Number.isNaN(at) || Number.isNaN(now) ? null : Math.max(0, at - now)
}
