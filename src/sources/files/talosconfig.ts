import {access} from 'node:fs/promises'
import {join} from 'node:path'
import {PkiError} from '../../core/errors.ts'
import type {ClientConfig, ClientContext, HeldText} from '../../core/inspect/outside.ts'
import {type Json, type JsonObject, record, text, texts} from '../../core/kube/object.ts'
import {readPath} from '../read-path.ts'
import {heldBytes} from './held-file.ts'

type Environment = Readonly<Record<string, string | undefined>>

/** Larger than any talosconfig, smaller than what would hurt. */
const LARGEST_BYTES = 16 * 1024 * 1024

/** Where a pod that may talk to Talos finds its own (Talos `constants.ServiceAccountMountPath`). */
const IN_POD = '/var/run/secrets/talos.dev/config'

export interface TalosconfigOptions {
  readonly environment: Environment
  /** As `--talosconfig` names it. */
  readonly file?: string | undefined
  readonly signal?: AbortSignal | undefined
}

/**
 * The talosconfig that was named, else that which talosctl would use: `TALOSCONFIG`, else `~/.talos/config`, else that of the pod.
 * @throws PkiError E_TALOSCONFIG_MISSING, E_TALOSCONFIG_INVALID; its message never quotes the file
 */
export const talosconfig = async ({environment, file: named, signal}: TalosconfigOptions): Promise<ClientConfig> => {
  const file = named ?? (await fileOf(environment))
  const root = await decode(file, await read(file, signal))
  const current = text(root, 'context')
  const contexts = Object.keys(record(root, 'contexts')).map(name =>
    contextOf(name, record(root, 'contexts', name), current),
  )
  return {files: [file], contexts: contexts.sort((a, b) => Number(b.isCurrent) - Number(a.isCurrent))}
}

const fileOf = async ({TALOSCONFIG, HOME = '', USERPROFILE}: Environment): Promise<string> => {
  if (TALOSCONFIG !== undefined && TALOSCONFIG !== '') return TALOSCONFIG
  const own = join(HOME === '' ? (USERPROFILE ?? '') : HOME, '.talos', 'config')
  for (const file of [own, IN_POD]) {
    const isThere = await access(file).then(
      () => true,
      () => false,
    )
    if (isThere) return file
  }
  return own
}

const read = async (file: string, signal: AbortSignal | undefined): Promise<string> => {
  try {
    const bytes = await readPath(file, LARGEST_BYTES, signal)
    if (bytes !== null) return bytes.toString('utf8')
  } catch (cause) {
    signal?.throwIfAborted()
    const {code} = cause as NodeJS.ErrnoException
    if (code === 'ENOENT') throw new PkiError('E_TALOSCONFIG_MISSING', `there is no talosconfig ${file}`, {cause})
    throw new PkiError('E_TALOSCONFIG_INVALID', `${file} cannot be read (${code})`, {cause})
  }
  throw new PkiError('E_TALOSCONFIG_INVALID', `${file} is too large for a talosconfig`)
}

const decode = async (file: string, source: string): Promise<JsonObject> => {
  const {parseDocument} = await import('yaml')
  const document = parseDocument(source, {prettyErrors: true, logLevel: 'silent'})
  const [error] = document.errors
  if (error !== undefined) {
    throw new PkiError('E_TALOSCONFIG_INVALID', `${file}: line ${error.linePos?.[0].line ?? 1} is not valid YAML`)
  }
  const root = plain(file, document) as Json
  if (typeof root !== 'object' || root === null || Array.isArray(root) || !('contexts' in root)) {
    throw new PkiError('E_TALOSCONFIG_INVALID', `${file} is no talosconfig: it has no contexts`)
  }
  return root as JsonObject
}

const plain = (file: string, document: {toJS(): unknown}): unknown => {
  try {
    return document.toJS()
  } catch (cause) {
    throw new PkiError('E_TALOSCONFIG_INVALID', `${file}: an alias in it leads nowhere or too far`, {cause})
  }
}

/** One context (siderolabs/talos pkg/machinery/client/config `Context`); CA, certificate and key are base64 of PEM. */
const contextOf = (name: string, body: JsonObject, current: string | undefined): ClientContext => {
  const held = (field: string): HeldText | undefined => {
    const value = text(body, field)
    return value === undefined || value === ''
      ? undefined
      : heldBytes(`contexts[${name}].${field}`, Buffer.from(value, 'base64'))
  }
  const [authority, client, key] = [held('ca'), held('crt'), held('key')]
  const identity = text(body, 'auth', 'siderov1', 'identity')
  const half = client === undefined ? 'key without a certificate' : 'certificate without a key'
  return {
    name,
    isCurrent: name === current,
    servers: texts(body, 'endpoints'),
    proves: client !== undefined ? 'client certificate' : identity !== undefined ? `identity ${identity}` : 'nothing',
    ...(authority !== undefined && {authority}),
    ...(client !== undefined && {client}),
    ...(key !== undefined && {key}),
    problems: [
      ...((client === undefined) === (key === undefined) ? [] : [`it has a ${half}`]),
      ...(texts(body, 'endpoints').length === 0 ? ['it names no endpoints'] : []),
    ],
  }
}
