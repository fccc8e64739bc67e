import {PkiError} from '../../core/errors.ts'
import {admit} from '../../core/kube/door/admit.ts'
import type {Kind} from '../../core/kube/kind.ts'
import type {AnsweredReview, Review, Snapshot} from '../../core/kube/snapshot.ts'
import type {ReadOptions, ReadPlan, SecondLook, Seen, Source, WatchOptions} from '../../core/ports.ts'
import {askReviews} from './ask-reviews.ts'
import {clientHoldings} from './client-holdings.ts'
import {meetServer, type Server} from './discovery/meet-server.ts'
import {shakeAllHands} from './handshake.ts'
import {ApiClient} from './http/api-client.ts'
import type {KindReading} from './kind-reading.ts'
import type {Access} from './kubeconfig/access.ts'
import {resolveAccess} from './kubeconfig/resolve-access.ts'
import type {Listed} from './list-pages.ts'
import {type Found, lookAgain} from './look-again.ts'
import {type OwnRules, ownRules} from './namespaces.ts'
import type {LiveOptions} from './options.ts'
import {pageSizeFor} from './page-size.ts'
import {ProgressCount} from './progress.ts'
import {listNamespaces, type ReadContext} from './read-kind.ts'
import {readPlan} from './read-plan.ts'
import {ReadingStart} from './reading-start.ts'
import {watchKinds} from './watch-kinds.ts'

/** A second look is worth so much time; after that the first one counts. */
const PATIENCE_MS = 5000

/**
 * A running cluster. Connects at the first reading and keeps the connection for the following ones; an idle connection does
 * not keep the process alive.
 */
export const live = (options: LiveOptions): Source => new LiveSource(options)

interface Connected {
  readonly access: Access
  readonly client: ApiClient
  readonly server: Server
}

class LiveSource implements Source {
  readonly #options: LiveOptions
  #connected: Promise<Connected> | undefined
  #isWatched = false

  constructor(options: LiveOptions) {
    this.#options = options
  }

  async read(plan: ReadPlan, {signal, onProgress}: ReadOptions = {}): Promise<Snapshot> {
    return unlessAborted(signal, async () => {
      const connected = await this.#connectAnew(signal)
      const progress = new ProgressCount(new Set(plan.kinds).size, onProgress)
      const start = new ReadingStart(connected.client.clock.latest)
      const context = contextOf(connected, {
        ...{plan, start},
        signal,
        progress,
        pageSize: this.#options.pageSize ?? pageSizeFor(connected.server.version),
      })
      const [readings, reviews, handshakes, clients] = await Promise.all([
        readPlan(plan, context, {secrets: this.#options.secrets, progress}),
        askReviews(connected.client, plan.reviews ?? [], signal),
        shakeAllHands(plan.handshakes ?? [], {signal}),
        plan.clients === true ? clientHoldings(connected.access, this.#options, signal) : undefined,
      ])
      const snapshot = {...snapshotOf(connected, readings), ...start.began, reviews, handshakes}
      return admit({...snapshot, ...(clients !== undefined && {clients})})
    })
  }

  async review(reviews: readonly Review[], {signal}: ReadOptions = {}): Promise<readonly AnsweredReview[]> {
    return unlessAborted(signal, async () => askReviews((await this.#connect(signal)).client, reviews, signal))
  }

  async lookAgain(seen: readonly Seen[], {signal}: ReadOptions = {}): Promise<SecondLook> {
    const end = AbortSignal.timeout(PATIENCE_MS)
    const soon = signal === undefined ? end : AbortSignal.any([signal, end])
    const connected = await this.#connect(signal)
    const quiet = {progress: new ProgressCount(0, undefined), start: new ReadingStart(undefined), pageSize: 0}
    const context = contextOf(connected, {...quiet, plan: {kinds: []}, signal: soon})
    const found = await unlessAborted(soon, () => lookAgain(seen, context)).catch((error): Found => {
      if (!(error instanceof PkiError)) throw error
      return {looked: [], objects: []}
    })
    return {...found, takenAt: (connected.client.clock.latest ?? new Date()).toISOString()}
  }

  async watch(kinds: readonly Kind[], {signal, onChange}: WatchOptions): Promise<void> {
    this.#isWatched = true
    const {client, server} = await this.#connect(signal)
    const {secrets, requestTimeoutSeconds: silence = 30} = this.#options
    await watchKinds(
      kinds.filter(kind => secrets || kind !== 'core/secrets'),
      {client, discovery: server.discovery, signal, onChange, seconds: silence === 0 ? 240 : Math.ceil(silence * 0.6)},
    )
  }

  async namespace({signal}: ReadOptions = {}): Promise<string> {
    return unlessAborted(signal, async () => (await this.#connect(signal)).access.namespace)
  }

  #connect(signal: AbortSignal | undefined): Promise<Connected> {
    return this.#connected ?? this.#keep(meet(this.#options, signal))
  }

  /** What a server has may change while somebody keeps on looking: CRDs come and go. */
  #connectAnew(signal: AbortSignal | undefined): Promise<Connected> {
    const known = this.#connect(signal)
    if (!this.#isWatched) return known
    return this.#keep(known.then(async each => ({...each, server: await meetServer(each.client, signal)})))
  }

  #keep(connected: Promise<Connected>): Promise<Connected> {
    this.#connected = connected
    connected.catch(() => {
      if (this.#connected === connected) this.#connected = undefined
    })
    return connected
  }
}

const meet = async (options: LiveOptions, signal: AbortSignal | undefined): Promise<Connected> => {
  const access = await resolveAccess(options, signal)
  const client = new ApiClient(access, options)
  return {access, client, server: await meetServer(client, signal)}
}

interface Reading {
  readonly plan: ReadPlan
  readonly signal: AbortSignal | undefined
  readonly progress: ProgressCount
  readonly start: ReadingStart
  readonly pageSize: number
}

const contextOf = (
  {access, client, server}: Connected,
  {plan, signal, progress, start, pageSize}: Reading,
): ReadContext => {
  const rules = new Map<string, Promise<OwnRules>>()
  let namespaces: Promise<Listed> | undefined
  const context: ReadContext = {
    client,
    discovery: server.discovery,
    pageSize,
    signal,
    onPage: (kind, objects) => progress.page(kind, objects),
    onRevision: revision => start.note(revision),
    askedNamespaces: [...(plan.namespaces ?? []), access.namespace],
    namespaces: () => {
      namespaces ??= listNamespaces(context)
      return namespaces
    },
    rules: namespace => {
      const asked = rules.get(namespace) ?? ownRules(client, namespace, signal)
      rules.set(namespace, asked)
      return asked
    },
  }
  return context
}

const snapshotOf = ({access, client, server}: Connected, readings: readonly KindReading[]): Snapshot => {
  const {latest = new Date(), skewSeconds} = client.clock
  return {
    schema: 'kubectl-pki/snapshot.v1',
    label: access.label,
    takenAt: latest.toISOString(),
    ...(skewSeconds !== undefined && {clockSkewSeconds: skewSeconds}),
    ...(server.version !== undefined && {serverVersion: server.version}),
    objects: readings.flatMap(({objects}) => objects),
    coverage: readings.flatMap(({coverage}) => coverage),
    unreadable: readings.flatMap(({unreadable}) => unreadable ?? []),
    exposed: [],
    handshakes: [],
    reviews: [],
    served: server.discovery.served(),
  }
}

/** Ctrl-C ends in the signal's own reason; the end of `--timeout` in a sentence. */
const unlessAborted = async <T>(signal: AbortSignal | undefined, work: () => Promise<T>): Promise<T> => {
  try {
    signal?.throwIfAborted()
    return await (signal === undefined ? work() : Promise.race([work(), endOf(signal)]))
  } catch (error) {
    if (!signal?.aborted) throw error
    const reason: unknown = signal.reason
    if (!(reason instanceof Error) || reason.name !== 'TimeoutError') throw reason
    throw new PkiError('E_TIMEOUT', 'the reading of the cluster took longer than --timeout allows', {cause: reason})
  }
}

/** Some of what a reading waits for takes no signal, such as an auth provider. */
const endOf = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason), {once: true}))
