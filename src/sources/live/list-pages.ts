import {PkiError} from '../../core/errors.ts'
import {given} from '../../core/given.ts'
import type {Unknown} from '../../core/knowing.ts'
import {reduce} from '../../core/kube/door/reduce.ts'
import type {KindInfo} from '../../core/kube/kind.ts'
import {type Json, type KubeObject, type Origin, text} from '../../core/kube/object.ts'
import {refKey} from '../../core/kube/ref.ts'
import {asUnknown} from './as-unknown.ts'
import type {ApiClient} from './http/api-client.ts'
import {ConnectionFailure} from './http/connection-failure.ts'
import {type ApiAnswer, refusalOf} from './http/read-json.ts'

/** One list: a kind in the whole cluster or in one namespace. */
export interface ListRequest {
  readonly client: ApiClient
  readonly info: KindInfo
  readonly apiVersion: string
  /** `/api/v1/namespaces/shop/secrets` */
  readonly path: string
  /** Objects per page; 0: all in one answer. */
  readonly pageSize: number
  readonly signal?: AbortSignal | undefined
  readonly onPage: (objects: number) => void
}

export type Listed =
  /** `revision` is the `resourceVersion` at which the list began. */
  | {readonly is: 'listed'; readonly objects: readonly KubeObject[]; readonly revision?: string}
  | {readonly is: 'forbidden'}
  /** There is no such path: the kind was taken away after discovery. */
  | {readonly is: 'gone'}
  | {readonly is: 'failed'; readonly because: Unknown}

const CLUSTER: Origin = {from: 'cluster'}

/** kubectl's, for what is better not asked for in one answer. */
export const SMALL_PAGE = 500

/** A list that is being read page by page; each object goes through the door as soon as it has come in. */
class Paging {
  readonly #request: ListRequest
  #objects: KubeObject[] = []
  #keys: Set<string> | undefined
  /** How many objects there were before the page that is coming in. */
  #kept = 0
  #limit: number
  #token = ''
  /** After a 410, until a page was read. */
  #resumed = false
  #revision: string | undefined

  constructor(request: ListRequest) {
    this.#request = request
    this.#limit = request.pageSize
  }

  async run(): Promise<Listed> {
    for (;;) {
      const answer = await this.#page()
      const end = answer === null ? null : this.#take(answer)
      if (end !== null) return end
    }
  }

  /** Null: all in one answer was too much, and it is asked for in pages. */
  async #page(): Promise<ApiAnswer | null> {
    const {client, path, info, signal} = this.#request
    const query = new URLSearchParams()
    if (this.#limit > 0) query.set('limit', String(this.#limit))
    if (this.#token !== '') query.set('continue', this.#token)
    if (info.fieldSelector !== undefined) query.set('fieldSelector', info.fieldSelector)
    const isWhole = this.#limit === 0 && !this.#resumed
    const items = {begin: () => this.#forgetPage(), take: (batch: readonly Json[]) => this.#keep(batch)}
    try {
      const answer = await client.send({path: query.size > 0 ? `${path}?${query}` : path, signal, items, once: isWhole})
      if (!isWhole || (answer.status < 500 && answer.status !== 429)) return answer
    } catch (error) {
      if (!isWhole || !(error instanceof ConnectionFailure) || !error.transient) throw error
    }
    this.#forgetPage()
    this.#limit = SMALL_PAGE
    return null
  }

  #take(answer: ApiAnswer): Listed | null {
    if (answer.status === 200) return this.#next(answer.value)
    if (answer.status === 410) return this.#resume(answer)
    if (answer.status === 403) return {is: 'forbidden'}
    if (answer.status === 404) return {is: 'gone'}
    return failed(`the list failed: ${refusalOf(answer)}`)
  }

  #keep(items: readonly Json[]): void {
    const {info, apiVersion, onPage} = this.#request
    const before = this.#objects.length
    for (const item of items) {
      // The items of built-in kinds do not say what they are.
      const object = reduce(item, CLUSTER, {apiVersion, kind: info.manifestKind})
      if (object !== null) this.#add(object)
    }
    onPage(this.#objects.length - before)
  }

  #next(page: Json | undefined): Listed | null {
    this.#resumed = false
    this.#kept = this.#objects.length
    const next = text(page, 'metadata', 'continue') ?? ''
    this.#revision ??= text(page, 'metadata', 'resourceVersion')
    if (next === '') return {is: 'listed', objects: this.#objects, ...given({revision: this.#revision})}
    if (next === this.#token) return failed('the list does not get on')
    this.#token = next
    return null
  }

  /** What an attempt has given that did not come to its end. */
  #forgetPage(): void {
    const gone = this.#objects.splice(this.#kept)
    if (gone.length === 0) return
    for (const {ref} of gone) this.#keys?.delete(refKey(ref))
    this.#request.onPage(-gone.length)
  }

  #add(object: KubeObject): void {
    if (this.#keys !== undefined) {
      const key = refKey(object.ref)
      if (this.#keys.has(key)) return
      this.#keys.add(key)
    }
    this.#objects.push(object)
  }

  /**
   * The rest of the list is too old (410). The Status may hold a token that goes on after the last object by the present
   * state (k8s.io/apiserver, handleCompactedErrorForPaging); without it, or where that is too old again, everything is asked
   * for anew and in one piece, as client-go's pager does.
   */
  #resume({value}: ApiAnswer): Listed | null {
    const token = text(value, 'metadata', 'continue') ?? ''
    if (token !== '' && !this.#resumed) {
      this.#resumed = true
      this.#token = token
      this.#keys ??= new Set(this.#objects.map(({ref}) => refKey(ref)))
      return null
    }
    if (this.#limit === 0) return failed('the list is too old as soon as it is asked for')
    this.#kept = 0
    this.#forgetPage()
    this.#limit = 0
    this.#token = ''
    this.#resumed = true
    this.#keys = undefined
    return null
  }
}

const failed = (detail: string): Listed => ({is: 'failed', because: {reason: 'unreachable', detail}})

/** Reads one list to its end. Throws nothing but the signal's reason. */
export const listPages = async (request: ListRequest): Promise<Listed> => {
  try {
    return await new Paging(request).run()
  } catch (error) {
    if (request.signal?.aborted || !(error instanceof PkiError)) throw error
    return {is: 'failed', because: asUnknown(error)}
  }
}
