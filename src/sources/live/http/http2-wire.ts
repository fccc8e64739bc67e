import type {OutgoingHttpHeaders} from 'node:http'
import {type ClientHttp2Session, type ClientHttp2Stream, connect, constants} from 'node:http2'
import type {Socket} from 'node:net'
import {alpnOf} from './alpn.ts'
import {ConnectionFailure, connectionFailure, silence} from './connection-failure.ts'
import type {Dialer} from './dial.ts'
import {receiveBody} from './receive-body.ts'
import {type Exchange, patience, type Wire, type WireAnswer} from './wire.ts'

/** All kinds of a plan at once: on a far network that is one round trip. */
const CONCURRENT_STREAMS = 48

/** Node's own 64 KiB would stop the server for a round trip after every 64 KiB. */
const STREAM_WINDOW_BYTES = 8 * 1024 * 1024
const SESSION_WINDOW_BYTES = 64 * 1024 * 1024

/** HTTP/2 over one connection; a new one when the server ends it, or falls silent. */
class Http2Wire implements Wire {
  readonly concurrency = CONCURRENT_STREAMS
  readonly #dialer: Dialer
  #session: Promise<ClientHttp2Session>

  constructor(dialer: Dialer, first: Socket) {
    this.#dialer = dialer
    this.#session = Promise.resolve(startSession(dialer, first))
  }

  async send(exchange: Exchange): Promise<WireAnswer> {
    const {address} = this.#dialer
    try {
      const session = await this.#usable()
      if (exchange.signal?.aborted) throw exchange.signal.reason
      return await this.#exchange(session, exchange)
    } catch (error) {
      throw exchange.signal?.aborted ? exchange.signal.reason : connectionFailure(error, address)
    }
  }

  close(): void {
    this.#session.then(
      session => session.destroy(),
      () => {},
    )
  }

  async #usable(): Promise<ClientHttp2Session> {
    const current = this.#session
    const session = await current.catch(() => null)
    if (session !== null && !session.closed && !session.destroyed) return session
    if (this.#session === current) this.#session = this.#redial()
    return this.#session
  }

  async #redial(): Promise<ClientHttp2Session> {
    const socket = await this.#dialer.dial()
    if (alpnOf(socket) === 'h2') return startSession(this.#dialer, socket)
    socket.destroy()
    throw new ConnectionFailure('E_CLUSTER_UNREACHABLE', `what answers at ${this.#dialer.address} has changed`, {
      transient: false,
    })
  }

  #exchange(session: ClientHttp2Session, exchange: Exchange): Promise<WireAnswer> {
    const {address, silenceMs} = this.#dialer
    const {method, path, headers, body, signal} = exchange
    return new Promise((resolve, reject) => {
      const stream = openStream(session, {...headers, ':method': method, ':path': path} as OutgoingHttpHeaders)
      const timer = patience(silenceMs, () => {
        stream.destroy(silence(address, silenceMs))
        session.close()
      })
      const abort = (): void => stream.close(constants.NGHTTP2_CANCEL)
      const settle = (act: () => void): void => {
        timer.end()
        signal?.removeEventListener('abort', abort)
        act()
      }
      signal?.addEventListener('abort', abort, {once: true})
      receive(stream, exchange, {server: address, heard: timer.heard}).then(
        answer => settle(() => resolve(answer)),
        error => settle(() => reject(error)),
      )
      stream.end(body)
    })
  }
}

/** HTTP/2 over one connection. `first` is the one by which the server told that it speaks it. */
export const http2Wire = (dialer: Dialer, first: Socket): Wire => new Http2Wire(dialer, first)

const startSession = (dialer: Dialer, socket: Socket): ClientHttp2Session => {
  const session = connect(dialer.server.origin, {
    createConnection: () => socket,
    settings: {enablePush: false, initialWindowSize: STREAM_WINDOW_BYTES},
  })
  session.on('connect', () => session.setLocalWindowSize(SESSION_WINDOW_BYTES))
  session.on('error', () => {})
  session.unref()
  return session
}

/** A session keeps the process alive only while somebody waits for an answer. */
const openStream = (session: ClientHttp2Session, headers: OutgoingHttpHeaders): ClientHttp2Stream => {
  const stream = session.request(headers)
  waiting.set(session, (waiting.get(session) ?? 0) + 1)
  if (!session.destroyed) session.ref()
  stream.once('close', () => {
    const left = (waiting.get(session) ?? 1) - 1
    waiting.set(session, left)
    if (left === 0 && !session.destroyed) session.unref()
  })
  return stream
}

const waiting = new WeakMap<ClientHttp2Session, number>()

const receive = (
  stream: ClientHttp2Stream,
  exchange: Exchange,
  {server, heard}: {readonly server: string; readonly heard: () => void},
): Promise<WireAnswer> =>
  new Promise((resolve, reject) => {
    const isWhole = (): boolean =>
      !stream.aborted && stream.rstCode === constants.NGHTTP2_NO_ERROR && stream.readableEnded
    stream.on('response', headers => {
      heard()
      const status = headers[':status'] ?? 0
      receiveBody({stream, status, headers, isWhole, heard, server}, exchange).then(resolve, reject)
    })
    stream.on('error', reject)
    stream.on('close', () => {
      if (!isWhole()) reject(Object.assign(new Error('cut off'), {code: 'ECONNRESET'}))
    })
  })
