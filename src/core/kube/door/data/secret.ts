import type {JsonObject} from '../../object.ts'
import {isPlain} from '../plain.ts'
import {decodeStrictly} from '../scrub/base64.ts'
import {type Findings, redact} from '../scrub/findings.ts'
import {scrubText} from '../scrub/scrub.ts'
import {SHORTEST_KEY} from '../scrub/signs.ts'
import {isCaName, share} from '../share.ts'
import {type Entry, entryOfBytes, entryOfText} from './data-entry.ts'
import {savedEntry} from './saved-entry.ts'

/** Configuration that rules read, by the name of its key: step-ca's, Helm values, kubeadm's and the kubelet's. */
const READ_AS_TEXT: ReadonlySet<string> = new Set([
  'ca.json',
  'defaults.json',
  'values.yaml',
  'values.yml',
  'ClusterConfiguration',
  'kubelet',
  'kubelet-config',
])

type Entries = Record<string, JsonObject>

/** `data` and `stringData` of a Secret, each value as what the door leaves of it. */
export const secretData = (raw: Readonly<Record<string, unknown>>, found: Findings): Entries => ({
  ...entries(raw.data, ['data'], found, value => base64Entry(value, found)),
  ...entries(raw.stringData, ['stringData'], found, value => entryOfText(value, false)),
})

/** `data` of a ConfigMap. */
export const configData = (data: unknown, found: Findings): Entries =>
  entries(data, ['data'], found, (value, name) => entryOfText(value, READ_AS_TEXT.has(name)))

/** `binaryData` of a ConfigMap. */
export const binaryData = (data: unknown, found: Findings): Entries =>
  entries(data, ['binaryData'], found, value => base64Entry(value, found))

const entries = (
  data: unknown,
  path: readonly string[],
  found: Findings,
  read: (value: string, name: string) => Entry,
): Entries => {
  if (!isPlain(data)) return {}
  const out: Entries = {}
  for (const name in data) {
    if (name === '__proto__') continue
    const {entry, forms} = found.saved && isPlain(data[name]) ? savedEntry(data[name]) : entryOf(data[name], name, read)
    const shared = entry.pem !== undefined && isCaName(name) ? {...entry, pem: share(entry.pem)} : entry
    out[name.length < SHORTEST_KEY ? name : scrubText(name).text] = shared as JsonObject
    if (forms.length > 0) redact(found, [...path, name], forms)
  }
  return out
}

const entryOf = (value: unknown, name: string, read: (value: string, name: string) => Entry): Entry => {
  if (value === null || value === undefined) return {entry: {empty: true}, forms: []}
  if (typeof value === 'string') return read(value, name)
  return {entry: {problems: [{line: 1, detail: 'is not a string'}]}, forms: []}
}

/** What the API server would decode; values that are not base64 are looked at as they are, for what they hold. */
const base64Entry = (value: string, found: Findings): Entry => {
  const bytes = decodeStrictly(value)
  if (bytes !== null) {
    const entry = entryOfBytes(bytes, found)
    if (entry.forms.length > 0) bytes.fill(0)
    return entry
  }
  const {entry, forms} = entryOfText(value, false)
  if (entry.hidden !== undefined) return {entry, forms}
  const {keys} = entry
  return {entry: {...(keys && {keys}), problems: [{line: 1, detail: 'is not base64'}]}, forms}
}
