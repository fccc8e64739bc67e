import {basename, dirname, isAbsolute, join} from 'node:path'
import {PkiError} from '../../../core/errors.ts'
import {at, flag, type Json, type JsonObject, list, record, texts} from '../../../core/kube/object.ts'
import type {ClusterEntry, ContextEntry, Entry, ExecEntry, Kubeconfig, UserEntry} from './kubeconfig.ts'

/** What of one entry was wrong; never with the value, which may be a token. */
const invalid = (file: string, what: string): PkiError => new PkiError('E_KUBECONFIG_INVALID', `${file}: ${what}`)

/** One entry that is being read. */
interface Scope {
  readonly file: string
  /** `users[admin]`, for errors. */
  readonly at: string
  readonly body: JsonObject
}

/**
 * The text of one kubeconfig file.
 * @throws PkiError E_KUBECONFIG_INVALID; its message never quotes the file.
 */
export const parseKubeconfig = async (file: string, source: string): Promise<Kubeconfig> => {
  const root = await decode(file, source)
  const current = at(root, 'current-context')
  return {
    files: [file],
    ...(typeof current === 'string' && current !== '' && {currentContext: current}),
    clusters: entries({file, root, plural: 'clusters', singular: 'cluster'}, clusterEntry),
    users: entries({file, root, plural: 'users', singular: 'user'}, userEntry),
    contexts: entries({file, root, plural: 'contexts', singular: 'context'}, contextEntry),
  }
}

const decode = async (file: string, source: string): Promise<JsonObject> => {
  if (source.trim() === '') return {}
  const {parseDocument} = await import('yaml')
  const document = parseDocument(source, {prettyErrors: true, logLevel: 'silent'})
  const error = document.errors[0]
  if (error !== undefined) throw invalid(file, `line ${error.linePos?.[0].line ?? 1} is not valid YAML`)
  const root: unknown = readJs(file, document)
  if (root === null) return {}
  if (typeof root !== 'object' || Array.isArray(root)) throw invalid(file, 'it is not a kubeconfig')
  return root as JsonObject
}

const readJs = (file: string, document: {toJS(): unknown}): unknown => {
  try {
    return document.toJS()
  } catch {
    throw invalid(file, 'it is not a kubeconfig: an alias in it leads nowhere or too far')
  }
}

interface Section {
  readonly file: string
  readonly root: JsonObject
  readonly plural: string
  readonly singular: string
}

const entries = <T>(section: Section, read: (scope: Scope) => T): Map<string, Entry<T>> => {
  const {file, root, plural, singular} = section
  const found = new Map<string, Entry<T>>()
  for (const [index, each] of list(root, plural).entries()) {
    const name = at(each, 'name')
    if (typeof name !== 'string' || name === '') throw invalid(file, `${plural}[${index}] has no name`)
    if (found.has(name)) continue
    found.set(name, {name, file, value: read({file, at: `${plural}[${name}]`, body: record(each, singular)})})
  }
  return found
}

const clusterEntry = (scope: Scope): ClusterEntry => ({
  ...optional('server', string(scope, 'server')),
  ...optional('caFile', path(scope, 'certificate-authority')),
  ...optional('caData', base64(scope, 'certificate-authority-data')),
  insecure: flag(scope.body, 'insecure-skip-tls-verify') ?? false,
  ...optional('tlsServerName', string(scope, 'tls-server-name')),
  ...optional('proxyUrl', string(scope, 'proxy-url')),
  disableCompression: flag(scope.body, 'disable-compression') ?? false,
  ...optional('execConfig', execConfig(scope)),
})

const execConfig = ({body}: Scope): Json | undefined =>
  list(body, 'extensions')
    .filter(each => at(each, 'name') === 'client.authentication.k8s.io/exec')
    .map(each => at(each, 'extension'))
    .find(isPresent)

const contextEntry = (scope: Scope): ContextEntry => ({
  cluster: string(scope, 'cluster') ?? '',
  user: string(scope, 'user') ?? '',
  ...optional('namespace', string(scope, 'namespace')),
})

const userEntry = (scope: Scope): UserEntry => ({
  ...optional('certFile', path(scope, 'client-certificate')),
  ...optional('certData', base64(scope, 'client-certificate-data')),
  ...optional('keyFile', path(scope, 'client-key')),
  ...optional('keyData', base64(scope, 'client-key-data')),
  ...optional('token', string(scope, 'token')),
  ...optional('tokenFile', path(scope, 'tokenFile') ?? path(scope, 'token-file')),
  ...optional('username', string(scope, 'username')),
  ...optional('password', string(scope, 'password')),
  ...optional('exec', execEntry(scope)),
  ...optional('authProvider', authProvider(scope)),
  ...optional('as', string(scope, 'as')),
  ...optional('asUid', string(scope, 'as-uid')),
  asGroups: texts(scope.body, 'as-groups'),
  asExtra: Object.fromEntries(
    Object.keys(record(scope.body, 'as-user-extra')).map(key => [key, texts(scope.body, 'as-user-extra', key)]),
  ),
})

const authProvider = ({body}: Scope): JsonObject | undefined =>
  isPresent(at(body, 'auth-provider')) ? record(body, 'auth-provider') : undefined

const execEntry = (scope: Scope): ExecEntry | undefined => {
  if (!isPresent(at(scope.body, 'exec'))) return undefined
  const exec: Scope = {...scope, at: `${scope.at}.exec`, body: record(scope.body, 'exec')}
  const command = string(exec, 'command')
  if (command === undefined) throw invalid(scope.file, `${exec.at} names no command`)
  const isLocal = basename(command) !== command && !isAbsolute(command)
  return {
    apiVersion: string(exec, 'apiVersion') ?? '',
    command: isLocal ? join(dirname(scope.file), command) : command,
    args: texts(exec.body, 'args'),
    env: list(exec.body, 'env').flatMap(each => variable(at(each, 'name'), at(each, 'value'))),
    ...optional('installHint', string(exec, 'installHint')),
    provideClusterInfo: flag(exec.body, 'provideClusterInfo') ?? false,
    interactiveMode: string(exec, 'interactiveMode') ?? 'IfAvailable',
  }
}

const variable = (name: Json | undefined, value: Json | undefined): {name: string; value: string}[] =>
  typeof name === 'string' && name !== '' ? [{name, value: typeof value === 'string' ? value : ''}] : []

const isPresent = (value: Json | undefined): boolean => value !== undefined && value !== null

const optional = <K extends string, V>(key: K, value: V | undefined): Partial<Record<K, V>> =>
  value === undefined ? {} : ({[key]: value} as Record<K, V>)

const string = ({file, at: where, body}: Scope, key: string): string | undefined => {
  const value = at(body, key)
  if (!isPresent(value) || value === '') return undefined
  if (typeof value !== 'string') throw invalid(file, `${where}.${key} is not text`)
  return value
}

const path = (scope: Scope, key: string): string | undefined => {
  const value = string(scope, key)
  return value === undefined || isAbsolute(value) ? value : join(dirname(scope.file), value)
}

const base64 = (scope: Scope, key: string): string | undefined => {
  const value = string(scope, key)
  if (value === undefined) return undefined
  if (!/^[A-Za-z0-9+/\s]+={0,2}\s*$/.test(value)) throw invalid(scope.file, `${scope.at}.${key} is not base64`)
  return Buffer.from(value, 'base64').toString('latin1')
}
