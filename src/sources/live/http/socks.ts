import type {Socket} from 'node:net'

/** A SOCKS proxy said no; the message is a clause for a person. */
export class SocksError extends Error {}

/** Where the proxy should connect to, and the credentials for the proxy itself. */
export interface SocksTarget {
  readonly host: string
  readonly port: number
  readonly username: string
  readonly password: string
}

/** Reads a fixed number of bytes at a time from a socket that is not flowing. */
const reader = (socket: Socket) => {
  const failed = new Promise<never>((_, reject) => {
    socket.once('error', reject)
    socket.once('close', () => reject(new SocksError('it closed the connection')))
  })
  failed.catch(() => {})
  const take = async (count: number): Promise<Buffer> => {
    for (;;) {
      const bytes: Buffer | null = socket.read(count)
      if (bytes !== null) return bytes
      await Promise.race([new Promise(resolve => socket.once('readable', resolve)), failed])
    }
  }
  return take
}

/** SOCKS 5 (RFC 1928, RFC 1929): the name is resolved by the proxy, as Go does for `socks5` and `socks5h`. */
export const socks5 = async (socket: Socket, {host, port, username, password}: SocksTarget): Promise<void> => {
  const take = reader(socket)
  socket.write(username === '' ? Buffer.from([5, 1, 0]) : Buffer.from([5, 2, 0, 2]))
  const [version, method] = await take(2)
  if (version !== 5) throw new SocksError('it does not speak SOCKS 5')
  if (method === 2) {
    const [user, secret] = [Buffer.from(username), Buffer.from(password)]
    socket.write(Buffer.concat([Buffer.from([1, user.length]), user, Buffer.from([secret.length]), secret]))
    if ((await take(2))[1] !== 0) throw new SocksError('it refused the user and password')
  } else if (method !== 0) throw new SocksError('it wants to be asked in a way that we do not know')
  const name = Buffer.from(host)
  socket.write(Buffer.concat([Buffer.from([5, 1, 0, 3, name.length]), name, Buffer.from([port >> 8, port & 255])]))
  const [, status, , type] = await take(4)
  if (status !== 0) throw new SocksError(`it could not connect to ${host}:${port} (SOCKS status ${status})`)
  const length = type === 1 ? 4 : type === 4 ? 16 : ((await take(1))[0] ?? 0)
  await take(length + 2)
}

/** SOCKS 4a: SOCKS 4 with the name resolved by the proxy. */
export const socks4 = async (socket: Socket, {host, port, username}: SocksTarget): Promise<void> => {
  const take = reader(socket)
  socket.write(
    Buffer.concat([Buffer.from([4, 1, port >> 8, port & 255, 0, 0, 0, 1]), Buffer.from(`${username}\0${host}\0`)]),
  )
  const [, status] = await take(8)
  if (status !== 90) throw new SocksError(`it could not connect to ${host}:${port} (SOCKS status ${status})`)
}
