import {PkiError} from '../../../core/errors.ts'
import type {Unknown} from '../../../core/knowing.ts'
import {text} from '../../../core/kube/object.ts'
import {asUnknown} from '../as-unknown.ts'
import type {ApiClient} from '../http/api-client.ts'
import {Discovery, type Groups} from './discovery.ts'
import {readDiscovery} from './read-discovery.ts'

/** What is known of an API server before anything is listed. */
export interface Server {
  readonly discovery: Discovery
  /** `gitVersion`. */
  readonly version?: string
}

/**
 * The first three requests, side by side: `/version`, `/api`, `/apis`.
 * @throws PkiError where nothing answered, or with 401, or what answered is no API server
 */
export const meetServer = async (client: ApiClient, signal?: AbortSignal): Promise<Server> => {
  const failures: PkiError[] = []
  const [version, core, named] = await Promise.all([
    settle(() => readVersion(client, signal), failures),
    settle(() => readDiscovery(client, '/api', signal), failures),
    settle(() => readDiscovery(client, '/apis', signal), failures),
  ])
  const groups = [core ?? failed(failures), named ?? failed(failures)] as const
  const refused =
    failures.find(({code}) => code === 'E_UNAUTHORIZED') ?? (failures.length === 3 ? failures[0] : undefined)
  if (refused !== undefined) throw refused
  if (version === null || version === undefined) refuseStranger(client, groups)
  return {discovery: new Discovery(...groups), ...(version && {version})}
}

const settle = async <T>(ask: () => Promise<T>, failures: PkiError[]): Promise<T | null> => {
  try {
    return await ask()
  } catch (error) {
    if (!(error instanceof PkiError)) throw error
    failures.push(error)
    return null
  }
}

const failed = (failures: readonly PkiError[]): Groups => ({known: false, because: asUnknown(failures[0])})

const readVersion = async (client: ApiClient, signal?: AbortSignal): Promise<string | undefined> => {
  const answer = await client.send({path: '/version', signal})
  return answer.status === 200 ? text(answer.value, 'gitVersion') : undefined
}

/** Nothing that answered looked like Kubernetes. A 403 does: it is a Status like any other. */
const refuseStranger = (client: ApiClient, groups: readonly Groups[]): void => {
  const reasons = groups.flatMap(group => (group.known ? [] : [group.because]))
  if (reasons.length < groups.length || reasons.some(({reason}) => reason === 'forbidden')) return
  const [because] = reasons as [Unknown, ...Unknown[]]
  const code = because.reason === 'unreadable' ? 'E_ANSWER_UNREADABLE' : 'E_CLUSTER_UNREACHABLE'
  throw new PkiError(code, `the API server at ${client.address} is not usable: ${because.detail}`)
}
