import {PkiError} from '../../../core/errors.ts'
import {chooseProxy} from '../http/choose-proxy.ts'
import type {LiveOptions} from '../options.ts'
import type {Access} from './access.ts'
import {chooseEntries} from './choose-entries.ts'
import {inClusterConfig} from './in-cluster.ts'
import type {Kubeconfig} from './kubeconfig.ts'
import {kubeconfigFiles, loadKubeconfig} from './load-kubeconfig.ts'
import {clusterTitle, overrideCluster, serverTrust, serverUrl} from './server-access.ts'
import {userAccess} from './user-access.ts'

const NONE: Kubeconfig = {files: [], clusters: new Map(), users: new Map(), contexts: new Map()}

/**
 * Everything that is needed to reach the API server: kubeconfig, else the pod's ServiceAccount, with kubectl's flags over it.
 * @throws PkiError for whatever is missing or broken in it.
 */
export const resolveAccess = async (options: LiveOptions, signal?: AbortSignal): Promise<Access> => {
  const config =
    (await loadKubeconfig(options, signal)) ?? (await inClusterConfig(options)) ?? (await withoutConfig(options))
  const chosen = chooseEntries(config, options)
  const title = clusterTitle(chosen.cluster)
  const cluster = overrideCluster(chosen.cluster?.value, options)
  const [user, trust] = await Promise.all([userAccess(chosen.user, options), serverTrust(cluster, title)])
  const server = serverUrl(cluster, title, user.cert !== undefined)
  const proxy = chooseProxy({server, written: cluster.proxyUrl, title, environment: options.environment})
  return {
    label: `${chosen.context?.name ?? server.host} (live)`,
    server,
    namespace: options.namespace || chosen.context?.value.namespace || 'default',
    trust,
    ...(proxy !== null && {proxy}),
    compression: !cluster.disableCompression,
    user,
    cluster,
  }
}

const withoutConfig = async (options: LiveOptions): Promise<Kubeconfig> => {
  if (options.server !== undefined && options.server !== '') return NONE
  const files = await kubeconfigFiles(options.environment)
  const where =
    files.length === 0 ? 'no kubeconfig is named and there is no home directory' : `there is no ${files.join(', ')}`
  throw new PkiError('E_KUBECONFIG_MISSING', `${where}, and this is not a pod of a cluster`)
}
