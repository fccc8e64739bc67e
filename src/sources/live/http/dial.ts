import {connect, isIP, type Socket} from 'node:net'
import {type ConnectionOptions, checkServerIdentity, type TLSSocket, connect as tlsConnect} from 'node:tls'
import type {Access} from '../kubeconfig/access.ts'
import {connectionFailure, silence} from './connection-failure.ts'
import {systemRoots} from './system-roots.ts'
import {connected, openTunnel} from './tunnel.ts'

/** The client certificate of this run: the kubeconfig's, or what an exec plugin gave. PEM. */
export interface ClientPair {
  readonly cert: string
  readonly key: string
}

/** Opens connections to one API server, verified and with the client's certificate. */
export interface Dialer {
  readonly server: URL
  /** For people: host and port. */
  readonly address: string
  readonly silenceMs: number
  dial(): Promise<Socket>
}

export interface DialLimits {
  /** A connection that takes longer is given up; 0: never. */
  readonly silenceMs: number
  /** The run's: connections that are being opened end with it. */
  readonly signal?: AbortSignal | undefined
}

/** Opens connections to the API server of `access`. */
export const dialer = (access: Access, pair: ClientPair | null, {silenceMs, signal}: DialLimits): Dialer => ({
  server: access.server,
  address: access.server.host,
  silenceMs,
  dial: () => withLimits(access, pair, {silenceMs, signal}),
})

const withLimits = async (access: Access, pair: ClientPair | null, limits: DialLimits): Promise<Socket> => {
  const {silenceMs, signal} = limits
  const server = access.server.host
  const end = new AbortController()
  const timer = silenceMs > 0 ? setTimeout(() => end.abort(silence(server, silenceMs)), silenceMs) : undefined
  const stop = (): void => end.abort(signal?.reason)
  signal?.addEventListener('abort', stop, {once: true})
  try {
    signal?.throwIfAborted()
    return await open(access, pair, end.signal)
  } catch (error) {
    if (signal?.aborted) throw signal.reason
    throw connectionFailure(end.signal.aborted ? end.signal.reason : error, server)
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', stop)
  }
}

const open = async (access: Access, pair: ClientPair | null, signal: AbortSignal): Promise<Socket> => {
  const {server, proxy} = access
  const isTls = server.protocol === 'https:'
  const host = server.hostname.replace(/^\[|\]$/g, '')
  const port = Number(server.port) || (isTls ? 443 : 80)
  const plain =
    proxy === undefined ? connect({host, port, noDelay: true}) : await openTunnel(proxy, {host, port, signal})
  const abandon = (): void => void plain.destroy()
  signal.addEventListener('abort', abandon, {once: true})
  try {
    if (proxy === undefined) await connected(plain)
    plain.setKeepAlive(true, 30_000)
    if (!isTls) return plain
    const secure = tlsConnect({...(await tlsOptions(access, host)), ...pair, socket: plain})
    await handshaken(secure)
    return secure
  } catch (error) {
    plain.destroy()
    throw error
  } finally {
    signal.removeEventListener('abort', abandon)
  }
}

const tlsOptions = async ({trust}: Access, host: string): Promise<ConnectionOptions> => {
  const name = trust.serverName ?? host
  return {
    ca: trust.ca ?? (await systemRoots()),
    rejectUnauthorized: !trust.insecure,
    checkServerIdentity: (_, certificate) => checkServerIdentity(name, certificate),
    ALPNProtocols: ['h2', 'http/1.1'],
    minVersion: 'TLSv1.2',
    ...(isIP(name) === 0 && {servername: name}),
  }
}

const handshaken = (socket: TLSSocket): Promise<void> =>
  new Promise((resolve, reject) => {
    socket.once('secureConnect', resolve)
    socket.once('error', reject)
    socket.once('close', () => reject(Object.assign(new Error('closed'), {code: 'ECONNRESET'})))
  })
