import {type KindInfo, kindOfManifest} from '../kind.ts'
import type {JsonObject, KubeObject, Origin} from '../object.ts'
import {ref} from '../ref.ts'
import {type Findings, findings} from './findings.ts'
import {reduceMetadata} from './metadata.ts'
import {pick} from './pick.ts'
import {isPlain} from './plain.ts'
import {scrubValue} from './scrub-value.ts'
import {binaryData, configData, secretData} from './secret.ts'
import {SHAPES} from './shapes.ts'

/** `apiVersion` and `kind` of the items of a list, which leave them out. */
export interface TypeMeta {
  readonly apiVersion: string
  readonly kind: string
}

/**
 * The door: everything that enters a snapshot passes it. Makes an object out of a manifest or an item of a list,
 * without key material in any form, without the values of Secrets, and without what no rule reads. Null for kinds that
 * no rule reads and for what has no usable name. Never throws, whatever shape the input has; never changes it, but
 * shares with it what is kept as it is.
 * @param type of list items that do not say it themselves
 */
export const reduce = (raw: unknown, origin: Origin, type?: TypeMeta): KubeObject | null => {
  if (!isPlain(raw)) return null
  const {apiVersion = type?.apiVersion, kind = type?.kind, metadata} = raw
  if (typeof apiVersion !== 'string' || typeof kind !== 'string' || !isPlain(metadata)) return null
  const info = kindOf(apiVersion, kind)
  const {name, namespace} = metadata
  if (info === null || typeof name !== 'string' || name === '') return null
  const found = findings(!KEEPS_PASSWORDS.has(info.kind))
  const body = {
    apiVersion,
    kind,
    metadata: reduceMetadata(metadata, kind === 'Secret', found),
    ...content(raw, info, found),
  }
  const clean = scrubValue(body, [], found) as JsonObject
  const object = {ref: ref(info.kind, info.namespaced ? scope(namespace) : undefined, name), body: clean, origin}
  return found.redacted.length === 0 ? object : {...object, redacted: found.redacted}
}

/** Bundles name passwords of trust stores (`changeit`): they protect nothing, and targets are hashed with them. */
const KEEPS_PASSWORDS: ReadonlySet<string> = new Set([
  'trust.cert-manager.io/bundles',
  'trust-manager.io/clusterbundles',
])

const scope = (namespace: unknown): string | undefined => (typeof namespace === 'string' ? namespace : undefined)

/** The body without `apiVersion`, `kind` and `metadata`. */
const content = (raw: Readonly<Record<string, unknown>>, info: KindInfo, found: Findings): object => {
  if (info.kind === 'core/secrets') return secretContent(raw, found)
  if (info.kind === 'core/configmaps') return configContent(raw, found)
  const shape = SHAPES.get(info.kind)
  if (shape !== undefined) return pick(raw, shape) as object
  const {apiVersion: _a, kind: _k, metadata: _m, ...rest} = raw
  return rest
}

const secretContent = (raw: Readonly<Record<string, unknown>>, found: Findings): object => ({
  ...(pick(raw, {type: true, immutable: true}) as object),
  data: secretData(raw, found),
})

const configContent = (raw: Readonly<Record<string, unknown>>, found: Findings): object => ({
  ...(pick(raw, {immutable: true}) as object),
  data: configData(raw.data, found),
  ...(raw.binaryData !== undefined && {binaryData: binaryData(raw.binaryData, found)}),
})

/** Found kinds by apiVersion and kind: a cluster asks for the same few, thousands of times. */
const kinds = new Map<string, KindInfo>()

const kindOf = (apiVersion: string, kind: string): KindInfo | null => {
  const key = `${apiVersion} ${kind}`
  const known = kinds.get(key)
  if (known !== undefined) return known
  const info = kindOfManifest(apiVersion, kind)
  if (info !== null && kinds.size < 500) kinds.set(key, info)
  return info
}
