import type {Access} from '../kubeconfig/access.ts'
import type {ExecEntry} from '../kubeconfig/kubeconfig.ts'

/** The value of KUBERNETES_EXEC_INFO (client.authentication.k8s.io, ExecCredential with its `spec`). */
export const execInfo = (exec: ExecEntry, access: Access, interactive: boolean): string =>
  JSON.stringify({
    kind: 'ExecCredential',
    apiVersion: exec.apiVersion,
    spec: {interactive, ...(exec.provideClusterInfo && {cluster: clusterInfo(access)})},
  })

const clusterInfo = ({server, trust, cluster}: Access) => ({
  server: server.href.replace(/\/$/, ''),
  ...(trust.serverName !== undefined && {'tls-server-name': trust.serverName}),
  ...(trust.insecure && {'insecure-skip-tls-verify': true}),
  ...(trust.ca !== undefined && {'certificate-authority-data': Buffer.from(trust.ca, 'latin1').toString('base64')}),
  ...(cluster.proxyUrl !== undefined && {'proxy-url': cluster.proxyUrl}),
  ...(cluster.disableCompression && {'disable-compression': true}),
  ...(cluster.execConfig !== undefined && {config: cluster.execConfig}),
})
