import {PkiError} from '../../../core/errors.ts'
import type {LiveOptions} from '../options.ts'
import type {Impersonation, UserAccess} from './access.ts'
import type {Entry, UserEntry} from './kubeconfig.ts'
import {checkClientPair, loadPem} from './pem-checks.ts'

const NOBODY: UserEntry = {asGroups: [], asExtra: {}}

/** The user of the kubeconfig with the flags laid over it. A token or a certificate by flag ends what the user had of it. */
export const userAccess = async (entry: Entry<UserEntry> | undefined, options: LiveOptions): Promise<UserAccess> => {
  const user = entry?.value ?? NOBODY
  const title = entry === undefined ? 'what the flags say' : `user ${entry.name} of ${entry.file}`
  const token = given(options.token)
  const pair = await clientPair(title, user, options)
  const isFlag = token !== undefined || given(options.clientCertificate) !== undefined
  return {
    title,
    impersonate: impersonation(user, options),
    ...pair,
    ...(token === undefined ? ownToken(user) : {token}),
    ...(!isFlag && user.username !== undefined && {basic: {username: user.username, password: user.password ?? ''}}),
    ...(!isFlag && user.exec !== undefined && {exec: user.exec}),
    ...(!isFlag && user.authProvider !== undefined && {authProvider: user.authProvider}),
  }
}

const ownToken = ({token, tokenFile}: UserEntry) => ({
  ...(token !== undefined && {token}),
  ...(tokenFile !== undefined && {tokenFile}),
})

const clientPair = async (title: string, user: UserEntry, options: LiveOptions) => {
  const certFlag = given(options.clientCertificate)
  const keyFlag = given(options.clientKey)
  const cert = await loadPem(`the client certificate of ${title}`, {
    data: certFlag === undefined ? user.certData : undefined,
    file: certFlag ?? user.certFile,
  })
  const key = await loadPem(`the client key of ${title}`, {
    data: keyFlag === undefined ? user.keyData : undefined,
    file: keyFlag ?? user.keyFile,
  })
  return checkClientPair(title, cert, key) ?? {}
}

const impersonation = (user: UserEntry, options: LiveOptions): Impersonation => {
  const name = given(options.as) ?? user.as
  const uid = given(options.asUid) ?? user.asUid
  const groups = options.asGroup?.length ? options.asGroup : user.asGroups
  const extra = options.asUserExtra?.length ? extraOf(options.asUserExtra) : user.asExtra
  if (name === undefined && (uid !== undefined || groups.length > 0 || Object.keys(extra).length > 0)) {
    throw new PkiError('E_USAGE', 'a group, UID or extra value to act with needs a user to act as', {
      fix: 'Name the user with `--as`.',
    })
  }
  return {...(name !== undefined && {user: name}), ...(uid !== undefined && {uid}), groups, extra}
}

const extraOf = (pairs: readonly string[]): Readonly<Record<string, readonly string[]>> => {
  const extra: Record<string, string[]> = {}
  for (const pair of pairs) {
    const cut = pair.indexOf('=')
    if (cut < 1) throw new PkiError('E_USAGE', '--as-user-extra wants KEY=VALUE')
    const key = pair.slice(0, cut)
    extra[key] = [...(extra[key] ?? []), pair.slice(cut + 1)]
  }
  return extra
}

const given = (value: string | undefined): string | undefined => (value === '' ? undefined : value)
