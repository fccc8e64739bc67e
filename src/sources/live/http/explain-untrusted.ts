import {X509Certificate} from 'node:crypto'
import {excerpt} from '../excerpt.ts'
import {shakeHands} from '../handshake.ts'
import type {Access} from '../kubeconfig/access.ts'
import {ConnectionFailure} from './connection-failure.ts'

/**
 * Throws the error again; where the certificate of the API server was refused, with what that certificate is.
 * It asks the server for it once more, and only for this sentence.
 */
export const explainUntrusted = async (error: unknown, {server, proxy, trust}: Access): Promise<never> => {
  if (!(error instanceof ConnectionFailure) || error.code !== 'E_CLUSTER_UNTRUSTED' || proxy !== undefined) throw error
  const host = server.hostname.replace(/^\[|\]$/g, '')
  const port = Number(server.port) || 443
  const shown = await shakeHands({host, port, ...(trust.serverName !== undefined && {serverName: trust.serverName})})
  const pem = shown.result.known ? shown.result.value.chain[0] : undefined
  if (pem === undefined) throw error
  const detail = describe(new X509Certificate(pem), error)
  throw new ConnectionFailure(error.code, `${error.message} (${detail})`, {
    transient: false,
    fix: error.fix,
    cause: error,
  })
}

const describe = (certificate: X509Certificate, {cause}: ConnectionFailure): string => {
  const code = typeof cause === 'object' && cause !== null && 'code' in cause ? cause.code : ''
  if (code === 'CERT_HAS_EXPIRED') return `it ended on ${certificate.validToDate.toISOString()}`
  if (code === 'CERT_NOT_YET_VALID') return `it begins on ${certificate.validFromDate.toISOString()}`
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID')
    return `it is for ${excerpt(certificate.subjectAltName ?? 'no name', 160)}`
  return `it says that it was issued by ${excerpt(certificate.issuer, 120)}`
}
