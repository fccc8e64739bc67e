import {PkiError} from '../../../core/errors.ts'
import type {Identity} from '../credentials/identity.ts'
import type {Access} from '../kubeconfig/access.ts'
import {notAfterOf} from '../kubeconfig/pem-checks.ts'

/** Why the API server answered 401, as far as we can tell. `now` by the server, where it said its time. */
export const unauthorized = ({user, server}: Access, {pair, headers}: Identity, now = new Date()): PkiError => {
  const end = pair === null ? undefined : notAfterOf(pair.cert)
  if (end !== undefined && end < now) {
    return new PkiError('E_UNAUTHORIZED', `the client certificate of ${user.title} expired on ${end.toISOString()}`, {
      fix: 'Get a new one from whoever runs the cluster, or log in another way.',
    })
  }
  if (pair === null && headers.authorization === undefined) {
    return new PkiError(
      'E_UNAUTHORIZED',
      `the API server at ${server.host} wants credentials, and ${user.title} has none`,
    )
  }
  return new PkiError('E_UNAUTHORIZED', `the API server at ${server.host} refused the credentials of ${user.title}`)
}
