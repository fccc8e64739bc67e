import {closeSync, constants, createReadStream, openSync, type Stats, statSync} from 'node:fs'
import {Socket} from 'node:net'
import type {Readable} from 'node:stream'
import {isatty, ReadStream} from 'node:tty'

export interface StreamOptions {
  readonly signal?: AbortSignal | undefined
  /** Of regular files, in bytes. */
  readonly highWaterMark?: number
}

/**
 * The bytes behind a path that somebody named. A pipe to which nobody writes, and a terminal, are waited for without a
 * thread: one that hangs in `open` or `read` could be ended neither by Ctrl-C nor by a timeout.
 * @throws what the file system says, at once or while it is read; the signal's AbortError
 */
export const streamOf = (path: string | Buffer, {signal, highWaterMark}: StreamOptions = {}): Readable => {
  const given = {...(signal !== undefined && {signal}), ...(highWaterMark !== undefined && {highWaterMark})}
  const stats = statSync(path)
  if (!mayWait(stats)) return createReadStream(path, given)
  const fd = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
  if (stats.isFIFO()) return stoppable(new Socket({fd, readable: true, writable: false}), signal)
  if (isatty(fd)) return stoppable(new ReadStream(fd), signal)
  closeSync(fd)
  return createReadStream(path, given)
}

const mayWait = (stats: Stats): boolean => process.platform !== 'win32' && (stats.isFIFO() || stats.isCharacterDevice())

const stoppable = (stream: Socket, signal: AbortSignal | undefined): Readable => {
  const stop = (): void => void stream.destroy(new DOMException('stopped', 'AbortError'))
  if (signal?.aborted) stop()
  signal?.addEventListener('abort', stop, {once: true})
  stream.once('close', () => signal?.removeEventListener('abort', stop))
  return stream
}

/**
 * All bytes behind a path, or null where there are more than `limit`.
 * @throws as `streamOf`
 */
export const readPath = async (path: string, limit: number, signal?: AbortSignal): Promise<Buffer | null> => {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of streamOf(path, {signal})) {
    length += chunk.length
    if (length > limit) return null
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}
