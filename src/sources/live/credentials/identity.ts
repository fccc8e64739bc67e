import {PkiError} from '../../../core/errors.ts'
import type {ClientPair} from '../http/dial.ts'
import type {Access, Impersonation} from '../kubeconfig/access.ts'

/** Who we are to the API server. */
export interface Identity {
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string | readonly string[]>>
  readonly pair: ClientPair | null
  /** Asking again may give other credentials: a plugin, or a token in a file. */
  readonly renewable: boolean
}

/** `Authorization` for a bearer token. @throws PkiError for one that cannot stand in a header. */
export const bearer = (token: string, {user}: Access): string => {
  if (!/^[\x21-\x7e]+$/.test(token)) {
    throw new PkiError('E_CREDENTIALS', `the token of ${user.title} has characters that no token has`)
  }
  return `Bearer ${token}`
}

/** The headers of `--as` and its companions (client-go, transport.NewImpersonatingRoundTripper). */
export const impersonationHeaders = ({user, uid, groups, extra}: Impersonation): Record<string, string | string[]> => {
  if (user === undefined) return {}
  const headers: Record<string, string | string[]> = {'impersonate-user': raw(user)}
  if (uid !== undefined) headers['impersonate-uid'] = raw(uid)
  if (groups.length > 0) headers['impersonate-group'] = groups.map(raw)
  for (const [key, values] of Object.entries(extra)) {
    if (values.length > 0) headers[`impersonate-extra-${escapeKey(key)}`] = values.map(raw)
  }
  return headers
}

/** As Go sends it: the bytes of UTF-8. */
const raw = (value: string): string => {
  if (/\p{Cc}/u.test(value)) {
    throw new PkiError('E_USAGE', 'a name to act as has control characters in it', {
      fix: 'Check `--as` and its companions.',
    })
  }
  return Buffer.from(value, 'utf8').toString('latin1')
}

/** Percent-encodes what a header's name must not hold, and the percent sign. */
const escapeKey = (key: string): string =>
  [...Buffer.from(key.toLowerCase(), 'utf8')]
    .map(byte => {
      const char = String.fromCharCode(byte)
      return /[a-z0-9!#$&'*+.^_`|~-]/.test(char) ? char : `%${byte.toString(16).padStart(2, '0')}`
    })
    .join('')
