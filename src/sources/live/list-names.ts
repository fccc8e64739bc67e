import {type Kind, kindInfo} from '../../core/kube/kind.ts'
import {text} from '../../core/kube/object.ts'
import {splitKind} from './discovery/discovery.ts'
import {rootOf} from './discovery/read-discovery.ts'
import {ApiClient} from './http/api-client.ts'
import {resolveAccess} from './kubeconfig/resolve-access.ts'
import {listMetadata} from './list-metadata.ts'
import type {LiveOptions} from './options.ts'

/** More than a shell shows. */
const MOST = 500

export interface NamesWanted {
  readonly kinds: readonly Kind[]
  /** Else that of the context. */
  readonly namespace?: string | undefined
}

/**
 * The names of objects, as quickly as they can be had: one request for each kind, without discovery and without anything of the
 * objects but their metadata. What may not be listed or is not there has no names.
 */
export const listNames = async (
  options: LiveOptions,
  {kinds, namespace}: NamesWanted,
  signal: AbortSignal,
): Promise<readonly string[]> => {
  const access = await resolveAccess(options, signal)
  const client = new ApiClient(access, options)
  const own = namespace ?? access.namespace
  const lists = await Promise.all(
    kinds.map(async kind => {
      const {namespaced, versions} = kindInfo(kind)
      const within = namespaced ? `/namespaces/${encodeURIComponent(own)}` : ''
      const root = `${rootOf(splitKind(kind).group)}/${versions[0]}${within}`
      const listed = await listMetadata(client, {kind, root, limit: MOST}, signal)
      return listed?.items.flatMap(item => text(item, 'metadata', 'name') ?? []) ?? []
    }),
  )
  return [...new Set(lists.flat())].sort()
}
