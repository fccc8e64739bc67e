import {PkiError} from '../../../core/errors.ts'
import type {ClientConfig, ClientContext, HeldText} from '../../../core/inspect/outside.ts'
import {text} from '../../../core/kube/object.ts'
import {heldBytes} from '../../files/held-file.ts'
import {readPath} from '../../read-path.ts'
import type {LiveOptions} from '../options.ts'
import type {ClusterEntry, Entry, Kubeconfig, UserEntry} from './kubeconfig.ts'
import {kubeconfigFiles, loadKubeconfig} from './load-kubeconfig.ts'

/**
 * The kubeconfig that kubectl would use, context by context; of `--context` that one alone.
 * @throws PkiError E_KUBECONFIG_MISSING, E_KUBECONFIG_INVALID, E_CONTEXT_UNKNOWN
 */
export const describeKubeconfig = async (options: LiveOptions, signal?: AbortSignal): Promise<ClientConfig> => {
  const config = await loadKubeconfig(options, signal)
  if (config === null) {
    throw new PkiError('E_KUBECONFIG_MISSING', `there is no ${(await kubeconfigFiles(options.environment)).join(', ')}`)
  }
  const {context = ''} = options
  if (context !== '' && !config.contexts.has(context)) {
    throw new PkiError(
      'E_CONTEXT_UNKNOWN',
      `there is no context ${JSON.stringify(context)} in ${config.files.join(', ')}`,
    )
  }
  return describeContexts(config, context === '' ? undefined : context)
}

/**
 * The contexts of a kubeconfig with the certificates that they name, without any of the credentials. What is missing or
 * cannot be read is a problem of its context, never an error.
 * @param only the one context that is wanted; undefined: all, the current one first
 */
export const describeContexts = async (config: Kubeconfig, only?: string): Promise<ClientConfig> => {
  const names = [...config.contexts.keys()].filter(name => only === undefined || name === only)
  const sorted = names.sort((a, b) => Number(b === config.currentContext) - Number(a === config.currentContext))
  return {files: config.files, contexts: await Promise.all(sorted.map(name => describeContext(config, name)))}
}

const describeContext = async (config: Kubeconfig, name: string): Promise<ClientContext> => {
  const {cluster: clusterName = '', user: userName = ''} = config.contexts.get(name)?.value ?? {}
  const [cluster, user] = [config.clusters.get(clusterName), config.users.get(userName)]
  const [authority, client, key] = await Promise.all([authorityOf(cluster), clientOf(user), keyOf(user)])
  const dangling = [
    ...(cluster === undefined ? [`it names the cluster ${JSON.stringify(clusterName)}, which is not there`] : []),
    ...(user === undefined && userName !== ''
      ? [`it names the user ${JSON.stringify(userName)}, which is not there`]
      : []),
  ]
  return {
    name,
    isCurrent: name === config.currentContext,
    servers: cluster?.value.server === undefined ? [] : [cluster.value.server],
    ...(userName !== '' && {user: userName}),
    proves: proofOf(user?.value),
    ...(authority.held !== undefined && {authority: authority.held}),
    ...(client.held !== undefined && {client: client.held}),
    ...(key.held !== undefined && {key: key.held}),
    problems: [
      ...dangling,
      ...clusterProblems(cluster?.value),
      ...userProblems(user?.value),
      ...[authority, client, key].flatMap(each => each.problem ?? []),
    ],
  }
}

const proofOf = (user: UserEntry | undefined): string => {
  const {certData, certFile, token, tokenFile, exec, authProvider, username, as} = user ?? {}
  const ways = [
    ...(certData !== undefined || certFile !== undefined ? ['client certificate'] : []),
    ...(token !== undefined ? ['token'] : tokenFile !== undefined ? [`token in ${tokenFile}`] : []),
    ...(exec === undefined ? [] : [`exec ${exec.command}`]),
    ...(authProvider === undefined ? [] : [`auth provider ${text(authProvider, 'name') ?? ''}`]),
    ...(username === undefined ? [] : ['password']),
  ]
  return `${ways.join(', ') || 'nothing'}${as === undefined ? '' : `, acting as ${as}`}`
}

const clusterProblems = (cluster: ClusterEntry | undefined): readonly string[] => {
  if (cluster === undefined) return []
  const {server, insecure, caData, caFile} = cluster
  const hasAuthority = caData !== undefined || caFile !== undefined
  return [
    ...(server === undefined ? ['its cluster has no server'] : []),
    ...(server?.startsWith('http://') ? ['its server is reached without TLS'] : []),
    ...(insecure && hasAuthority ? ['its cluster names a CA and says not to verify, which kubectl refuses'] : []),
    ...(insecure && !hasAuthority ? ['the certificate of its server is not verified (insecure-skip-tls-verify)'] : []),
  ]
}

const userProblems = (user: UserEntry | undefined): readonly string[] => {
  if (user === undefined) return []
  const hasCertificate = user.certData !== undefined || user.certFile !== undefined
  const hasKey = user.keyData !== undefined || user.keyFile !== undefined
  if (hasCertificate === hasKey) return []
  const [has, lacks] = hasKey ? ['key', 'certificate'] : ['certificate', 'key']
  return [`its user has a client ${has} without a client ${lacks}`]
}

interface Found {
  readonly held?: HeldText
  readonly problem?: string
}

const authorityOf = (cluster: Entry<ClusterEntry> | undefined): Promise<Found> =>
  find(`clusters[${cluster?.name}].certificate-authority-data`, cluster?.value.caData, cluster?.value.caFile)

const clientOf = (user: Entry<UserEntry> | undefined): Promise<Found> =>
  find(`users[${user?.name}].client-certificate-data`, user?.value.certData, user?.value.certFile)

const keyOf = (user: Entry<UserEntry> | undefined): Promise<Found> =>
  find(`users[${user?.name}].client-key-data`, user?.value.keyData, user?.value.keyFile)

/** More than all CAs that the world trusts. */
const LARGEST_BYTES = 16 * 1024 * 1024

/** Data stands before the file, as in client-go. */
const find = async (at: string, data: string | undefined, file: string | undefined): Promise<Found> => {
  if (data !== undefined) return {held: heldBytes(at, Buffer.from(data, 'latin1'))}
  if (file === undefined) return {}
  try {
    const bytes = await readPath(file, LARGEST_BYTES)
    return bytes === null ? {problem: `${file} is too large for PEM`} : {held: heldBytes(file, bytes)}
  } catch (error) {
    return {problem: `${file} cannot be read (${(error as NodeJS.ErrnoException).code})`}
  }
}
