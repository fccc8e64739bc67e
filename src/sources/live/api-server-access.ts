import {isIPv6} from 'node:net'
import type {ApiServerAccess, ClientContext} from '../../core/inspect/outside.ts'
import {heldBytes} from '../files/held-file.ts'
import type {Access} from './kubeconfig/access.ts'
import {resolveAccess} from './kubeconfig/resolve-access.ts'
import type {LiveOptions} from './options.ts'

/**
 * Where the API server is that kubectl would talk to, and what it would be verified by.
 * @throws PkiError as a reading of the cluster does where kubeconfig or flags are broken
 */
export const apiServerAccess = async (options: LiveOptions, signal?: AbortSignal): Promise<ApiServerAccess> => {
  const access = await resolveAccess(options, signal)
  const {server, trust, proxy} = access
  const host = isIPv6(server.hostname.slice(1, -1)) ? server.hostname.slice(1, -1) : server.hostname
  const detour =
    server.protocol === 'https:'
      ? proxy && `kubectl goes through the proxy ${proxy.host}, the handshake did not`
      : 'it is reached without TLS'
  return {
    endpoint: {
      host,
      port: server.port === '' ? 443 : Number(server.port),
      ...(trust.serverName !== undefined && {serverName: trust.serverName}),
    },
    context: contextOf(access),
    ...(detour !== undefined && {detour}),
  }
}

const contextOf = ({label, server, trust, user}: Access): ClientContext => ({
  name: label.replace(/ \(live\)$/, ''),
  isCurrent: true,
  servers: [server.href.replace(/\/$/, '')],
  user: user.title,
  proves: proofOf(user),
  ...(trust.ca !== undefined && {authority: held('certificate authority', trust.ca)}),
  ...(user.cert !== undefined && {client: held('client certificate', user.cert)}),
  ...(user.key !== undefined && {key: held('client key', user.key)}),
  problems: trust.insecure ? ['the certificate of its server is not verified (insecure-skip-tls-verify)'] : [],
})

const held = (at: string, pem: string) => heldBytes(at, Buffer.from(pem, 'latin1'))

const proofOf = ({cert, token, tokenFile, basic, exec, authProvider}: Access['user']): string =>
  [
    ...(cert === undefined ? [] : ['client certificate']),
    ...(token === undefined && tokenFile === undefined ? [] : ['token']),
    ...(exec === undefined ? [] : [`exec ${exec.command}`]),
    ...(authProvider === undefined ? [] : ['auth provider']),
    ...(basic === undefined ? [] : ['password']),
  ].join(', ') || 'nothing'
