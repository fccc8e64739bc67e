/** A request that went through a fault proxy. */
export interface SeenRequest {
  readonly method: string
  /** Without the query. */
  readonly path: string
  readonly query: URLSearchParams
  readonly userAgent: string
  readonly accept: string
  /** In milliseconds since the epoch. */
  readonly at: number
}

/** What a fault proxy does to the requests that it lets through otherwise; everything is off unless said. */
export interface Faults {
  /** Which requests they strike; all unless said. */
  readonly only?: (request: SeenRequest) => boolean
  /** Runs before a request is passed on, which waits for it: kill, renew or revoke something here. */
  readonly before?: (request: SeenRequest) => Promise<void> | void
  readonly delayMilliseconds?: number
  /** The share of requests (0 to 1) that fail with `failStatus`, 500 unless said. */
  readonly failShare?: number
  readonly failStatus?: number
  /** The share of requests that never get an answer. */
  readonly hangShare?: number
  /** Cuts the connection after so many bytes of each body. */
  readonly cutAfterBytes?: number
  /** Answers 410 Expired to every continue token. */
  readonly expireContinue?: boolean
  /** Answers the first so many requests with 429 and that Retry-After. */
  readonly tooMany?: {readonly times: number; readonly retryAfterSeconds: number}
}

/** An answer that the proxy gives itself. */
export interface FaultAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

const expiredMessage =
  'The provided continue parameter is too old to display a consistent list result. You can start a new list without ' +
  'the continue parameter, or use the continue token in this response to retrieve the remainder of the results. ' +
  'Continuing with the provided token results in an inconsistent list - objects that were created, modified, or ' +
  'deleted between the time the first chunk was returned and now may show up in the list.'

const statusAnswer = (code: number, reason: string, message: string): FaultAnswer => ({
  status: code,
  headers: {'content-type': 'application/json'},
  body: JSON.stringify({kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, reason, code}),
})

/** A repeatable sequence of numbers from 0 to 1 (mulberry32), so that a failed run can be run again. */
const sequence = (seed: number): (() => number) => {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** Decides, request by request, what the faults make of it: pass it on, never answer it, or answer in the server's stead. */
export const faultJudge = (faults: Faults, seed = 1) => {
  const random = sequence(seed)
  let refused = 0
  return (request: SeenRequest): 'pass' | 'hang' | FaultAnswer => {
    if (faults.only !== undefined && !faults.only(request)) return 'pass'
    if (faults.tooMany !== undefined && refused < faults.tooMany.times) {
      refused += 1
      const headers = {
        'content-type': 'text/plain; charset=utf-8',
        'retry-after': String(faults.tooMany.retryAfterSeconds),
      }
      return {status: 429, headers, body: 'Too many requests, please try again later.\n'}
    }
    if (faults.expireContinue && request.query.has('continue')) return statusAnswer(410, 'Expired', expiredMessage)
    if (random() < (faults.hangShare ?? 0)) return 'hang'
    if (random() < (faults.failShare ?? 0))
      return statusAnswer(faults.failStatus ?? 500, 'InternalError', 'made to fail')
    return 'pass'
  }
}
