import type {Socket} from 'node:net'
import type {Duplex} from 'node:stream'
import {nodeHttp} from '../late-modules.ts'
import {connectionFailure, silence} from './connection-failure.ts'
import type {Dialer} from './dial.ts'
import {receiveBody} from './receive-body.ts'
import {type Exchange, patience, type Wire, type WireAnswer} from './wire.ts'

const {Agent, request: httpRequest} = nodeHttp()

const CONNECTIONS = 8

/** Keeps connections that we opened ourselves, TLS and proxies included; the first is there already. */
class DialAgent extends Agent {
  readonly #dialer: Dialer
  #first: Socket | undefined

  constructor(dialer: Dialer, first: Socket) {
    super({keepAlive: true, maxSockets: CONNECTIONS})
    this.#dialer = dialer
    this.#first = first
  }

  override createConnection(_options: unknown, callback?: (error: Error | null, stream: Duplex) => void): null {
    const first = this.#first
    this.#first = undefined
    const socket = first !== undefined && !first.destroyed ? Promise.resolve(first) : this.#dialer.dial()
    socket.then(
      opened => callback?.(null, opened),
      (error: Error) => callback?.(error, undefined as unknown as Duplex),
    )
    return null
  }
}

/** HTTP/1.1 over up to eight kept connections. `first` is the one by which the server told what it speaks. */
export const http1Wire = (dialer: Dialer, first: Socket): Wire => {
  const agent = new DialAgent(dialer, first)
  return {
    concurrency: CONNECTIONS,
    send: exchange => send(dialer, agent, exchange),
    close: () => agent.destroy(),
  }
}

const send = (dialer: Dialer, agent: DialAgent, exchange: Exchange): Promise<WireAnswer> =>
  new Promise((resolve, reject) => {
    const {method, path, headers, body, signal} = exchange
    const {address: server, silenceMs} = dialer
    const request = httpRequest({agent, method, path, headers: {...headers, host: dialer.server.host}, setHost: false})
    const timer = patience(silenceMs, () => request.destroy(silence(server, silenceMs)))
    const abort = (): void => void request.destroy()
    const settle = (act: () => void): void => {
      timer.end()
      signal?.removeEventListener('abort', abort)
      act()
    }
    const fail = (error: unknown): void =>
      settle(() => reject(signal?.aborted ? signal.reason : connectionFailure(error, server)))
    signal?.addEventListener('abort', abort, {once: true})
    request.on('error', fail)
    request.on('response', stream => {
      const {statusCode = 0, headers: received} = stream
      const isWhole = (): boolean => stream.complete
      receiveBody({stream, status: statusCode, headers: received, isWhole, heard: timer.heard, server}, exchange).then(
        answer => settle(() => resolve(answer)),
        fail,
      )
    })
    request.end(body)
    if (signal?.aborted) abort()
  })
