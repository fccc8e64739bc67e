import type {IncomingHttpHeaders} from 'node:http'
import type {Readable} from 'node:stream'
import {nodeZlib} from '../late-modules.ts'
import {ConnectionFailure} from './connection-failure.ts'
import type {Exchange, Sink, WireAnswer} from './wire.ts'

/** More than any answer that is kept whole; what is larger is refused before it fills the memory. */
export const LARGEST_ANSWER_BYTES = 64 * 1024 * 1024

/** The head of an answer, and the stream that its body comes from. */
export interface Incoming {
  readonly stream: Readable
  readonly status: number
  readonly headers: IncomingHttpHeaders
  /** Whether the stream ended because all had come. */
  readonly isWhole: () => boolean
  readonly heard: () => void
  readonly server: string
}

/** Receives one body: into the exchange's sink where it wants it, else whole. */
export const receiveBody = (incoming: Incoming, exchange: Exchange): Promise<WireAnswer> =>
  new Promise((resolve, reject) => {
    const {stream, status, headers, isWhole, heard, server} = incoming
    const kept: Buffer[] = []
    const take = exchange.sink?.(status, headers) ?? keeper(kept, server)
    const stop = (error: unknown): void => {
      reject(error)
      stream.destroy()
    }
    stream.on('data', heard)
    stream.on('error', stop)
    stream.on('close', () => {
      if (!isWhole()) stop(cutOff())
    })
    const unpacked = headers['content-encoding'] === 'gzip' ? stream.pipe(gunzip(server, stop)) : stream
    unpacked.on('data', (chunk: Buffer) => {
      try {
        take(chunk)
      } catch (error) {
        stop(error)
      }
    })
    unpacked.on('end', () => {
      if (isWhole()) resolve({status, headers, body: kept.length === 1 ? (kept[0] as Buffer) : Buffer.concat(kept)})
      else stop(cutOff())
    })
  })

const cutOff = (): Error => Object.assign(new Error('cut off'), {code: 'ECONNRESET'})

const keeper = (kept: Buffer[], server: string): Sink => {
  let size = 0
  return chunk => {
    size += chunk.length
    if (size > LARGEST_ANSWER_BYTES) {
      const message = `an answer of the API server at ${server} is too large`
      throw new ConnectionFailure('E_ANSWER_UNREADABLE', message, {transient: false})
    }
    kept.push(chunk)
  }
}

const gunzip = (server: string, stop: (error: unknown) => void) =>
  nodeZlib()
    .createGunzip({chunkSize: 128 * 1024})
    .on('error', cause =>
      stop(
        new ConnectionFailure('E_ANSWER_UNREADABLE', `an answer of the API server at ${server} is damaged`, {
          transient: true,
          cause,
        }),
      ),
    )
