import {once} from 'node:events'
import {connect, createServer, type Server} from 'node:net'

const lowest = 20_000
const blockSize = 40
const blocks = 280

const listen = async (port: number, host: string): Promise<Server | undefined> => {
  const server = createServer()
  server.unref()
  server.listen({port, host, exclusive: true})
  try {
    await once(server, 'listening')
    return server
  } catch {
    return undefined
  }
}

const isAnswered = (port: number): Promise<boolean> =>
  new Promise(resolve => {
    const socket = connect({port, host: '127.0.0.1'})
    socket.on('connect', () => resolve(true)).on('error', () => resolve(false))
    socket.on('connect', () => socket.destroy())
  })

/** Some systems let an address be bound while somebody listens on all addresses, hence the two looks. */
const isFree = async (port: number): Promise<boolean> => {
  const server = await listen(port, '127.0.0.1')
  if (server === undefined) return false
  await new Promise(resolve => server.close(resolve))
  return !(await isAnswered(port))
}

/** Ports for one bed, below the range that systems use for outgoing connections. */
export interface PortBlock {
  /** The next port of the block that nobody listens on. */
  next(): Promise<number>
  /** Lets others have the block. */
  release(): void
}

const blockAt = (first: number, holder: Server): PortBlock => {
  let given = first
  return {
    async next() {
      while (given + 1 < first + blockSize) {
        given += 1
        const port = given
        if (await isFree(port)) return port
      }
      throw new Error(`all ports of the bed are taken (${first} to ${first + blockSize - 1})`)
    },
    release() {
      holder.close()
    },
  }
}

/**
 * Claims a block by listening on its first port for as long as this process lives, so that beds that start side by
 * side, in this process or another, never hand out the same port.
 */
export const claimPorts = async (): Promise<PortBlock> => {
  const from = Math.floor(Math.random() * blocks)
  for (let tried = 0; tried < blocks; tried += 1) {
    const first = lowest + ((from + tried) % blocks) * blockSize
    const holder = await listen(first, '127.0.0.1')
    if (holder !== undefined) return blockAt(first, holder)
  }
  throw new Error('no block of free ports on the loopback address')
}
