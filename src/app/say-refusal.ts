import type {Snapshot} from '../core/kube/snapshot.ts'
import {listed} from '../core/listing.ts'
import type {ReadOptions, Source} from '../core/ports.ts'

/**
 * Of a cluster that refuses every list: where was looked, and the way out. Who may read one namespace only has often not
 * named it in the kubeconfig, and kubectl would take `default`.
 * @param asked namespaces that were named; where the whole cluster may not be listed, these were tried
 */
export const sayRefusal = async (
  source: Source,
  snapshot: Snapshot,
  asked: readonly string[] = [],
  read: ReadOptions = {},
): Promise<Snapshot> => {
  const own = isRefused(snapshot) ? await source.namespace?.(read) : undefined
  if (own === undefined) return snapshot
  const tried = [...new Set([...asked.filter(name => name !== own), own])]
  const names = `${tried.length === 1 ? 'namespace' : 'namespaces'} ${listed(tried)}`
  const detail = `you may list nothing in the whole cluster, nor in ${names} (your context's is ${own}); name one that you may read with -n NAME, or ask for the ClusterRole of kubectl pki rbac doctor`
  return {...snapshot, unreadable: [...snapshot.unreadable, {what: 'the cluster', detail}]}
}

/** Nothing that the server has was listed, for want of rights alone. */
const isRefused = ({coverage, served, objects}: Snapshot): boolean => {
  const isServed = served.known ? new Set(served.value.map(({kind}) => kind)) : undefined
  const tried = coverage.filter(
    entry =>
      (isServed?.has(entry.kind) ?? true) && !(entry.world === 'none' && entry.because.reason === 'not-collected'),
  )
  const isNo = (entry: Snapshot['coverage'][number]) => entry.world === 'none' && entry.because.reason === 'forbidden'
  return objects.length === 0 && tried.length > 0 && tried.every(isNo)
}
