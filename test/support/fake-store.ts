import {type FakeAnswer, json, status} from './fake-answers.ts'
import type {FakeResource} from './fake-discovery.ts'

/** An object as somebody would write it. */
export interface Manifest {
  readonly apiVersion: string
  readonly kind: string
  readonly metadata: {readonly name: string; readonly namespace?: string; readonly [key: string]: unknown}
  readonly [key: string]: unknown
}

export interface ListQuery {
  readonly resource: FakeResource
  readonly namespace: string | undefined
  readonly parameters: URLSearchParams
}

const TOO_OLD =
  'The provided continue parameter is too old to display a consistent list result. You can start a new list without ' +
  'the continue parameter, or use the continue token in this response to retrieve the remainder of the results. ' +
  'Continuing with the provided token results in an inconsistent list - objects that were created, modified, or ' +
  'deleted between the time the first chunk was returned and now may show up in the list.'

const keyOf = ({metadata}: Manifest): string => `${metadata.namespace ?? ''}/${metadata.name}`

/** The objects of a fake cluster with their history, so that the pages of a list are of one moment. */
export class FakeStore {
  #revision = 1000
  /** All objects at each revision that is still kept. */
  #kept = new Map<number, readonly Manifest[]>([[1000, []]])

  get objects(): readonly Manifest[] {
    return this.#kept.get(this.#revision) ?? []
  }

  /** Puts objects in, in the place of those of the same name. */
  apply(...objects: readonly Manifest[]): void {
    const identity = (object: Manifest): string => `${object.apiVersion} ${object.kind} ${keyOf(object)}`
    const all = new Map([...this.objects, ...objects].map(object => [identity(object), object]))
    this.#commit([...all.values()])
  }

  delete(kind: string, name: string, namespace?: string): void {
    this.#commit(
      this.objects.filter(
        each => each.kind !== kind || each.metadata.name !== name || each.metadata.namespace !== namespace,
      ),
    )
  }

  /** Forgets the past, as a compaction of etcd does: continue tokens that were given out are too old. */
  compact(): void {
    this.#commit(this.objects)
    this.#kept = new Map([[this.#revision, this.objects]])
  }

  #commit(objects: readonly Manifest[]): void {
    this.#revision += 1
    this.#kept.set(this.#revision, objects)
  }

  get({resource, namespace}: ListQuery, name: string): FakeAnswer {
    const found = this.#of(resource, namespace, this.objects).find(each => each.metadata.name === name)
    if (found !== undefined) return json(200, found)
    return status(404, {
      reason: 'NotFound',
      message: `${resource.plural} ${JSON.stringify(name)} not found`,
      details: {name, ...(resource.group !== '' && {group: resource.group}), kind: resource.plural},
    })
  }

  list({resource, namespace, parameters}: ListQuery): FakeAnswer {
    const token = readToken(parameters.get('continue'))
    if (token === null) {
      const message = 'invalid continue token: continue key is not valid: invalid character'
      return status(400, {reason: 'BadRequest', message})
    }
    const revision = token === undefined || token.rv === -1 ? this.#revision : token.rv
    const past = this.#kept.get(revision)
    if (past === undefined) return tooOld(token?.start ?? '')
    const selected = select(parameters.get('fieldSelector') ?? '', resource)
    if (typeof selected === 'string') return status(400, {reason: 'BadRequest', message: selected})
    const rest = this.#of(resource, namespace, past)
      .filter(each => selected(each))
      .filter(each => token === undefined || keyOf(each) >= token.start)
    const limit = Number(parameters.get('limit') ?? 0)
    const items = limit > 0 ? rest.slice(0, limit) : rest
    const last = items.at(-1)
    const metadata = {
      resourceVersion: String(revision),
      ...(items.length < rest.length &&
        last !== undefined && {
          continue: writeToken(revision, `${keyOf(last)}\0`),
          ...(!parameters.has('fieldSelector') && {remainingItemCount: rest.length - items.length}),
        }),
    }
    return json(200, listBody(resource, items, metadata))
  }

  #of({group, kind}: FakeResource, namespace: string | undefined, objects: readonly Manifest[]): readonly Manifest[] {
    const groupOf = ({apiVersion}: Manifest): string =>
      apiVersion.includes('/') ? (apiVersion.split('/')[0] ?? '') : ''
    return objects
      .filter(each => each.kind === kind && groupOf(each) === group)
      .filter(each => namespace === undefined || each.metadata.namespace === namespace)
      .sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1))
  }
}

/** Built-in lists say what they are first and their items do not say it; those of custom resources are sorted by key. */
const listBody = (
  {group, version, kind, custom}: FakeResource,
  items: readonly Manifest[],
  metadata: object,
): object => {
  const apiVersion = group === '' ? version : `${group}/${version}`
  if (custom) {
    return {apiVersion, items: items.map(item => ({...item, apiVersion})), kind: `${kind}List`, metadata}
  }
  const bare = items.map(({apiVersion: _version, kind: _kind, ...rest}) => rest)
  return {kind: `${kind}List`, apiVersion, metadata, items: bare}
}

interface Token {
  /** -1: whatever is there now. */
  readonly rv: number
  /** The first key that may come next. */
  readonly start: string
}

const writeToken = (rv: number, start: string): string =>
  Buffer.from(JSON.stringify({v: 'meta.k8s.io/v1', rv, start})).toString('base64url')

/** Undefined: none; null: not a token. */
const readToken = (text: string | null): Token | null | undefined => {
  if (text === null || text === '') return undefined
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString('utf8'))
  } catch {
    return null
  }
}

const tooOld = (start: string): FakeAnswer =>
  status(410, {reason: 'Expired', message: TOO_OLD, metadata: {continue: writeToken(-1, start)}})

const LABELS: Readonly<Record<string, readonly string[]>> = {
  secrets: ['type'],
  events: ['involvedObject.kind', 'reason', 'type'],
}

/** A test for objects, or the message for a selector that the resource does not have. */
const select = (selector: string, {plural}: FakeResource): ((object: Manifest) => boolean) | string => {
  const parts = selector.split(',').filter(part => part !== '')
  const tests = parts.map(part => /^([^!=]+)(!=|==?)(.*)$/.exec(part))
  const wrong = tests.find(
    test => ![...(LABELS[plural] ?? []), 'metadata.name', 'metadata.namespace'].includes(test?.[1] ?? ''),
  )
  if (wrong !== undefined) return `field label not supported: ${wrong?.[1]}`
  return object =>
    tests.every(test => {
      const [, label = '', operator, value] = test ?? []
      const actual = label.split('.').reduce<unknown>((from, key) => (from as Record<string, unknown>)?.[key], object)
      return (String(actual ?? '') === value) === (operator !== '!=')
    })
}
