import {isIP} from 'node:net'
import {connect, type TLSSocket} from 'node:tls'
import {known, type Reading, unknown} from '../../core/knowing.ts'
import type {Endpoint, Handshake} from '../../core/kube/snapshot.ts'
import {excerpt} from './excerpt.ts'
import {Slots} from './http/turnstile.ts'

const TIMEOUT_MS = 5000
const TOGETHER = 64

/** More certificates than any honest server sends. */
const LONGEST_CHAIN = 16

/** Asks each TLS server once for its certificates. Nothing is verified and nothing but the handshake is sent. */
export const shakeAllHands = async (
  endpoints: readonly Endpoint[],
  options: {readonly signal?: AbortSignal | undefined; readonly timeoutMs?: number} = {},
): Promise<readonly Handshake[]> => {
  const slots = new Slots(TOGETHER)
  return Promise.all(endpoints.map(endpoint => slots.run(() => shakeHands(endpoint, options))))
}

/**
 * One handshake. The chain is the leaf, then each certificate that the server sent which issued the one before it; what it
 * sent besides is lost, because Node does not hand it out.
 */
export const shakeHands = async (
  endpoint: Endpoint,
  {signal, timeoutMs = TIMEOUT_MS}: {readonly signal?: AbortSignal | undefined; readonly timeoutMs?: number} = {},
): Promise<Handshake> => {
  if (signal?.aborted) throw signal.reason
  const {port} = endpoint
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    return {endpoint, result: unknown('unreachable', `${port} is no port`)}
  }
  const result = await attempt(endpoint, timeoutMs, signal)
  if (signal?.aborted) throw signal.reason
  return {endpoint, result}
}

type Result = Reading<{readonly chain: readonly string[]; readonly protocol: string}>

const attempt = (endpoint: Endpoint, timeoutMs: number, signal: AbortSignal | undefined): Promise<Result> =>
  new Promise(resolve => {
    const {host, port, serverName = host} = endpoint
    // No CA at all: Node would otherwise lengthen the chain from its own store.
    const socket = connect({
      host,
      port,
      ca: [],
      rejectUnauthorized: false,
      ...(isIP(serverName) === 0 && {servername: serverName}),
    })
    const end = (result: Result): void => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', stop)
      resolve(result)
      socket.destroy()
    }
    const stop = (): void => end(unknown('unreachable', 'it was given up'))
    const timer = setTimeout(() => end(unknown('unreachable', `no answer within ${timeoutMs / 1000} s`)), timeoutMs)
    signal?.addEventListener('abort', stop, {once: true})
    socket.once('secureConnect', () => end(shown(socket)))
    socket.on('error', (error: NodeJS.ErrnoException) => {
      const seen = shown(socket)
      end(seen.known ? seen : unknown('unreachable', words(error)))
    })
    socket.once('close', () => end(unknown('unreachable', 'the connection was closed during the handshake')))
  })

const words = ({code, message}: NodeJS.ErrnoException): string => {
  if (code === 'ECONNREFUSED') return 'the connection was refused'
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'the name does not resolve'
  if (code === 'EPROTO' || code?.startsWith('ERR_SSL_')) return 'it does not complete a TLS handshake'
  return excerpt(code ?? message, 80)
}

/**
 * A server that wants a client certificate ends the handshake, but after it has shown its own. Never `getPeerCertificate`:
 * Node 22 dies of an OID of a thousand bytes in extKeyUsage when it makes its old-style object.
 */
const shown = (socket: TLSSocket): Result => {
  const chain: string[] = []
  let certificate = socket.getPeerX509Certificate()
  while (certificate !== undefined && chain.length < LONGEST_CHAIN && !chain.includes(certificate.toString())) {
    chain.push(certificate.toString())
    certificate = certificate.issuerCertificate
  }
  if (chain.length === 0) return unknown('unreachable', 'it showed no certificate')
  return known({chain, protocol: socket.getProtocol() ?? 'unknown'})
}
