import {setTimeout as sleep} from 'node:timers/promises'
import {type KubeApi, type KubeBody, KubeFailure} from '../../bed/kube-api.ts'
import {waitFor} from '../../bed/wait-for.ts'

/** A kind of objects that can be listed and deleted, by the path of all of them. */
export interface Kind {
  readonly path: string
  readonly group: string
  readonly name: string
  readonly isNamespaced: boolean
}

/** Made and unmade by the control plane itself, all the time. */
const PASSING = new Set(['events', 'leases', 'endpoints', 'endpointslices', 'controllerrevisions', 'apiservices'])

/** Deleted before all others, in this order: their controllers would make again what they own. */
const FIRST = [
  ...['ingresses', 'deployments', 'statefulsets', 'daemonsets', 'cronjobs', 'jobs', 'replicasets', 'pods'],
  ...['bundles', 'certificates', 'certificaterequests', 'challenges', 'orders', 'certificaterequestpolicies'],
]

/** All kinds that the API server serves, one version of each. */
export const kindsOf = async (api: KubeApi): Promise<readonly Kind[]> => {
  const {groups} = await api.get('/apis')
  const paths = [
    {group: '', path: '/api/v1'},
    ...groups.map((one: KubeBody) => ({group: one.name, path: `/apis/${one.preferredVersion.groupVersion}`})),
  ]
  const lists = await Promise.all(
    paths.map(async ({group, path}) => {
      const resources: readonly KubeBody[] = (await unlessAway(api.find(path)))?.resources ?? []
      return resources
        .filter(({name, verbs}) => !name.includes('/') && verbs.includes('list') && verbs.includes('delete'))
        .map(({name, namespaced}) => ({path: `${path}/${name}`, group, name, isNamespaced: namespaced}))
    }),
  )
  return lists.flat().filter(({name}) => !PASSING.has(name))
}

/** Of a part of the API whose server does not answer (503) nothing can be deleted. */
const unlessAway = <T>(answer: Promise<T>): Promise<T | undefined> =>
  answer.catch(error => {
    if (error instanceof KubeFailure && error.status === 503) return undefined
    throw error
  })

interface Item {
  readonly uid: string
  readonly path: string
  readonly kind: Kind
  readonly namespace?: string
  readonly name: string
  readonly isGoing: boolean
  readonly finalizers: readonly string[]
  /** uids of the objects that it belongs to. */
  readonly owners: readonly string[]
}

const itemOf = (kind: Kind, {metadata}: KubeBody): Item => {
  const [prefix, plural] = [kind.path.slice(0, kind.path.lastIndexOf('/')), kind.name]
  const inside = metadata.namespace === undefined ? '' : `/namespaces/${metadata.namespace}`
  return {
    kind,
    name: metadata.name,
    uid: metadata.uid ?? '',
    path: `${prefix}${inside}/${plural}/${encodeURIComponent(metadata.name)}`,
    isGoing: metadata.deletionTimestamp !== undefined,
    finalizers: metadata.finalizers ?? [],
    owners: (metadata.ownerReferences ?? []).map((owner: KubeBody) => owner.uid),
    ...(metadata.namespace !== undefined && {namespace: metadata.namespace}),
  }
}

/** The namespace controller makes them in every namespace, whoever deletes them; Helm needs its history. */
const isGiven = ({kind: {name: kind}, name}: Item): boolean =>
  (kind === 'secrets' && name.startsWith('sh.helm.release.')) ||
  (kind === 'configmaps' && name === 'kube-root-ca.crt') ||
  (kind === 'serviceaccounts' && name === 'default')

/** What was in a cluster at a moment, so that all that came later can be taken away again. */
export class Inventory {
  readonly #api: KubeApi
  /** uids of what was there before, and of what its controllers have made since. */
  #kept = new Set<string>()

  private constructor(api: KubeApi) {
    this.#api = api
  }

  static async take(api: KubeApi): Promise<Inventory> {
    const inventory = new Inventory(api)
    await inventory.retake()
    return inventory
  }

  async retake(): Promise<void> {
    const items = await this.#items(await kindsOf(this.#api))
    this.#kept = new Set(items.filter(({isGoing}) => !isGoing).map(({uid}) => uid))
  }

  /** Deletes what came since, and waits until it is gone. Namespaces go by themselves once they are empty. */
  async restore(): Promise<void> {
    const all = await kindsOf(this.#api)
    let left: readonly Item[] = []
    const isClear = () => left.every(({kind, isGoing}) => kind.name === 'namespaces' && isGoing)
    const sweep = async (): Promise<boolean> => {
      left = await this.#sweep(all)
      if (isClear()) return true
      // Only the kinds of what is left are looked at again and again, and all once more when that is gone.
      for (let looks = 0; looks < 20 && !isClear(); looks += 1) {
        await sleep(50)
        left = await this.#sweep([...new Set(left.map(({kind}) => kind))])
      }
      return false
    }
    await waitFor('what the state left behind to be gone', sweep, {seconds: 40, every: 10}).catch(error => {
      throw new Error(`${error.message}: ${left.map(({path}) => path).join(' ')}`)
    })
  }

  /** What is left of these kinds, which is being deleted now. */
  async #sweep(kinds: readonly Kind[]): Promise<readonly Item[]> {
    const items = await this.#items(kinds)
    this.#keep(items)
    const left = items.filter(each => !this.#kept.has(each.uid) && !isGiven(each))
    const byKind = Map.groupBy(left, ({kind}) => kind)
    const order = [...byKind.keys()].sort((a, b) => rank(a) - rank(b))
    for (const kind of order) await Promise.all((byKind.get(kind) ?? []).map(item => this.#delete(item)))
    return left
  }

  /** Learns what controllers have made since of what was there before, such as the pods of a Deployment. */
  #keep(items: readonly Item[]): void {
    for (let size = -1; size !== this.#kept.size; ) {
      size = this.#kept.size
      for (const {uid, owners} of items) if (owners.some(owner => this.#kept.has(owner))) this.#kept.add(uid)
    }
  }

  async #delete(item: Item): Promise<void> {
    const {path, kind, isGoing, finalizers} = item
    if (!isGoing || kind.name === 'pods')
      await this.#api.send('DELETE', path, {propagationPolicy: 'Background', gracePeriodSeconds: 0})
    if (isGoing && kind.name !== 'namespaces' && finalizers.length > 0)
      await this.#api.send('PATCH', path, {metadata: {finalizers: null}}, 'application/merge-patch+json')
  }

  async #items(kinds: readonly Kind[]): Promise<readonly Item[]> {
    const lists = await Promise.all(
      kinds.map(async kind => {
        const found = await unlessAway(this.#api.listMetadata(kind.path))
        return (found ?? []).map(object => itemOf(kind, object))
      }),
    )
    return lists.flat()
  }
}

const rank = ({name}: Kind): number => {
  const place = FIRST.indexOf(name)
  if (name === 'namespaces') return FIRST.length + 1
  return place === -1 ? FIRST.length : place
}
