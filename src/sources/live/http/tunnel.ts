import {connect, type Socket} from 'node:net'
import {nodeHttp, nodeHttps} from '../late-modules.ts'
import {ConnectionFailure} from './connection-failure.ts'
import {systemRoots} from './system-roots.ts'

/** The host and port that a tunnel leads to. */
export interface Destination {
  readonly host: string
  readonly port: number
  readonly signal: AbortSignal
}

/** For people, without the credentials that a proxy's address may hold. */
const title = ({protocol, host}: URL): string => `the proxy ${protocol}//${host}`

/**
 * A connection to `to` through a proxy: CONNECT for http and https proxies, SOCKS for the others.
 * @throws ConnectionFailure that names the proxy.
 */
export const openTunnel = async (proxy: URL, to: Destination): Promise<Socket> => {
  try {
    return await (proxy.protocol.startsWith('socks') ? throughSocks(proxy, to) : throughConnect(proxy, to))
  } catch (error) {
    if (error instanceof ConnectionFailure) throw error
    throw new ConnectionFailure('E_CLUSTER_UNREACHABLE', `${title(proxy)}${reasonOf(error)}`, {
      transient: false,
      fix: 'Check `proxy-url` in the kubeconfig and HTTPS_PROXY and NO_PROXY in the environment.',
      cause: error,
    })
  }
}

const reasonOf = (error: unknown): string => {
  if (typeof error === 'object' && error !== null && 'code' in error)
    return ` cannot be reached (${String(error.code)})`
  return error instanceof Error ? `: ${error.message}` : ' cannot be reached'
}

const throughConnect = async (proxy: URL, {host, port, signal}: Destination): Promise<Socket> => {
  const isTls = proxy.protocol === 'https:'
  const authority = `${host.includes(':') ? `[${host}]` : host}:${port}`
  const options = {
    host: bareHost(proxy),
    port: Number(proxy.port) || (isTls ? 443 : 80),
    method: 'CONNECT',
    path: authority,
    headers: {Host: authority, ...authorization(proxy)},
    agent: false as const,
    signal,
  }
  const request = isTls ? nodeHttps().request({...options, ca: await systemRoots()}) : nodeHttp().request(options)
  return new Promise((resolve, reject) => {
    request.once('error', reject)
    request.once('response', response => reject(refused(proxy, response.statusCode ?? 0)))
    request.once('connect', (response, socket, head) => {
      if (response.statusCode !== 200) return reject(refused(proxy, response.statusCode ?? 0))
      if (head.length > 0) socket.unshift(head)
      resolve(socket as Socket)
    })
    request.end()
  })
}

const refused = (proxy: URL, status: number): ConnectionFailure =>
  new ConnectionFailure('E_CLUSTER_UNREACHABLE', `${title(proxy)} answered ${status} instead of connecting us`, {
    transient: status >= 500,
    fix:
      status === 407
        ? 'Put the user and password of the proxy into its address.'
        : 'See whether it may connect to the API server, or name the API server in NO_PROXY.',
  })

const authorization = ({username, password}: URL): Record<string, string> => {
  if (username === '') return {}
  const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`
  return {'Proxy-Authorization': `Basic ${Buffer.from(pair).toString('base64')}`}
}

const bareHost = ({hostname}: URL): string => hostname.replace(/^\[|\]$/g, '')

/** The name is resolved by the proxy, as Go does for `socks5` and `socks5h`; with SOCKS 4 by its extension 4a. */
const throughSocks = async (proxy: URL, {host, port, signal}: Destination): Promise<Socket> => {
  const {SocksClient} = await import('socks')
  const [userId, password] = [decodeURIComponent(proxy.username), decodeURIComponent(proxy.password)]
  const own = connect({host: bareHost(proxy), port: Number(proxy.port) || 1080, signal})
  try {
    await connected(own)
    const {socket} = await SocksClient.createConnection({
      command: 'connect',
      destination: {host, port},
      existing_socket: own,
      proxy: {
        host: bareHost(proxy),
        port: Number(proxy.port) || 1080,
        type: proxy.protocol.startsWith('socks4') ? 4 : 5,
        ...(userId !== '' && {userId, password}),
      },
    })
    return socket
  } catch (error) {
    own.destroy()
    throw error
  }
}

/** Resolves once a socket is connected. */
export const connected = (socket: Socket): Promise<void> =>
  new Promise((resolve, reject) => {
    socket.once('connect', resolve)
    socket.once('error', reject)
    socket.once('close', () => reject(Object.assign(new Error('closed'), {code: 'ECONNRESET'})))
  })
