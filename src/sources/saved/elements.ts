import {KINDS} from '../../core/kube/kind.ts'
import {type Json, list, number, record, text} from '../../core/kube/object.ts'

/** Members that are lists. */
const LISTS = ['coverage', 'unreadable', 'exposed', 'handshakes', 'reviews', 'clients', 'objects'] as const

export type ListMember = (typeof LISTS)[number]

export const isList = (name: string): name is ListMember => (LISTS as readonly string[]).includes(name)

type Read = Json | null | undefined

const READ_KINDS: ReadonlySet<string> = new Set(KINDS.map(({kind}) => kind))

/** The member as it is; null where it has another shape, undefined where we know no member of this name. */
export const readMember = (name: string, value: Json | undefined): Read => {
  switch (name) {
    case 'schema':
    case 'label':
    case 'serverVersion':
      return typeof value === 'string' ? value : null
    case 'takenAt':
      return isTime(value) ? (value as Json) : null
    case 'began':
      return isBegan(value) ? (value as Json) : null
    case 'clockSkewSeconds':
      return typeof value === 'number' ? value : null
    case 'served':
      return isReading(value, served => Array.isArray(served) && served.every(isServed)) ? (value as Json) : null
    default:
      return undefined
  }
}

/** The element as it is; null where it has another shape, undefined for kinds that we do not read. */
export const readElement = (name: Exclude<ListMember, 'objects'>, value: Json | undefined): Read => {
  if (!ELEMENT[name](value)) return null
  const kind = name === 'reviews' ? undefined : text(value, 'kind')
  return name === 'coverage' && !READ_KINDS.has(kind ?? '') ? undefined : (value as Json)
}

const isTime = (value: Json | undefined): boolean => typeof value === 'string' && !Number.isNaN(Date.parse(value))

const isBegan = (value: Json | undefined): boolean =>
  isTime(record(value).at) && /^\d{1,20}$/.test(text(value, 'revision') ?? '')

const isText = (value: Json | undefined): boolean => typeof value === 'string'
const isOptionalText = (value: Json | undefined): boolean => value === undefined || isText(value)

const isBecause = (value: Json | undefined): boolean => isText(record(value).reason) && isText(record(value).detail)

const isReading = (value: Json | undefined, isValue: (value: Json | undefined) => boolean): boolean => {
  const {known, value: read, because} = record(value)
  return known === true ? isValue(read) : known === false && isBecause(because)
}

const isServed = (value: Json): boolean =>
  isText(record(value).kind) && Array.isArray(record(value).versions) && list(value, 'versions').every(isText)

const isRef = (value: Json): boolean =>
  isText(record(value).kind) && isText(record(value).name) && isOptionalText(record(value).namespace)

const isCoverage = (value: Json | undefined): boolean => {
  const {kind, namespace, world, absent, unread, because} = record(value)
  if (!isText(kind) || !isOptionalText(namespace)) return false
  if (world === 'open' && unread !== undefined && !isBecause(unread)) return false
  if (world === 'open') return absent === undefined || (Array.isArray(absent) && absent.every(isRef))
  return world === 'closed' || (world === 'none' && isBecause(because))
}

const isHandshake = (value: Json | undefined): boolean => {
  const {host, port, serverName} = record(value, 'endpoint')
  const endpoint = isText(host) && typeof port === 'number' && isOptionalText(serverName)
  return endpoint && isReading(record(value).result, shown => isText(record(shown).protocol) && isTexts(shown, 'chain'))
}

const isTexts = (value: Json | undefined, member: string): boolean =>
  Array.isArray(record(value)[member]) && list(value, member).every(isText)

const isReview = (value: Json | undefined): boolean => {
  const {user, verb, kind, namespace, name} = record(value, 'review')
  const named = isText(user) && isText(verb) && isText(kind) && isOptionalText(namespace) && isOptionalText(name)
  return (
    named &&
    isTexts(record(value).review, 'groups') &&
    isReading(record(value).allowed, allowed => typeof allowed === 'boolean')
  )
}

const isClient = (value: Json | undefined): boolean => {
  const {config, context, client, authority} = record(value)
  const isNamed = (config === 'kubeconfig' || config === 'talosconfig') && isText(context)
  return isNamed && isOptionalText(client) && isOptionalText(authority)
}

const ELEMENT: Readonly<Record<Exclude<ListMember, 'objects'>, (value: Json | undefined) => boolean>> = {
  coverage: isCoverage,
  unreadable: value =>
    isText(record(value).what) &&
    isText(record(value).detail) &&
    isOptionalNumber(record(value).line) &&
    [undefined, true].includes(record(value).wasRead as true | undefined),
  exposed: value => isText(record(value).file) && number(value, 'line') !== undefined && isText(record(value).form),
  handshakes: isHandshake,
  reviews: isReview,
  clients: isClient,
}

const isOptionalNumber = (value: Json | undefined): boolean => value === undefined || typeof value === 'number'
