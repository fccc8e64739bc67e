import {PkiError} from '../../../core/errors.ts'
import {readPath} from '../../read-path.ts'
import type {Access} from '../kubeconfig/access.ts'
import {checkClientPair} from '../kubeconfig/pem-checks.ts'
import type {LiveOptions} from '../options.ts'
import {authProviderHeader} from './auth-provider.ts'
import {execPlugin} from './exec-plugin.ts'
import {bearer, type Identity, impersonationHeaders} from './identity.ts'

/**
 * Who we are, by the first of: token or token file, user and password, exec plugin, auth provider; the client certificate
 * beside any of them. Asked again (`renewable`), plugins and files may answer differently.
 * @throws PkiError E_CREDENTIALS
 */
export const authenticate = async (access: Access, options: LiveOptions, signal?: AbortSignal): Promise<Identity> => {
  const {user} = access
  const {cert, key} = user
  const own = cert !== undefined && key !== undefined ? {cert, key} : null
  const base = impersonationHeaders(user.impersonate)
  const withHeader = (authorization: string, renewable: boolean): Identity => ({
    headers: {...base, authorization},
    pair: own,
    renewable,
  })
  if (user.token !== undefined || user.tokenFile !== undefined) {
    return withHeader(bearer(await currentToken(access), access), user.tokenFile !== undefined)
  }
  if (user.basic !== undefined) {
    const {username, password} = user.basic
    return withHeader(`Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`, false)
  }
  if (user.exec !== undefined) return byPlugin(access, options, signal)
  if (user.authProvider !== undefined) return withHeader(await authProviderHeader(user, user.authProvider), true)
  return {headers: base, pair: own, renewable: false}
}

const LARGEST_TOKEN_BYTES = 1024 * 1024

/** A token file stands before a token, because somebody renews it. */
const currentToken = async ({user}: Access): Promise<string> => {
  if (user.tokenFile === undefined) return user.token ?? ''
  const read = await readPath(user.tokenFile, LARGEST_TOKEN_BYTES).catch((error: NodeJS.ErrnoException) => error)
  if (Buffer.isBuffer(read)) return read.toString('utf8').trim()
  if (user.token !== undefined) return user.token
  throw new PkiError(
    'E_CREDENTIALS',
    `the token file ${user.tokenFile} cannot be read (${read?.code ?? 'it is too large'})`,
  )
}

const byPlugin = async (access: Access, options: LiveOptions, signal?: AbortSignal): Promise<Identity> => {
  const {user} = access
  const exec = user.exec
  if (exec === undefined) throw new RangeError('no plugin')
  const {token, pair} = await execPlugin(exec, access, options, signal)
  const title = `the plugin ${exec.command} of ${user.title}`
  const given = pair && {
    cert: {text: pair.cert, title: `the certificate of ${title}`},
    key: {text: pair.key, title: `the key of ${title}`},
  }
  return {
    headers: {
      ...impersonationHeaders(user.impersonate),
      ...(token !== undefined && {authorization: bearer(token, access)}),
    },
    pair: given === undefined ? null : checkClientPair(title, given.cert, given.key),
    renewable: true,
  }
}
