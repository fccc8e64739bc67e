import {PkiError} from '../../core/errors.ts'
import type {Kind} from '../../core/kube/kind.ts'
import {type Json, text} from '../../core/kube/object.ts'
import type {WatchOptions} from '../../core/ports.ts'
import {type Discovery, splitKind} from './discovery/discovery.ts'
import type {ApiClient} from './http/api-client.ts'
import {pause} from './http/turnstile.ts'
import {placeOf} from './read-kind.ts'

/** What changes all the time while nothing of the trust layer does. It is seen with the next reading. */
const RESTLESS: ReadonlySet<Kind> = new Set(['core/events', 'core/pods', 'core/nodes', 'coordination.k8s.io/leases'])

/** Only names and versions are asked for: no data of a Secret comes over the wire to tell that it has changed. */
const ACCEPT = {
  list: 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1',
  watch: 'application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1',
}

const [FIRST_PAUSE_MS, LONGEST_PAUSE_MS] = [1000, 30_000]

export interface WatchContext extends WatchOptions {
  readonly client: ApiClient
  readonly discovery: Discovery
  /** How long one request may stay open without the connection being taken for dead. */
  readonly seconds: number
}

/**
 * Watches kinds in the whole cluster until the signal ends it: what may not be watched is left to the next reading, and so is
 * everything where one connection cannot carry it.
 */
export const watchKinds = async (kinds: readonly Kind[], context: WatchContext): Promise<void> => {
  if (!(await context.client.carriesStreams(context.signal))) return
  const paths = kinds.filter(kind => !RESTLESS.has(kind)).flatMap(kind => pathOf(kind, context.discovery))
  await Promise.all(paths.map(each => new KindWatch(each, context).run()))
}

interface Watched {
  readonly kind: Kind
  readonly path: string
  readonly query: Readonly<Record<string, string>>
}

const pathOf = (kind: Kind, discovery: Discovery): readonly Watched[] => {
  const place = placeOf(kind, discovery)
  if (!('root' in place)) return []
  const {fieldSelector} = place.info
  const query: Record<string, string> = fieldSelector === undefined ? {} : {fieldSelector}
  return [{kind, path: `${place.root}/${splitKind(kind).plural}`, query}]
}

/** One kind: from a version on, and where that is too old (410) from the present one on, having told of a change. */
class KindWatch {
  readonly #watched: Watched
  readonly #context: WatchContext
  #version: string | undefined
  #failures = 0

  constructor(watched: Watched, context: WatchContext) {
    this.#watched = watched
    this.#context = context
  }

  async run(): Promise<void> {
    const {signal} = this.#context
    while (!signal.aborted) {
      try {
        this.#version ??= await this.#present()
        if (this.#version === undefined || !(await this.#follow(this.#version))) return
        this.#failures = 0
        // Who ends watches at once is not asked again at once.
        await pause(FIRST_PAUSE_MS, signal)
      } catch (error) {
        if (signal.aborted) return
        if (!(error instanceof PkiError) && !(error instanceof SyntaxError)) throw error
        await this.#rest()
      }
    }
  }

  /** The version of the list at present; undefined where it may not be listed. */
  async #present(): Promise<string | undefined> {
    const {client, signal} = this.#context
    const {path, query} = this.#watched
    const asked = new URLSearchParams({...query, limit: '1'})
    const {status, value} = await client.send({path: `${path}?${asked}`, accept: ACCEPT.list, signal})
    return status === 200 ? text(value, 'metadata', 'resourceVersion') : undefined
  }

  /** Until the server ends it. False: it may not be watched. */
  async #follow(version: string): Promise<boolean> {
    const {client, signal, seconds} = this.#context
    const {path, query} = this.#watched
    const asked = new URLSearchParams({
      ...query,
      watch: '1',
      allowWatchBookmarks: 'true',
      resourceVersion: version,
      timeoutSeconds: `${seconds}`,
    })
    const lines = (line: Json) => this.#take(line)
    const {status} = await client.send({path: `${path}?${asked}`, accept: ACCEPT.watch, signal, lines, once: true})
    if (status === 410) this.#lose()
    else if (status === 429 || status >= 500) await this.#rest()
    else return status === 200
    return true
  }

  #take(line: Json): void {
    const type = text(line, 'type')
    // A proxy that knows no watches sends a list.
    if (type === undefined) throw new SyntaxError('no event of a watch')
    this.#version = type === 'ERROR' ? undefined : text(line, 'object', 'metadata', 'resourceVersion')
    if (type !== 'BOOKMARK') this.#context.onChange(this.#watched.kind)
  }

  /** What happened meanwhile is not known. */
  #lose(): void {
    this.#version = undefined
    this.#context.onChange(this.#watched.kind)
  }

  async #rest(): Promise<void> {
    const {signal, onChange} = this.#context
    if (this.#failures === 0) onChange(this.#watched.kind)
    const wait = Math.min(FIRST_PAUSE_MS * 2 ** this.#failures, LONGEST_PAUSE_MS)
    this.#failures += 1
    await pause(wait, signal).catch(() => {})
  }
}
