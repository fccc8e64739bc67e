import {closeSync, fstatSync, openSync, readSync} from 'node:fs'
import {PkiError} from '../../core/errors.ts'
import {streamOf} from '../read-path.ts'
import {LIMITS} from './limits.ts'

/** A file to look at. */
export interface SourceFile {
  /** For the file system: bytes where the name is no UTF-8. */
  readonly path: string | Buffer
  /** Absolute, with `/`: what kustomizations and Flux refer to. */
  readonly place: string
  /** For people: as the path was given, with `/`. */
  readonly shown: string
  /** Somebody named it, rather than the directory that it is in. */
  readonly isNamed: boolean
  readonly isManifest: boolean
  /** A pipe or a device, such as a shell's `<(command)`. */
  readonly isStream: boolean
}

/** Why a file cannot be read: a sentence about it without its name. */
export class Unreadable extends Error {}

/** Thrown where there is more than the limit. */
export class TooLarge extends Unreadable {
  constructor(limit: number) {
    super(`it is larger than ${limit / 1024 / 1024} MiB`)
  }
}

/**
 * The bytes of a regular file.
 * @throws Unreadable where the file system refuses, TooLarge above `limit`.
 */
export const bytesOf = (path: string | Buffer, limit: number): Uint8Array => {
  try {
    const file = openSync(path, 'r')
    try {
      return readAll(file, fstatSync(file).size, limit)
    } finally {
      closeSync(file)
    }
  } catch (cause) {
    throw cause instanceof Unreadable ? cause : new Unreadable(reasonOf(cause))
  }
}

/** Reads on until the end, whatever size was told: files grow, and those of `/proc` have none. */
const readAll = (file: number, size: number, limit: number): Uint8Array => {
  if (size > limit) throw new TooLarge(limit)
  let bytes = Buffer.allocUnsafe(size + 1)
  let length = 0
  for (;;) {
    const count = readSync(file, bytes, length, bytes.length - length, null)
    length += count
    if (count === 0 || (length === size && size > 0)) return bytes.subarray(0, length)
    if (length > limit) throw new TooLarge(limit)
    if (length === bytes.length) bytes = Buffer.concat([bytes], Math.min(limit + 1, length * 2 + 65_536))
  }
}

/**
 * The bytes of a stream: stdin, a pipe.
 * @throws TooLarge above `limit`.
 */
export const bytesOfStream = async (stream: AsyncIterable<Uint8Array | string>, limit: number): Promise<Uint8Array> => {
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of stream) {
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk
    length += bytes.length
    if (length > limit) throw new TooLarge(limit)
    chunks.push(bytes)
  }
  return Buffer.concat(chunks)
}

/** The bytes of a file that somebody named: a pipe is read as a stream. Same errors as `bytesOf`. */
export const bytesOfNamed = async ({path, isStream}: SourceFile, signal?: AbortSignal): Promise<Uint8Array> => {
  if (!isStream) return bytesOf(path, LIMITS.fileBytes)
  try {
    return await bytesOfStream(streamOf(path, {signal}), LIMITS.fileBytes)
  } catch (cause) {
    signal?.throwIfAborted()
    throw cause instanceof Unreadable ? cause : new Unreadable(reasonOf(cause))
  }
}

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'you may not read it',
  EPERM: 'you may not read it',
  ENOENT: 'it does not exist',
  ENOTDIR: 'it does not exist',
  ELOOP: 'it is a symbolic link to itself',
  EISDIR: 'it is a directory',
  EMFILE: 'too many files are open',
}

/** What the file system said, as a clause. */
export const reasonOf = (cause: unknown): string => {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
  return REASONS[code] ?? `it cannot be read (${code === '' ? 'unknown error' : code})`
}

/** The error for a path that somebody named. */
export const namedPathError = (shown: string, cause: unknown): PkiError => {
  if (cause instanceof TooLarge) return new PkiError('E_FILE_TOO_LARGE', `${shown}: ${cause.message}`, {cause})
  const reason = cause instanceof Unreadable ? cause.message : reasonOf(cause)
  return new PkiError(reason === 'it does not exist' ? 'E_FILE_MISSING' : 'E_FILE_UNREADABLE', `${shown}: ${reason}`, {
    cause,
  })
}
