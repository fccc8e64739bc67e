import {randomBytes} from 'node:crypto'
import {constants, createWriteStream, existsSync, openSync, realpathSync, type Stats, statSync} from 'node:fs'
import {rename, rm} from 'node:fs/promises'
import {Socket} from 'node:net'
import {dirname} from 'node:path'
import {Readable, type Writable} from 'node:stream'
import {pipeline} from 'node:stream/promises'
import {createGzip} from 'node:zlib'
import {PkiError} from '../../core/errors.ts'
import type {Snapshot} from '../../core/kube/snapshot.ts'
import {encodeSnapshot} from './encode.ts'

interface FileSink {
  /** The file is there whole or not at all. */
  write(snapshot: Snapshot): Promise<void>
}

/**
 * A file to write a snapshot to, which only its owner may read; packed with gzip where its name ends in `.gz`; `-` is
 * standard output. Pipes and devices are written to as they are, never replaced.
 * @throws PkiError E_FILE_EXISTS where there is a file of that name, unless `force`
 */
export const fileSink = (
  file: string,
  {force}: {readonly force: boolean},
  stdout: () => NodeJS.WritableStream = () => process.stdout,
): FileSink => {
  if (file === '-') return {write: snapshot => toStdout(snapshot, stdout())}
  const there = statsOf(file)
  if (there?.isDirectory()) throw new PkiError('E_FILE_UNREADABLE', `${file} is a directory`, {fix: FIX})
  if (there !== undefined && !there.isFile()) return {write: snapshot => toDevice(file, there, snapshot)}
  if (!force && there !== undefined) throw exists(file)
  if (!existsSync(dirname(file))) throw new PkiError('E_FILE_MISSING', `the directory of ${file} does not exist`)
  return {write: snapshot => writeFile(file, snapshot, force)}
}

/** Undefined where there is nothing of that name. */
const statsOf = (file: string): Stats | undefined => {
  try {
    return statSync(file, {throwIfNoEntry: false})
  } catch (error) {
    throw understood(error, file)
  }
}

const FIX = 'Choose another place, or see to its permissions and the space left.'

const textOf = (snapshot: Snapshot): Readable => Readable.from(encodeSnapshot(snapshot), {objectMode: true})

const toStdout = async (snapshot: Snapshot, stdout: NodeJS.WritableStream): Promise<void> => {
  try {
    await pipeline(textOf(snapshot), stdout, {end: false})
  } catch (error) {
    throw understood(error, 'standard output')
  }
}

const toDevice = async (file: string, stats: Stats, snapshot: Snapshot): Promise<void> => {
  try {
    await pour(snapshot, file, stats.isFIFO() ? pipeTo(file) : createWriteStream(file))
  } catch (error) {
    throw understood(error, file)
  }
}

/** Not with the file system's own stream, which would wait in a thread for a reader, for ever. */
const pipeTo = (file: string): Writable => {
  const fd = openSync(file, constants.O_WRONLY | (constants.O_NONBLOCK ?? 0))
  return new Socket({fd, readable: false, writable: true})
}

const pour = (snapshot: Snapshot, file: string, out: Writable): Promise<void> =>
  file.endsWith('.gz') ? pipeline(textOf(snapshot), createGzip(), out) : pipeline(textOf(snapshot), out)

/** Written beside its place first, so that a file that is replaced is never half written. A link is written through. */
const writeFile = async (file: string, snapshot: Snapshot, force: boolean): Promise<void> => {
  const place = existsSync(file) ? realpathSync(file) : file
  const target = force ? `${place}.${randomBytes(6).toString('hex')}.tmp` : file
  try {
    await pour(snapshot, file, createWriteStream(target, {flags: 'wx', mode: 0o600}))
    if (force) await rename(target, place)
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') await rm(target, {force: true}).catch(() => {})
    throw codeOf(error) === 'EEXIST' ? exists(file) : understood(error, file)
  }
}

const exists = (file: string): PkiError => new PkiError('E_FILE_EXISTS', `${file} exists already`)

const codeOf = (error: unknown): string => (error instanceof Error ? ((error as NodeJS.ErrnoException).code ?? '') : '')

/** What the file system says of a place; a reader that went away (EPIPE) is not its business. */
const understood = (error: unknown, name: string): unknown => {
  const code = codeOf(error)
  if (error instanceof PkiError || !/^E[A-Z0-9]+$/.test(code) || code === 'EPIPE') return error
  return new PkiError('E_FILE_UNREADABLE', `${name} cannot be written (${code})`, {cause: error, fix: FIX})
}
