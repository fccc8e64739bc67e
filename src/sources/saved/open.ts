import {pipeline, Readable} from 'node:stream'
import {createGunzip} from 'node:zlib'
import {PkiError} from '../../core/errors.ts'
import {streamOf} from '../read-path.ts'
import {invalid} from './invalid.ts'

/** Large pieces: a snapshot of a big cluster has hundreds of megabytes. */
const PIECE = 1024 * 1024

/** Where the bytes of a snapshot come from. */
export interface Input {
  /** A path, or `-` for standard input. */
  readonly file: string
  readonly stdin: () => AsyncIterable<Buffer | string>
  readonly signal?: AbortSignal | undefined
}

/** How a file is called in messages. */
export const shownName = (file: string): string => (file === '-' ? 'standard input' : file)

/**
 * The bytes of a snapshot, unpacked where they are gzip (by their first bytes, whatever the name says).
 * @throws PkiError where there is nothing to read
 */
export async function* open(input: Input): AsyncGenerator<Buffer> {
  try {
    const bytes = rawBytes(input)
    const first = await bytes.next()
    const start: Buffer = first.done === true ? Buffer.alloc(0) : first.value
    const all = startingWith(start, bytes)
    if (start[0] === 0x1f && start[1] === 0x8b) {
      const unzip = createGunzip({chunkSize: PIECE})
      pipeline(Readable.from(all), unzip, () => undefined)
      yield* unzip as AsyncIterable<Buffer>
    } else yield* all
  } catch (error) {
    throw understood(error, input)
  }
}

async function* rawBytes({file, stdin, signal}: Input): AsyncGenerator<Buffer> {
  if (file !== '-') yield* streamOf(file, {highWaterMark: PIECE, signal})
  else for await (const chunk of stdin()) yield typeof chunk === 'string' ? Buffer.from(chunk) : chunk
}

/** Bytes that were read already, and those that come behind them. */
export async function* startingWith(first: Buffer, rest: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  if (first.length > 0) yield first
  yield* rest
}

const understood = (error: unknown, {file, signal}: Input): unknown => {
  if (signal?.aborted === true) return signal.reason
  const code = error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined
  const name = shownName(file)
  if (code === 'ENOENT') return new PkiError('E_FILE_MISSING', `${name} does not exist`, {cause: error})
  if (code === 'EISDIR') {
    const fix = 'Name the file that `kubectl pki snapshot save FILE` wrote.'
    return new PkiError('E_FILE_UNREADABLE', `${name} is a directory`, {cause: error, fix})
  }
  if (code === 'EACCES' || code === 'EPERM') {
    return new PkiError('E_FILE_UNREADABLE', `${name} may not be read`, {cause: error})
  }
  if (code?.startsWith('Z_') === true) return invalid(`${name} is packed with gzip, and is cut off or damaged`)
  const isOfSystem = code !== undefined && /^E[A-Z0-9]+$/.test(code)
  return isOfSystem ? new PkiError('E_FILE_UNREADABLE', `${name} cannot be read (${code})`, {cause: error}) : error
}
