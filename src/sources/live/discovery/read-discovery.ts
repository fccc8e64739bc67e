import {known, unknown} from '../../../core/knowing.ts'
import {KINDS} from '../../../core/kube/kind.ts'
import {at, type Json, list, text, texts} from '../../../core/kube/object.ts'
import type {ApiClient} from '../http/api-client.ts'
import {type ApiAnswer, refusalOf} from '../http/read-json.ts'
import {type Groups, type GroupVersion, splitKind} from './discovery.ts'

/** Aggregated discovery (KEP-3352): everything in one answer; older servers ignore it and answer as they always did. */
const ACCEPT = ['v2', 'v2beta1']
  .map(version => `application/json;g=apidiscovery.k8s.io;v=${version};as=APIGroupDiscoveryList`)
  .concat('application/json')
  .join(',')

type Ask = (path: string, accept?: string) => Promise<ApiAnswer>

/** What one discovery endpoint lists. @throws PkiError where it did not answer */
export const readDiscovery = async (
  client: ApiClient,
  root: '/api' | '/apis',
  signal?: AbortSignal,
): Promise<Groups> => {
  const ask: Ask = (path, accept) => client.send({path, signal, ...(accept !== undefined && {accept})})
  const answer = await ask(root, ACCEPT)
  if (answer.status === 403) return unknown('forbidden', 'you may not see what the API server serves')
  if (answer.status !== 200) return unknown('unreachable', `discovery failed: ${refusalOf(answer)}`)
  switch (text(answer.value, 'kind')) {
    case 'APIGroupDiscoveryList':
      return known(aggregated(answer.value))
    case 'APIVersions':
      return plain([{group: 'core', versions: texts(answer.value, 'versions')}], ask)
    case 'APIGroupList':
      return plain(groupsOf(answer.value), ask)
    default:
      return unknown('unreadable', 'what answers is no API server of Kubernetes')
  }
}

const aggregated = (value: Json | undefined): ReadonlyMap<string, readonly GroupVersion[]> =>
  new Map(
    list(value, 'items').map(item => [
      text(item, 'metadata', 'name') || 'core',
      list(item, 'versions').map(version => ({
        version: text(version, 'version') ?? '',
        resources: new Set(list(version, 'resources').map(resource => text(resource, 'resource') ?? '')),
        stale: text(version, 'freshness') === 'Stale',
      })),
    ]),
  )

interface Listed {
  readonly group: string
  readonly versions: readonly string[]
}

const groupsOf = (value: Json | undefined): readonly Listed[] =>
  list(value, 'groups').map(group => ({
    group: text(group, 'name') ?? '',
    versions: list(group, 'versions').flatMap(version => text(version, 'version') ?? []),
  }))

const OURS = new Set(KINDS.map(({kind}) => splitKind(kind).group))

/** One request per version of each group of ours. */
const plain = async (groups: readonly Listed[], ask: Ask): Promise<Groups> => {
  const wanted = groups.filter(({group}) => OURS.has(group))
  const read = await Promise.all(
    wanted.map(
      async ({group, versions}) =>
        [group, await Promise.all(versions.map(each => oneVersion(group, each, ask)))] as const,
    ),
  )
  return known(new Map(read))
}

const oneVersion = async (group: string, version: string, ask: Ask): Promise<GroupVersion> => {
  const answer = await ask(`${rootOf(group)}/${encodeURIComponent(version)}`).catch(() => null)
  const resources = list(answer?.value, 'resources').flatMap(resource => at(resource, 'name') ?? [])
  return {
    version,
    resources: new Set(resources.filter(name => typeof name === 'string')),
    stale: answer === null || (answer.status !== 200 && answer.status !== 404),
  }
}

/** `/api`, `/apis/apps`. */
export const rootOf = (group: string): string => (group === 'core' ? '/api' : `/apis/${encodeURIComponent(group)}`)
