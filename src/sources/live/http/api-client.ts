import {PkiError} from '../../../core/errors.ts'
import type {Json, JsonObject} from '../../../core/kube/object.ts'
import {authenticate} from '../credentials/authenticate.ts'
import type {Identity} from '../credentials/identity.ts'
import type {Access} from '../kubeconfig/access.ts'
import type {LiveOptions} from '../options.ts'
import {connectionFailure} from './connection-failure.ts'
import {type ItemSink, intakeOf} from './intake.ts'
import {changeIdentity, type Link, openLink} from './link.ts'
import {type ApiAnswer, readJson} from './read-json.ts'
import {type LoggedRequest, requestLog} from './request-log.ts'
import {type Outcome, waitBeforeNext} from './retry.ts'
import {ServerClock} from './server-clock.ts'
import {pause, RateLimit} from './turnstile.ts'
import {unauthorized} from './unauthorized.ts'
import type {Exchange} from './wire.ts'

export type {ItemSink}

export interface ApiRequest {
  readonly method?: 'GET' | 'POST'
  /** From the root of the API, with the query: `/api/v1/secrets?limit=500`. */
  readonly path: string
  readonly accept?: string
  readonly body?: JsonObject
  readonly signal?: AbortSignal | undefined
  /** For lists: takes the items while they come in; `value` of the answer is then the list without them. */
  readonly items?: ItemSink
  /** For watches: takes each line while it comes in. The request takes no slot from the others. */
  readonly lines?: (line: Json) => void
  /** A failure is not tried again: the caller has a better way. */
  readonly once?: boolean
}

type Attempt = Outcome & ({readonly answer: ApiAnswer; readonly link: Link} | {readonly failure: unknown})

/** kubectl's numbers. */
const QPS = 50
const BURST = 300

/** More requests at once than HTTP/1.1 has connections. */
const MANY = 16

/**
 * Asks one API server: with credentials, within the rate limit, again where that helps. The answer may be a refusal; only
 * what is no answer is thrown.
 */
export class ApiClient {
  readonly clock = new ServerClock()
  /** For people: host and port. */
  readonly address: string
  readonly #access: Access
  readonly #options: LiveOptions
  readonly #rate: RateLimit
  readonly #log: (request: LoggedRequest) => void
  #identity: Identity | undefined
  #link: Promise<Link> | undefined
  #heard = false

  constructor(access: Access, options: LiveOptions) {
    this.#access = access
    this.#options = options
    this.address = access.server.host
    this.#rate = new RateLimit(options.qps ?? QPS, options.burst ?? BURST)
    this.#log = requestLog(options)
  }

  /** @throws PkiError where there was no answer, or 401; the signal's reason where it was aborted. */
  async send(request: ApiRequest): Promise<ApiAnswer> {
    let renewed = false
    for (let attempt = 1; ; attempt += 1) {
      const outcome = await this.#attempt(request)
      if ('answer' in outcome && outcome.answer.status === 401) {
        const {identity} = outcome.link
        if (renewed || !identity.renewable) throw unauthorized(this.#access, identity, this.clock.latest)
        renewed = true
        await this.#renew(outcome.link, request.signal)
        continue
      }
      const wait = request.once === true ? null : waitBeforeNext(outcome, attempt, this.#heard)
      if (wait !== null) await pause(wait, request.signal)
      else if ('answer' in outcome) return outcome.answer
      else throw outcome.failure
    }
  }

  /** Whether watches can run beside other requests: many streams over one connection. */
  async carriesStreams(signal: AbortSignal | undefined): Promise<boolean> {
    return (await this.#opened(signal)).wire.concurrency > MANY
  }

  #opened(signal: AbortSignal | undefined): Promise<Link> {
    return this.#link ?? this.#keep(this.#open(signal))
  }

  async #open(signal: AbortSignal | undefined): Promise<Link> {
    // Asked once, however often the connection fails: a plugin may ask the user something.
    this.#identity ??= await authenticate(this.#access, this.#options, signal)
    return openLink({access: this.#access, options: this.#options, signal}, this.#identity)
  }

  /** One of several requests that were refused together asks for new credentials; the others wait for it. */
  async #renew(refused: Link, signal: AbortSignal | undefined): Promise<void> {
    if ((await this.#link?.catch(() => null)) !== refused) return
    const link = {access: this.#access, options: this.#options, signal}
    const renewed = authenticate(this.#access, this.#options, signal).then(identity => {
      this.#identity = identity
      return changeIdentity(refused, link, identity)
    })
    await this.#keep(renewed)
  }

  #keep(link: Promise<Link>): Promise<Link> {
    this.#link = link
    link.catch(() => {
      if (this.#link === link) this.#link = undefined
    })
    return link
  }

  async #attempt(request: ApiRequest): Promise<Attempt> {
    try {
      const link = await this.#opened(request.signal)
      await this.#rate.take(request.signal)
      const exchange = () => this.#exchange(link, request)
      const answer = await (request.lines === undefined ? link.slots.run(exchange) : exchange())
      this.#heard ||= answer.status < 500
      return {link, answer, status: answer.status, headers: answer.headers}
    } catch (error) {
      if (request.signal?.aborted) throw request.signal.reason
      return {failure: error instanceof PkiError ? error : connectionFailure(error, this.address)}
    }
  }

  async #exchange({wire, identity}: Link, request: ApiRequest): Promise<ApiAnswer> {
    const {taken, sink} = intakeOf(request)
    const exchange = {...this.#written(request, identity), sink}
    const sentAt = Date.now()
    const {method, headers} = exchange
    const logged = {method, url: `${this.#access.server.origin}${exchange.path}`, headers}
    try {
      const answer = await wire.send(exchange)
      this.clock.note(answer.headers.date, sentAt, Date.now())
      this.#log({...logged, milliseconds: Date.now() - sentAt, end: answer})
      const intake = taken()
      if (intake === null) return readJson(answer, this.address)
      return {status: answer.status, headers: answer.headers, value: intake.end()}
    } catch (error) {
      const failure = error instanceof PkiError ? error.message : 'was given up'
      this.#log({...logged, milliseconds: Date.now() - sentAt, end: {failure}})
      throw error
    }
  }

  #written(request: ApiRequest, identity: Identity): Exchange {
    const {method = 'GET', path, accept = 'application/json', body, signal} = request
    return {
      method,
      path: `${this.#access.server.pathname.replace(/\/$/, '')}${path}`,
      headers: {
        accept,
        'user-agent': 'kubectl-pki',
        ...(this.#access.compression && {'accept-encoding': 'gzip'}),
        ...(body !== undefined && {'content-type': 'application/json'}),
        ...identity.headers,
      },
      ...(body !== undefined && {body: JSON.stringify(body)}),
      signal,
    }
  }
}
