import {groupOf, KINDS, type Kind, type KindInfo, kindOfManifest} from '../../core/kube/kind.ts'
import type {JsonObject} from '../../core/kube/object.ts'
import {crdCore, withoutSchemas} from './crd.ts'
import {nodeOf, type ParseBudget} from './document-node.ts'
import {type Document, documentsOf} from './documents.ts'
import {type Exposed, exposedIn} from './exposed.ts'
import {looksLikeJson, readJson} from './json.ts'
import {LIMITS} from './limits.ts'
import {isListKind, itemDocuments, itemObjects, objectsOf, standingAlone, type Typed} from './list-items.ts'
import {type Node, toLined, Unusable} from './node.ts'
import {kindsNamed, type Sniffed, sniff} from './sniff.ts'

/** An object of a kind that was asked for, before the door. */
export interface Manifest {
  readonly info: KindInfo
  readonly value: JsonObject
  readonly lines: Readonly<Record<string, number>>
}

/** A document, or an item of a list, that could not be read. */
export interface Problem {
  readonly line: number
  readonly detail: string
  /** It was read, in one of two ways. */
  readonly wasRead?: true
}

/** What a text holds. */
export interface Contents {
  readonly manifests: readonly Manifest[]
  /** What it holds of any kind, as `<group>/<Kind>`. */
  readonly kinds: ReadonlySet<string>
  readonly problems: readonly Problem[]
  /** The kinds that may stand in what could not be read: their absence is not proven any more. */
  readonly hidden: ReadonlySet<Kind>
  readonly exposed: readonly Exposed[]
}

export interface Asked {
  readonly wants: (info: KindInfo) => boolean
  readonly budget: ParseBudget
  /** Somebody named this file: then what cannot be read is said even where it does not look like a manifest. */
  readonly isNamed: boolean
}

interface Reading extends Asked {
  readonly manifests: Manifest[]
  readonly kinds: Set<string>
  readonly problems: Problem[]
  readonly hidden: Set<Kind>
  readonly exposed: Exposed[]
}

/** Reads a text of YAML or JSON documents. Never throws: what cannot be read is a problem, by its line. */
export const readText = (text: string, asked: Asked): Contents => {
  const reading = {
    ...asked,
    manifests: [],
    kinds: new Set<string>(),
    problems: [],
    hidden: new Set<Kind>(),
    exposed: [],
  }
  if (!looksLikeJson(text) || !readAsJson(reading, text)) {
    for (const document of documentsOf(text)) readDocument(reading, document)
  }
  return reading
}

/** False where it is not JSON after all. */
const readAsJson = (reading: Reading, text: string): boolean => {
  try {
    takeAll(
      reading,
      {text, line: 1},
      [...readJson(text, 1)].flatMap(node => objectsOf(node)),
    )
    return true
  } catch (cause) {
    if (!(cause instanceof Unusable)) throw cause
    if (text.length <= LIMITS.documentChars) return false
    complain(reading, {text, line: 1}, cause)
    look(reading, {text, line: 1})
    return true
  }
}

const readDocument = (reading: Reading, document: Document): void => {
  const sniffed = sniff(document.text)
  if (!isWorthParsing(reading, sniffed, document.text)) look(reading, document)
  else if (sniffed.is === 'object' && isListKind(sniffed.kind)) readItems(reading, document, sniffed)
  else attempt(reading, trimmed(document, sniffed), node => objectsOf(node))
}

const readItems = (reading: Reading, document: Document, list: {apiVersion: string; kind: string}): void => {
  const items = itemDocuments(document)
  if (items === null) attempt(reading, document, node => objectsOf(node))
  for (const item of items ?? []) {
    const alone = standingAlone(item.text)
    const sniffed: Sniffed = alone === null ? {is: 'unclear'} : sniff(alone)
    const objectsIn = (node: Node) => (node.is === 'list' ? node.items : []).flatMap(each => itemObjects(each, list))
    if (sniffed.is === 'object' && !isWorthParsing(reading, sniffed, item.text)) look(reading, item)
    else attempt(reading, trimmed(item, sniffed), objectsIn)
  }
}

const trimmed = (document: Document, sniffed: Sniffed): Document =>
  sniffed.is === 'object' && sniffed.kind === CRD ? withoutSchemas(document) : document

const CRD = 'CustomResourceDefinition'

const isWorthParsing = (reading: Reading, sniffed: Sniffed, text: string): boolean => {
  if (sniffed.is === 'unclear') return reading.isNamed || (text.includes('apiVersion') && text.includes('kind'))
  if (sniffed.is === 'other') return false
  reading.kinds.add(`${groupOf(sniffed.apiVersion)}/${sniffed.kind}`)
  const info = kindOfManifest(sniffed.apiVersion, sniffed.kind)
  return isListKind(sniffed.kind) || (info !== null && reading.wants(info))
}

const attempt = (reading: Reading, document: Document, objectsIn: (node: Node) => readonly Typed[]): void => {
  if (reading.budget.left <= 0) {
    tellSpent(reading, document)
    return
  }
  try {
    const node = nodeOf(document, reading.budget)
    takeAll(reading, document, node === null ? [] : objectsIn(node))
  } catch (cause) {
    if (!(cause instanceof Unusable)) throw cause
    complain(reading, document, cause)
    look(reading, document)
  }
}

/** Said once; what follows may be of any kind. */
const tellSpent = (reading: Reading, document: Document): void => {
  const {budget, hidden} = reading
  const detail = 'there is too much YAML to parse what comes from here on: JSON has no such limit'
  if (budget.isTold !== true) reading.problems.push({line: document.line, detail})
  budget.isTold = true
  for (const {kind} of KINDS) hidden.add(kind)
  look(reading, document)
}

/**
 * Takes the objects of a document, and looks for key material that none of them carries: in all of a document of which
 * nothing was taken, else in comments and in what was not taken.
 */
const takeAll = (reading: Reading, document: Document, typed: readonly Typed[]): void => {
  const rest = typed.filter(each => !take(reading, each))
  look(reading, document, {commentsOnly: rest.length < typed.length})
  if (rest.length === typed.length) return
  for (const {node} of rest) look(reading, {text: JSON.stringify(toLined(node).value), line: node.line})
}

const take = (reading: Reading, {apiVersion, kind, node}: Typed): boolean => {
  reading.kinds.add(`${groupOf(apiVersion)}/${kind}`)
  const info = kindOfManifest(apiVersion, kind)
  if (info === null || !reading.wants(info)) return false
  if (!info.versions.includes(apiVersion.slice(apiVersion.lastIndexOf('/') + 1))) {
    report(reading, {
      line: node.line,
      detail: `${kind} is read as ${info.versions.join(', ')} only, not as ${apiVersion}`,
    })
    reading.hidden.add(info.kind)
    return false
  }
  const {value, lines, repeated} = toLined(node)
  const typed: JsonObject = {...(value as JsonObject), apiVersion, kind}
  reading.manifests.push({info, value: kind === CRD ? crdCore(typed) : typed, lines})
  for (const {key, line} of repeated) {
    const detail = `the key ${key} stands twice: the last one counts here, kustomize refuses it`
    report(reading, {line, detail, wasRead: true})
  }
  return true
}

const report = (reading: Reading, problem: Problem): void => {
  if (reading.problems.length < LIMITS.entriesPerFile) reading.problems.push(problem)
}

/** What does not look like a manifest of ours is passed over, unless somebody named the file. */
const complain = (reading: Reading, {text, line}: Document, problem: Unusable): void => {
  const named = kindsNamed(text)
  const hidden = KINDS.filter(info => named === null || named.includes(info.manifestKind))
  if (hidden.length === 0 && !reading.isNamed) return
  for (const {kind} of hidden) reading.hidden.add(kind)
  const isTemplate = /^[ \t]*\{\{|:[ \t]+["']?\{\{/m.test(text)
  const detail = isTemplate ? 'it is a template ({{ }}): render it before looking at it' : problem.message
  report(reading, {line: Math.max(problem.line, line), detail})
}

const look = (reading: Reading, document: Document, options: {readonly commentsOnly?: boolean} = {}): void => {
  if (reading.exposed.length >= LIMITS.entriesPerFile) return
  reading.exposed.push(...exposedIn(document, options))
}
