import {randomBytes} from 'node:crypto'
import {createWriteStream, existsSync} from 'node:fs'
import {rename, rm} from 'node:fs/promises'
import {dirname} from 'node:path'
import {Readable} from 'node:stream'
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
 * standard output.
 * @throws PkiError E_FILE_EXISTS where there is a file of that name, unless `force`
 */
export const fileSink = (
  file: string,
  {force}: {readonly force: boolean},
  stdout: () => NodeJS.WritableStream = () => process.stdout,
): FileSink => {
  if (file === '-') {
    return {write: snapshot => pipeline(textOf(snapshot), stdout(), {end: false})}
  }
  if (!force && existsSync(file)) throw exists(file)
  if (!existsSync(dirname(file))) throw new PkiError('E_FILE_MISSING', `the directory of ${file} does not exist`)
  return {write: snapshot => writeFile(file, snapshot, force)}
}

const textOf = (snapshot: Snapshot): Readable => Readable.from(encodeSnapshot(snapshot), {objectMode: true})

/** Written beside its place first, so that a file that is replaced is never half written. */
const writeFile = async (file: string, snapshot: Snapshot, force: boolean): Promise<void> => {
  const target = force ? `${file}.${randomBytes(6).toString('hex')}.tmp` : file
  const out = createWriteStream(target, {flags: 'wx', mode: 0o600})
  try {
    if (file.endsWith('.gz')) await pipeline(textOf(snapshot), createGzip(), out)
    else await pipeline(textOf(snapshot), out)
    if (force) await rename(target, file)
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    if (code !== 'EEXIST') await rm(target, {force: true})
    throw understood(error, code, file)
  }
}

const exists = (file: string): PkiError => new PkiError('E_FILE_EXISTS', `${file} exists already`)

const REFUSALS: readonly (string | undefined)[] = ['EACCES', 'EPERM', 'EROFS', 'EISDIR', 'ENOSPC', 'EDQUOT']

const understood = (error: unknown, code: string | undefined, file: string): unknown => {
  if (code === 'EEXIST') return exists(file)
  if (!REFUSALS.includes(code)) return error
  const fix = 'Choose another place, or see to its permissions and the space left.'
  return new PkiError('E_FILE_UNREADABLE', `${file} cannot be written (${code})`, {cause: error, fix})
}
