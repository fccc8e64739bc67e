import {PkiError} from '../../../core/errors.ts'
import type {LiveOptions} from '../options.ts'
import type {ServerTrust} from './access.ts'
import type {ClusterEntry, Entry} from './kubeconfig.ts'
import {checkAuthority, loadPem} from './pem-checks.ts'

/** The cluster of the kubeconfig with the flags laid over it, by the rules of client-go's `getCluster`. */
export const overrideCluster = (cluster: ClusterEntry | undefined, options: LiveOptions): ClusterEntry => {
  const {caFile, caData, insecure, tlsServerName, server, ...rest} = cluster ?? NO_CLUSTER
  const own = {insecure, ...(caFile !== undefined && {caFile}), ...(caData !== undefined && {caData})}
  const authority = given(options.certificateAuthority)
  const isTrustGiven = options.insecureSkipTlsVerify === true || authority !== undefined
  const trust = isTrustGiven
    ? {insecure: options.insecureSkipTlsVerify === true, ...(authority !== undefined && {caFile: authority})}
    : own
  const address = given(options.server) ?? server
  const name = given(options.tlsServerName) ?? (given(options.server) === undefined ? tlsServerName : undefined)
  return {
    ...rest,
    ...trust,
    ...(address !== undefined && {server: address}),
    ...(name !== undefined && {tlsServerName: name}),
  }
}

const NO_CLUSTER: ClusterEntry = {insecure: false, disableCompression: false}

const given = (value: string | undefined): string | undefined => (value === '' ? undefined : value)

/** The address; without a scheme it is https where anything about TLS is configured, as in client-go. */
export const serverUrl = (cluster: ClusterEntry, title: string, hasClientCertificate: boolean): URL => {
  const {server = '', insecure, caFile, caData} = cluster
  if (server === '') throw new PkiError('E_KUBECONFIG_INVALID', `${title} has no server`)
  const hasTls = insecure || caFile !== undefined || caData !== undefined || hasClientCertificate
  const written = server.includes('://') ? server : `${hasTls ? 'https' : 'http'}://${server}`
  const url = URL.canParse(written) ? new URL(written) : null
  if (url === null || !['http:', 'https:'].includes(url.protocol) || url.hostname === '') {
    throw new PkiError('E_KUBECONFIG_INVALID', `the server of ${title} is not an http or https address`)
  }
  url.username = ''
  url.password = ''
  url.search = ''
  url.hash = ''
  url.pathname = url.pathname.replace(/\/+$/, '')
  return url
}

/** @throws PkiError E_KUBECONFIG_INVALID for a CA that holds no certificate, or that stands beside "do not verify". */
export const serverTrust = async (cluster: ClusterEntry, title: string): Promise<ServerTrust> => {
  const {insecure, tlsServerName, caData, caFile} = cluster
  const authority = await loadPem(`the certificate authority of ${title}`, {data: caData, file: caFile})
  if (insecure && authority !== undefined) {
    throw new PkiError('E_KUBECONFIG_INVALID', `${title} names a certificate authority and says not to verify`)
  }
  return {
    insecure,
    ...(authority !== undefined && {ca: checkAuthority(authority)}),
    ...(tlsServerName !== undefined && {serverName: tlsServerName}),
  }
}

/** For people: `cluster prod of /home/me/.kube/config`. */
export const clusterTitle = (cluster: Entry<ClusterEntry> | undefined): string =>
  cluster === undefined ? '--server' : `cluster ${cluster.name} of ${cluster.file}`
