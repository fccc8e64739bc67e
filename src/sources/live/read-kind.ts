import type {Unknown} from '../../core/knowing.ts'
import {type Kind, type KindInfo, kindInfo} from '../../core/kube/kind.ts'
import type {Coverage} from '../../core/kube/snapshot.ts'
import {type Discovery, splitKind} from './discovery/discovery.ts'
import {rootOf} from './discovery/read-discovery.ts'
import type {ApiClient} from './http/api-client.ts'
import {forbidden, type KindReading, nothing} from './kind-reading.ts'
import {type Listed, listPages, SMALL_PAGE} from './list-pages.ts'
import {candidates, type OwnRules} from './namespaces.ts'

/** One reading of the cluster: what all kinds of it share. */
export interface ReadContext {
  readonly client: ApiClient
  readonly discovery: Discovery
  /** Objects per page of a list; 0: all in one answer. */
  readonly pageSize: number
  readonly signal?: AbortSignal | undefined
  readonly onPage: (kind: Kind, objects: number) => void
  /** The `resourceVersion` of each list. */
  readonly onRevision?: (revision: string) => void
  /** The list of all namespaces, read once. */
  readonly namespaces: () => Promise<Listed>
  /** Looked at first where a list of the whole cluster is forbidden. */
  readonly askedNamespaces: readonly string[]
  readonly rules: (namespace: string) => Promise<OwnRules>
}

/** Where objects of a kind are asked for. `certain`: discovery has said so. */
export interface Place {
  readonly info: KindInfo
  readonly apiVersion: string
  /** `/apis/apps/v1` */
  readonly root: string
  readonly certain: boolean
}

/** The API server keeps no cache of these: each list reads them all from etcd, better in pages. */
const UNCACHED: ReadonlySet<Kind> = new Set(['core/events'])

/** Where only trying tells what may be listed, a cluster of thousands of namespaces is not tried to the end. */
const MOST_TRIED = 200

/** The place of a kind, or what is known without asking for it. */
export const placeOf = (kind: Kind, discovery: Discovery): Place | KindReading => {
  const info = kindInfo(kind)
  const {group} = splitKind(kind)
  const found = discovery.find(kind)
  const place = (version: string, certain: boolean): Place => ({
    info,
    apiVersion: group === 'core' ? version : `${group}/${version}`,
    root: `${rootOf(group)}/${version}`,
    certain,
  })
  switch (found.is) {
    case 'served':
      return place(found.version, true)
    case 'absent':
      return {objects: [], coverage: [{kind, world: 'closed'}]}
    case 'unknown-version':
      return unknownVersion(kind, found.versions)
    case 'not-discovered':
      // Who may not see what is served may still list it.
      return found.because.reason === 'forbidden'
        ? place(info.versions[0] ?? 'v1', false)
        : nothing(kind, found.because)
  }
}

const unknownVersion = (kind: Kind, versions: readonly string[]): KindReading => {
  const known = kindInfo(kind).versions.join(', ')
  const detail = `the API server has ${kind} as ${versions.join(', ')}; this program reads ${known}`
  return {...nothing(kind, {reason: 'not-served', detail}), unreadable: {what: kind, detail}}
}

const NAMESPACES: Kind = 'core/namespaces'

/** All namespaces, for those who may list them. */
export const listNamespaces = async (context: ReadContext): Promise<Listed> => {
  const place = placeOf(NAMESPACES, context.discovery)
  return 'root' in place ? listAt(place, undefined, context) : {is: 'forbidden'}
}

/** Lists one kind: the whole cluster, or where that is forbidden each namespace that may be listed. */
export const readKind = async (kind: Kind, context: ReadContext): Promise<KindReading> => {
  const place = placeOf(kind, context.discovery)
  if (!('root' in place)) return place
  const wide = await (kind === NAMESPACES ? context.namespaces() : listAt(place, undefined, context))
  switch (wide.is) {
    case 'listed':
      return {objects: wide.objects, coverage: [{kind, world: 'closed'}]}
    case 'gone':
      return gone(kind, place, context.discovery)
    case 'failed':
      return nothing(kind, wide.because)
    case 'forbidden':
      return place.info.namespaced ? byNamespace(place, context) : nothing(kind, forbidden('list', pluralOf(kind)))
  }
}

/** Lists one kind in one namespace. */
export const readWithin = async (kind: Kind, namespace: string, context: ReadContext): Promise<KindReading> => {
  const place = placeOf(kind, context.discovery)
  if (!('root' in place)) return place
  const listed = await listAt(place, namespace, context)
  if (listed.is === 'gone') return gone(kind, place, context.discovery)
  if (listed.is === 'listed') return {objects: listed.objects, coverage: [{kind, namespace, world: 'closed'}]}
  const because = listed.is === 'failed' ? listed.because : forbidden('list', pluralOf(kind), ` in ${namespace}`)
  return {objects: [], coverage: [{kind, namespace, world: 'none', because}]}
}

const pluralOf = (kind: Kind): string => splitKind(kind).plural

/** A path that discovery named a moment ago was taken away; one that we only guessed proves nothing. */
const gone = (kind: Kind, place: Place, discovery: Discovery): KindReading => {
  if (place.certain) return {objects: [], coverage: [{kind, world: 'closed'}]}
  const found = discovery.find(kind)
  return nothing(kind, found.is === 'not-discovered' ? found.because : forbidden('list', pluralOf(kind)))
}

/** Lists a kind in the whole cluster or in one namespace. */
export const listAt = async (
  {info, apiVersion, root}: Place,
  namespace: string | undefined,
  context: ReadContext,
): Promise<Listed> => {
  const within = namespace === undefined ? '' : `/namespaces/${encodeURIComponent(namespace)}`
  const {client, signal, pageSize, onPage} = context
  const listed = await listPages({
    client,
    info,
    apiVersion,
    path: `${root}${within}/${pluralOf(info.kind)}`,
    pageSize: pageSize === 0 && UNCACHED.has(info.kind) ? SMALL_PAGE : pageSize,
    signal,
    onPage: objects => onPage(info.kind, objects),
  })
  if (listed.is === 'listed' && listed.revision !== undefined) context.onRevision?.(listed.revision)
  return listed
}

const byNamespace = async (place: Place, context: ReadContext): Promise<KindReading> => {
  const {kind} = place.info
  const {names, complete} = candidates(context.askedNamespaces, await context.namespaces())
  const {tried, skipped} = await worthTrying(place, names, context)
  const lists = await Promise.all(tried.map(async name => [name, await listAt(place, name, context)] as const))
  const narrow = lists.flatMap(([namespace, listed]) => narrowCoverage(kind, namespace, listed))
  const objects = lists.flatMap(([, listed]) => (listed.is === 'listed' ? listed.objects : []))
  const closed = narrow.filter(({world}) => world === 'closed').length
  if (complete && skipped === 0 && names.length > 0 && closed === names.length) {
    return {objects, coverage: [{kind, world: 'closed'}]}
  }
  const because: Unknown = forbidden('list', pluralOf(kind), closed > 0 ? ' in other namespaces' : '')
  return {objects, coverage: [{kind, world: 'none', because}, ...narrow]}
}

/** Leaves out the namespaces where our own rules say no, and those beyond what is reasonable to try. */
const worthTrying = async ({info}: Place, names: readonly string[], {rules}: ReadContext) => {
  const {group, plural} = splitKind(info.kind)
  const answers = await Promise.all(names.map(async name => ({name, may: (await rules(name)).mayList(group, plural)})))
  const unsure = answers.filter(({may}) => may === null).slice(0, MOST_TRIED)
  const tried = answers.filter(answer => answer.may === true || unsure.includes(answer)).map(({name}) => name)
  return {tried, skipped: names.length - tried.length}
}

/** A refusal needs no entry of its own: the one for the whole cluster says it. */
const narrowCoverage = (kind: Kind, namespace: string, listed: Listed): readonly Coverage[] => {
  if (listed.is === 'listed' || listed.is === 'gone') return [{kind, namespace, world: 'closed'}]
  return listed.is === 'failed' ? [{kind, namespace, world: 'none', because: listed.because}] : []
}
