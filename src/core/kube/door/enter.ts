import {type KindInfo, kindOfManifest} from '../kind.ts'
import type {JsonObject} from '../object.ts'
import {binaryData, configData, secretData} from './data/secret.ts'
import {reduceMetadata} from './metadata.ts'
import {pick} from './pick.ts'
import {type Findings, findings} from './scrub/findings.ts'
import {scrubValue} from './scrub-value.ts'
import {SHAPES} from './shapes.ts'

type Raw = Readonly<Record<string, unknown>>

/** The body of an object as it enters a snapshot. What is taken out is added to `found`. */
export const enter = (raw: Raw, info: KindInfo, found: Findings): JsonObject => {
  const {apiVersion, kind} = raw
  const metadata = reduceMetadata(raw.metadata, info.kind === 'core/secrets', found)
  const open = scrubValue({apiVersion, kind, metadata, ...content(raw, info)}, [], found)
  return {...(open as JsonObject), ...entries(raw, info, found)}
}

/** The body without `apiVersion`, `kind` and `metadata`, and without the values of Secrets and ConfigMaps. */
const content = (raw: Raw, info: KindInfo): object => {
  const shape = SHAPES.get(info.kind)
  if (shape !== undefined) return pick(raw, shape) as object
  const {apiVersion: _a, kind: _k, metadata: _m, ...rest} = raw
  return rest
}

/** The values of Secrets and ConfigMaps, each as what is left of it. They need no second look. */
const entries = (raw: Raw, {kind}: KindInfo, found: Findings): Readonly<Record<string, JsonObject>> => {
  if (kind === 'core/secrets') return {data: secretData(raw, found)}
  if (kind !== 'core/configmaps') return {}
  const data = configData(raw.data, found)
  return raw.binaryData === undefined ? {data} : {data, binaryData: binaryData(raw.binaryData, found)}
}

/** Bundles name passwords of trust stores (`changeit`): they protect nothing, and targets are hashed with them. */
const KEEPS_PASSWORDS: ReadonlySet<string> = new Set([
  'trust.cert-manager.io/bundles',
  'trust-manager.io/clusterbundles',
])

/** Nothing found yet, in an object of this kind. */
export const findingsIn = ({kind}: KindInfo, saved: boolean, stores = 0): Findings =>
  findings({byName: !KEEPS_PASSWORDS.has(kind), saved, stores})

/** Found kinds by apiVersion and kind: a cluster asks for the same few, thousands of times. */
const kinds = new Map<string, KindInfo>()
const MOST_KINDS = 500

/** The kind that an object says it is; null where no rule reads it. */
export const kindOf = (apiVersion: string, kind: string): KindInfo | null => {
  const key = `${apiVersion} ${kind}`
  const known = kinds.get(key)
  if (known !== undefined) return known
  const info = kindOfManifest(apiVersion, kind)
  if (info !== null && kinds.size < MOST_KINDS) kinds.set(key, info)
  return info
}
