import {pick, type Shape} from './pick.ts'
import {isPlain} from './plain.ts'
import {type Findings, redact} from './scrub/findings.ts'
import {scrubText} from './scrub/scrub.ts'

/** What of `metadata` anything reads. */
const KEPT: Shape = {
  name: true,
  generateName: true,
  namespace: true,
  uid: true,
  resourceVersion: true,
  generation: true,
  creationTimestamp: true,
  deletionTimestamp: true,
  labels: true,
  annotations: true,
  ownerReferences: true,
  finalizers: true,
}

/**
 * `metadata` without managed fields and without the copies of whole manifests that tools leave in annotations. Of Secrets
 * and of what a Bundle of trust-manager writes, who wrote which data keys stays (rules ask for foreign writers), in the
 * place of the managed fields.
 */
export const reduceMetadata = (raw: unknown, isSecret: boolean, found: Findings): unknown => {
  if (!isPlain(raw)) return {}
  const metadata = pick(raw, KEPT) as object
  const annotations = isPlain(raw.annotations) ? withoutCopies(raw.annotations, found) : undefined
  const writers =
    (isSecret || isDistributed(raw)) && Array.isArray(raw.managedFields)
      ? raw.managedFields.filter(isPlain).map(writer)
      : undefined
  return {
    ...metadata,
    ...(annotations !== undefined && {annotations}),
    ...(writers !== undefined && {managedFields: writers}),
  }
}

/** A target of trust-manager, by the label that it gives all of them. */
const isDistributed = ({labels}: Readonly<Record<string, unknown>>): boolean =>
  isPlain(labels) && Object.hasOwn(labels, 'trust.cert-manager.io/bundle')

/** One entry of managed fields, as the door leaves it: `data` has the names of the data keys. */
const writer = (entry: Readonly<Record<string, unknown>>): unknown => ({
  ...(pick(entry, {manager: true, operation: true, time: true, subresource: true}) as object),
  data: Array.isArray(entry.data) ? entry.data.filter(name => typeof name === 'string') : fieldNames(entry.fieldsV1),
})

const fieldNames = (fields: unknown): readonly string[] => {
  const data = isPlain(fields) && Object.hasOwn(fields, 'f:data') ? fields['f:data'] : undefined
  return isPlain(data) ? Object.keys(data).flatMap(name => (name.startsWith('f:') ? [name.slice(2)] : [])) : []
}

/** Names under which kubectl, kapp, Rancher, kopf, External Secrets and others keep a manifest or a digest of data. */
const COPY_NAME =
  /(?:last-(?:applied|handled)[\w-]*|kapp\.k14s\.io\/(?:original|identity)[\w-]*|objectset\.rio\.cattle\.io\/applied|\/data-hash)$/

const withoutCopies = (annotations: Readonly<Record<string, unknown>>, found: Findings): unknown => {
  const copies = Object.keys(annotations).filter(name => isCopy(name, annotations[name]))
  if (copies.length === 0) return annotations
  for (const name of copies) recordCopy(name, annotations[name], found)
  return Object.fromEntries(Object.entries(annotations).filter(([name]) => !copies.includes(name)))
}

const isCopy = (name: string, value: unknown): boolean => {
  if (COPY_NAME.test(name)) return true
  if (typeof value !== 'string' || value.length < 60) return false
  return /apiVersion[\\"']{0,8}\s{0,8}:/.test(value) && /kind[\\"']{0,8}\s{0,8}:/.test(value)
}

/** Key material that a copy holds is recorded; only copies that may hold some are looked through. */
const recordCopy = (name: string, value: unknown, found: Findings): void => {
  if (typeof value !== 'string' || !/PRIVATE KEY|LS0tLS1CRUdJTi|eyJ|MI[A-Z]/.test(value)) return
  redact(found, ['metadata', 'annotations', name], scrubText(value).forms)
}
