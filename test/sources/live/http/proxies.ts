import {createServer as createHttpServer} from 'node:http'
import {type AddressInfo, connect, createServer, type Server, type Socket} from 'node:net'

/** A proxy that tests stand between client and server. */
export interface TestProxy {
  readonly port: number
  /** Host and port of each connection that was asked for. */
  readonly asked: string[]
  /** `Proxy-Authorization` of each, or the SOCKS user and password. */
  readonly credentials: string[]
  close(): void
}

const joined = (client: Socket, target: string, ready: () => void): void => {
  const cut = target.lastIndexOf(':')
  // Names of the test resolve to this machine, which is what a proxy is for.
  const upstream = connect({host: '127.0.0.1', port: Number(target.slice(cut + 1))}, () => {
    ready()
    client.pipe(upstream).pipe(client)
  })
  upstream.on('error', () => client.destroy())
  client.on('error', () => upstream.destroy())
}

const listening = async (server: Server, asked: string[], credentials: string[]): Promise<TestProxy> => {
  const sockets = new Set<Socket>()
  server.on('connection', (socket: Socket) => sockets.add(socket))
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return {
    port: (server.address() as AddressInfo).port,
    asked,
    credentials,
    close: () => {
      server.close()
      for (const socket of sockets) socket.destroy()
    },
  }
}

/** An HTTP proxy for CONNECT. `status` other than 200 refuses. */
export const connectProxy = (status = 200): Promise<TestProxy> => {
  const asked: string[] = []
  const credentials: string[] = []
  const server = createHttpServer((_, response) => response.writeHead(400).end())
  server.on('connect', (request, client: Socket) => {
    asked.push(request.url ?? '')
    credentials.push(String(request.headers['proxy-authorization'] ?? ''))
    if (status !== 200) client.end(`HTTP/1.1 ${status} No\r\ncontent-length: 0\r\n\r\n`)
    else joined(client, request.url ?? '', () => client.write('HTTP/1.1 200 Connection established\r\n\r\n'))
  })
  return listening(server, asked, credentials)
}

/** A SOCKS 5 proxy; with a password it insists on it. `reply` other than 0 refuses. */
export const socks5Proxy = ({password, reply = 0}: {password?: string; reply?: number} = {}): Promise<TestProxy> => {
  const asked: string[] = []
  const credentials: string[] = []
  const server = createServer(async client => {
    const take = taker(client)
    const [, methods = 0] = await take(2)
    await take(methods)
    client.write(Buffer.from([5, password === undefined ? 0 : 2]))
    if (password !== undefined) {
      const user = String(await take((await take(2))[1] ?? 0))
      const secret = String(await take((await take(1))[0] ?? 0))
      credentials.push(`${user}:${secret}`)
      client.write(Buffer.from([1, secret === password ? 0 : 1]))
    }
    await take(4)
    const host = String(await take((await take(1))[0] ?? 0))
    const target = `${host}:${(await take(2)).readUInt16BE()}`
    asked.push(target)
    const answer = Buffer.from([5, reply, 0, 1, 0, 0, 0, 0, 0, 0])
    if (reply !== 0) client.end(answer)
    else joined(client, target, () => client.write(answer))
  })
  return listening(server, asked, credentials)
}

/** A SOCKS 4a proxy. */
export const socks4Proxy = (): Promise<TestProxy> => {
  const asked: string[] = []
  const credentials: string[] = []
  const server = createServer(async client => {
    const take = taker(client)
    const head = await take(8)
    const text = async (): Promise<string> => {
      let out = ''
      for (let byte = await take(1); byte[0] !== 0; byte = await take(1)) out += String(byte)
      return out
    }
    credentials.push(await text())
    const target = `${await text()}:${head.readUInt16BE(2)}`
    asked.push(target)
    joined(client, target, () => client.write(Buffer.from([0, 90, 0, 0, 0, 0, 0, 0])))
  })
  return listening(server, asked, credentials)
}

const taker =
  (socket: Socket) =>
  async (count: number): Promise<Buffer> => {
    if (count === 0) return Buffer.alloc(0)
    for (;;) {
      const bytes: Buffer | null = socket.read(count)
      if (bytes !== null) return bytes
      await new Promise(resolve => socket.once('readable', resolve))
    }
  }
