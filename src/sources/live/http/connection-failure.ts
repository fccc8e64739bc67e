import {type ErrorCode, PkiError} from '../../../core/errors.ts'
import {excerpt} from '../excerpt.ts'

/** The API server could not be reached, or did not answer to the end. `transient`: the same request may succeed a moment later. */
export class ConnectionFailure extends PkiError {
  readonly transient: boolean
  /** It cost the whole request timeout. */
  readonly silent: boolean

  constructor(
    code: ErrorCode,
    message: string,
    options: {transient: boolean; silent?: boolean; fix?: string; cause?: unknown},
  ) {
    super(code, message, {cause: options.cause, ...(options.fix !== undefined && {fix: options.fix})})
    this.transient = options.transient
    this.silent = options.silent ?? false
  }
}

/** Node's and OpenSSL's codes, in words. */
const UNREACHABLE: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'refuses connections',
  ENOTFOUND: 'has a host name that does not resolve',
  EAI_AGAIN: 'has a host name that cannot be resolved now',
  EHOSTUNREACH: 'has no route to it',
  ENETUNREACH: 'has no route to it',
  ETIMEDOUT: 'does not answer',
  ECONNRESET: 'dropped the connection',
  EPIPE: 'dropped the connection',
  ERR_STREAM_PREMATURE_CLOSE: 'dropped the connection',
}

const DROPPED = new Set(['ECONNRESET', 'EPIPE', 'ERR_STREAM_PREMATURE_CLOSE', 'ETIMEDOUT', 'EAI_AGAIN', 'ECONNREFUSED'])

const UNTRUSTED = new Set([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'CERT_SIGNATURE_FAILURE',
  'CERT_UNTRUSTED',
  'CERT_REJECTED',
  'INVALID_CA',
  'INVALID_PURPOSE',
  'PATH_LENGTH_EXCEEDED',
])

const codeOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : ''

/** What a failed connection means for a person. `server` is its address; the message never holds what was sent. */
export const connectionFailure = (error: unknown, server: string): ConnectionFailure => {
  if (error instanceof ConnectionFailure) return error
  if (error instanceof SyntaxError) return brokenAnswer(server)
  const code = codeOf(error)
  const untrusted = tlsTrust(code, error, server) ?? tlsRefused(code, error, server)
  if (untrusted !== null) return untrusted
  const isProtocol = code.startsWith('ERR_HTTP2_')
  const words =
    UNREACHABLE[code] ?? (isProtocol ? 'dropped the connection' : `failed (${excerpt(code || String(error), 80)})`)
  return new ConnectionFailure('E_CLUSTER_UNREACHABLE', `the API server at ${server} ${words}`, {
    transient: DROPPED.has(code) || isProtocol,
    cause: error,
  })
}

const tlsTrust = (code: string, cause: unknown, server: string): ConnectionFailure | null => {
  const untrusted = (message: string, fix?: string): ConnectionFailure =>
    new ConnectionFailure('E_CLUSTER_UNTRUSTED', message, {transient: false, cause, ...(fix !== undefined && {fix})})
  if (UNTRUSTED.has(code)) {
    return untrusted(`the certificate of the API server at ${server} is not signed by a CA that you trust`)
  }
  if (code === 'CERT_HAS_EXPIRED') {
    return untrusted(
      `the certificate of the API server at ${server} has expired`,
      'Have the certificate of the API server renewed; and see that the clock of this machine is right.',
    )
  }
  if (code === 'CERT_NOT_YET_VALID') {
    return untrusted(
      `the certificate of the API server at ${server} is not valid yet`,
      'See that the clock of this machine is right.',
    )
  }
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') {
    return untrusted(
      `the certificate of the API server at ${server} is for other names`,
      'Use one of its names in `--server`, or name one with `--tls-server-name`.',
    )
  }
  return null
}

/** TLS alerts, and answers that are no TLS at all. */
const tlsRefused = (code: string, cause: unknown, server: string): ConnectionFailure | null => {
  if (/ALERT.*(CERTIFICATE|UNKNOWN_CA|ACCESS_DENIED)/.test(code)) {
    return new ConnectionFailure('E_UNAUTHORIZED', `the API server at ${server} refused the client certificate`, {
      transient: false,
      cause,
    })
  }
  if (code === 'EPROTO' || code.startsWith('ERR_SSL_')) {
    return new ConnectionFailure('E_CLUSTER_UNREACHABLE', `what answers at ${server} does not speak TLS as we do`, {
      transient: false,
      cause,
    })
  }
  return null
}

/** No byte came for as long as `--request-timeout` allows. */
export const silence = (server: string, milliseconds: number): ConnectionFailure =>
  new ConnectionFailure(
    'E_CLUSTER_UNREACHABLE',
    `the API server at ${server} did not answer within ${milliseconds / 1000} s`,
    {
      transient: true,
      silent: true,
      fix: 'Check the network with `kubectl version`, or wait longer with `--request-timeout`.',
    },
  )

/** JSON that is no JSON, or ends too early. */
export const brokenAnswer = (server: string): ConnectionFailure =>
  new ConnectionFailure('E_ANSWER_UNREADABLE', `an answer of the API server at ${server} is broken or cut off`, {
    transient: true,
  })
