import {access, readFile} from 'node:fs/promises'
import {isIPv6} from 'node:net'
import {join} from 'node:path'
import type {LiveOptions} from '../options.ts'
import type {ClusterEntry, ContextEntry, Entry, Kubeconfig, UserEntry} from './kubeconfig.ts'

const FOLDER = '/var/run/secrets/kubernetes.io/serviceaccount'
const NAME = 'in-cluster'

/**
 * A kubeconfig made of a pod's ServiceAccount (client-go, rest.InClusterConfig); null outside of a pod.
 * The token is named by its file, because kubelets renew it.
 */
export const inClusterConfig = async (options: LiveOptions): Promise<Kubeconfig | null> => {
  const {KUBERNETES_SERVICE_HOST: host, KUBERNETES_SERVICE_PORT: port} = options.environment
  const folder = options.serviceAccountFolder ?? FOLDER
  const tokenFile = join(folder, 'token')
  if (!host || !port || !(await isThere(tokenFile))) return null
  const namespace = await readFile(join(folder, 'namespace'), 'utf8').catch(() => '')
  const cluster: ClusterEntry = {
    server: `https://${isIPv6(host) ? `[${host}]` : host}:${port}`,
    caFile: join(folder, 'ca.crt'),
    insecure: false,
    disableCompression: false,
  }
  const user: UserEntry = {tokenFile, asGroups: [], asExtra: {}}
  const context: ContextEntry = {
    cluster: NAME,
    user: NAME,
    ...(namespace.trim() !== '' && {namespace: namespace.trim()}),
  }
  const one = <T>(value: T): ReadonlyMap<string, Entry<T>> => new Map([[NAME, {name: NAME, file: folder, value}]])
  return {files: [folder], currentContext: NAME, clusters: one(cluster), users: one(user), contexts: one(context)}
}

const isThere = (file: string): Promise<boolean> =>
  access(file).then(
    () => true,
    () => false,
  )
