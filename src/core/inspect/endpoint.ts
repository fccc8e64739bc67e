import {PkiError} from '../errors.ts'
import type {Endpoint} from '../kube/snapshot.ts'

const FIX = 'Write tls://HOST:PORT, and ?servername=NAME for another name in the handshake.'

/**
 * The TLS server that `tls://host[:port][?servername=name]` names; the port is 443 unless said.
 * @throws PkiError E_USAGE for anything else
 */
export const parseEndpoint = (word: string): Endpoint => {
  const url = URL.canParse(word) ? new URL(word) : null
  const isPlain = url !== null && url.protocol === 'tls:' && url.hostname !== '' && url.username === ''
  if (!isPlain || !/^\/?$/.test(url.pathname))
    throw new PkiError('E_USAGE', `${JSON.stringify(word)} is no TLS server`, {fix: FIX})
  const unknown = [...url.searchParams.keys()].find(name => name !== 'servername')
  if (unknown !== undefined) throw new PkiError('E_USAGE', `a TLS server has no ${JSON.stringify(unknown)}`, {fix: FIX})
  const serverName = url.searchParams.get('servername') ?? ''
  const host = decodeURIComponent(url.hostname).replace(/^\[(.*)\]$/, '$1')
  return {host, port: url.port === '' ? 443 : Number(url.port), ...(serverName !== '' && {serverName})}
}

/** `host:port`, with IPv6 addresses in brackets. */
export const describeEndpoint = ({host, port}: Endpoint): string => `${host.includes(':') ? `[${host}]` : host}:${port}`
