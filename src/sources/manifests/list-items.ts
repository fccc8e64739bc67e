import type {Document} from './documents.ts'
import {entryOf, type Node, textOf, Unusable} from './node.ts'

/** Anchors may be used in another item: such lists are parsed whole. */
const ANCHOR = /[-:[{,] +&[^\s]/

/**
 * The items of a list in block style (as kubectl writes it), each as a document that is a list of one; null where the text
 * is laid out otherwise. So what an item costs is bounded, and a broken one does not cost the others.
 */
export const itemDocuments = ({text, line}: Document): Iterable<Document> | null => {
  const head = /^items:[ \t]*(?:#.*)?\r?\n/m.exec(text)
  if (head === null || ANCHOR.test(text)) return null
  const cuts = cutsOf(text, head.index + head[0].length)
  return cuts === null ? null : cutAt(cuts, {text, line})
}

function* cutAt(cuts: readonly number[], {text, line}: Document): Generator<Document> {
  let at = 0
  let atLine = line
  for (const [index, from] of cuts.slice(0, -1).entries()) {
    atLine += newlines(text, at, from)
    at = from
    yield {text: text.slice(from, cuts[index + 1]), line: atLine}
  }
}

/** The text of such an item as if it stood alone, for a look at its first column; null where it begins in another way. */
export const standingAlone = (item: string): string | null => {
  const dash = /^( *)- (?=\S)/.exec(item)?.[1]
  if (dash === undefined) return null
  return item.replace(/^( *)-/, '$1 ').replaceAll(indentOf(dash.length + 2), '')
}

const indents: RegExp[] = []

const indentOf = (columns: number): RegExp => {
  indents[columns] ??= new RegExp(`^ {${columns}}`, 'gm')
  return indents[columns]
}

/** Where the items begin, and where the last one ends. */
const cutsOf = (text: string, start: number): readonly number[] | null => {
  const cuts: number[] = []
  let column = -1
  for (let at = start; at < text.length; ) {
    const newline = text.indexOf('\n', at)
    const end = newline === -1 ? text.length : newline
    let first = at
    while (first < end && text.charCodeAt(first) === 32) first += 1
    const isBlank = first === end || text[first] === '\r' || text[first] === '#'
    const isDash = text[first] === '-' && (first + 1 === end || /\s/.test(text[first + 1] ?? ''))
    if (!isBlank) {
      if (column === -1 && !isDash) return null
      if (column === -1) column = first - at
      if (isDash && first - at === column) cuts.push(at)
      else if (first - at <= column) return [...cuts, at]
    }
    at = end + 1
  }
  return [...cuts, text.length]
}

const newlines = (text: string, from: number, to: number): number => {
  let count = 0
  for (let at = text.indexOf('\n', from); at !== -1 && at < to; at = text.indexOf('\n', at + 1)) count += 1
  return count
}

/** An object in a manifest, whatever its kind. */
export interface Typed {
  readonly apiVersion: string
  readonly kind: string
  readonly node: Node
}

const LISTS_IN_LISTS = 4

/**
 * The objects of a parsed document: itself, or the items of a list. Nothing where it is no Kubernetes object.
 * @throws Unusable where lists stand in lists without end
 */
export const objectsOf = (node: Node, depth = 0): readonly Typed[] => {
  const apiVersion = textOf(node, 'apiVersion')
  const kind = textOf(node, 'kind')
  if (apiVersion === undefined || kind === undefined) return []
  const items = entryOf(node, 'items')?.node
  if (!isListKind(kind) || items?.is !== 'list') return [{apiVersion, kind, node}]
  if (depth >= LISTS_IN_LISTS) throw new Unusable(node.line, 'lists stand in lists in lists')
  return items.items.flatMap(item => itemObjects(item, {apiVersion, kind}, depth + 1))
}

export const isListKind = (kind: string): boolean => kind.endsWith('List')

/** The items of a `CertificateList` need not say what they are. */
export const itemObjects = (
  item: Node,
  {apiVersion, kind}: {readonly apiVersion: string; readonly kind: string},
  depth = 1,
): readonly Typed[] => {
  const own = objectsOf(item, depth)
  const isBare = textOf(item, 'kind') === undefined && item.is === 'map'
  return own.length > 0 || !isBare || kind === 'List'
    ? own
    : [{apiVersion, kind: kind.slice(0, -'List'.length), node: item}]
}
