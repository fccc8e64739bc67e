import {readFile, stat} from 'node:fs/promises'
import type {Ignore} from '../core/doctor/suppress.ts'
import {PkiError} from '../core/errors.ts'
import {given} from '../core/given.ts'
import {type Json, list, text} from '../core/kube/object.ts'

/** Looked for in the current directory, where no other is named. */
export const CONFIG_FILE = '.kubectl-pki.yaml'

/**
 * The `ignore` list of a configuration file: `- {rule: PKI119, object: shop/*, reason: …, until: 2027-01-01}`. The default file
 * may be absent. @throws PkiError E_FILE_MISSING, E_CONFIG_INVALID with the entry
 */
export const readIgnores = async (file: string | undefined): Promise<readonly Ignore[]> => {
  if (file === '') return []
  const source = await readOptional(file)
  if (source === null) return []
  const name = file ?? CONFIG_FILE
  const {parse} = await import('yaml')
  let root: Json
  try {
    root = parse(source, {maxAliasCount: 10}) as Json
  } catch (cause) {
    throw new PkiError('E_CONFIG_INVALID', `${name} is not valid YAML: ${firstLine(cause)}`, {cause})
  }
  return list(root, 'ignore').map((entry, index) => ignoreOf(entry, `${name}: ignore[${index}]`))
}

const readOptional = async (file: string | undefined): Promise<string | null> => {
  const name = file ?? CONFIG_FILE
  const found = await stat(name).catch((cause: NodeJS.ErrnoException) => unread(file, cause))
  if (found === null) return null
  // A pipe could be waited for for ever, and a device has no end.
  if (!found.isFile()) throw new PkiError('E_CONFIG_INVALID', `${name} is no regular file`)
  if (found.size > LARGEST_BYTES) throw new PkiError('E_CONFIG_INVALID', `${name} is larger than 1 MiB`)
  return readFile(name, 'utf8').catch((cause: NodeJS.ErrnoException) => unread(name, cause))
}

const LARGEST_BYTES = 1024 * 1024

/** That there is no default file is fine; that there is one which cannot be read is not. */
const unread = (file: string | undefined, cause: NodeJS.ErrnoException): null => {
  if (file === undefined && cause.code === 'ENOENT') return null
  const name = file ?? CONFIG_FILE
  if (cause.code === 'ENOENT' || cause.code === 'ENOTDIR')
    throw new PkiError('E_FILE_MISSING', `${name} does not exist`, {cause})
  throw new PkiError('E_FILE_UNREADABLE', `${name} cannot be read (${cause.code})`, {cause})
}

const ignoreOf = (entry: Json, where: string): Ignore => {
  const rule = text(entry, 'rule')
  const until = text(entry, 'until')
  if (rule === undefined) throw new PkiError('E_CONFIG_INVALID', `${where} has no rule`)
  if (until !== undefined && Number.isNaN(Date.parse(until))) {
    throw new PkiError('E_CONFIG_INVALID', `${where}.until is no date: ${until}`)
  }
  return {rule, ...given({object: text(entry, 'object'), reason: text(entry, 'reason'), until})}
}

/** What `--config` and `--ignore` say. @throws as `readIgnores` */
export const ignoresOf = async (flags: {
  readonly config?: string | undefined
  readonly ignore?: readonly string[] | undefined
}): Promise<readonly Ignore[]> => [...(await readIgnores(flags.config)), ...(flags.ignore ?? []).map(ignoreFlag)]

/** `--ignore RULE` or `--ignore RULE=ns/name`. */
export const ignoreFlag = (value: string): Ignore => {
  const equals = value.indexOf('=')
  return equals === -1 ? {rule: value} : {rule: value.slice(0, equals), object: value.slice(equals + 1)}
}

const firstLine = (cause: unknown): string =>
  cause instanceof Error ? (cause.message.split('\n')[0] ?? '') : String(cause)
