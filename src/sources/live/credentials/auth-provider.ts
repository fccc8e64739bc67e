import {PkiError} from '../../../core/errors.ts'
import {type JsonObject, text} from '../../../core/kube/object.ts'
import type {UserAccess} from '../kubeconfig/access.ts'

/**
 * `Authorization` by an `auth-provider` (OIDC, and the cloud providers that kubectl has dropped), through client-node.
 * It is loaded here and only then: it takes most of a second.
 * @throws PkiError E_CREDENTIALS; what the provider said may hold a token and is not quoted.
 */
export const authProviderHeader = async (user: UserAccess, provider: JsonObject): Promise<string> => {
  const name = text(provider, 'name') ?? 'without a name'
  const title = `the auth provider ${name} of ${user.title}`
  const headers = await ask(provider).catch(error => {
    throw new PkiError('E_CREDENTIALS', `${title} gave no token (${kindOf(error)})`)
  })
  const found = Object.entries(headers).find(([header]) => header.toLowerCase() === 'authorization')?.[1]
  if (typeof found !== 'string') {
    throw new PkiError('E_CREDENTIALS', `${title} has no valid token and cannot renew it`)
  }
  return found
}

const ask = async (provider: JsonObject): Promise<Record<string, unknown>> => {
  const {KubeConfig} = await import('@kubernetes/client-node/dist/config.js')
  const config = new KubeConfig()
  config.loadFromClusterAndUser(
    {name: 'cluster', server: 'https://cluster.invalid', skipTLSVerify: false},
    {name: 'user', authProvider: structuredClone(provider)},
  )
  const options: {headers?: Record<string, unknown>} = {}
  await config.applyToHTTPSOptions(options as Parameters<typeof config.applyToHTTPSOptions>[0])
  return options.headers ?? {}
}

const kindOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'it failed'
