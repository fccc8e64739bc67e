import {Document, isMap, isSeq, type Node, visit} from 'yaml'
import type {Remedy} from '../core/doctor/rule.ts'
import type {JsonObject} from '../core/kube/object.ts'
import {hasHidden, visible} from './escape.ts'

/**
 * The lines of a remedy that a person can paste into a POSIX shell; none where it is a sentence only. All lines may be
 * indented alike: manifests stand in a quoted string and not in a here-document, whose end must stand at the left edge.
 * Names in a cluster are hostile: words are quoted, and what no shell should ever see makes the remedy a sentence.
 */
export const pasteLines = ({run, apply}: Remedy): readonly string[] => {
  if (run !== undefined) return isPasteable(run.join(' ')) ? [run.map(quote).join(' ')] : []
  return apply === undefined || apply.length === 0 ? [] : piped(apply)
}

/**
 * The lines of a remedy for what stands in a file of a repository. Manifests come as they are: they belong into the repository
 * too, and what was applied to the cluster beside it would be taken back, or missing in the next cluster.
 */
export const committedLines = (remedy: Remedy): readonly string[] => {
  const {run, apply = []} = remedy
  if (run !== undefined) return pasteLines(remedy)
  const lines = apply.flatMap((object, index) => [...(index === 0 ? [] : ['---']), ...manifestLines(object)])
  return lines.every(isPasteable) ? lines : []
}

/** A word for a POSIX shell, in quotes where it needs them. */
export const quote = (word: string): string =>
  /^[A-Za-z0-9_./:=@%+,-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`

/** A bundle in base64 is some ten thousand characters long; a name of a megabyte would fill the terminal. */
const LONGEST_LINE = 32 * 1024

const isPasteable = (line: string): boolean => line.length <= LONGEST_LINE && visible(line) === line

const piped = (objects: readonly JsonObject[]): readonly string[] => {
  const [only] = objects
  const whole = objects.length === 1 ? only : {apiVersion: 'v1', kind: 'List', items: objects}
  const lines = manifestLines(whole as JsonObject)
  if (!lines.every(isPasteable)) return []
  return ["echo '", ...lines.map(line => line.replaceAll("'", `'\\''`)), "' | kubectl apply -f -"]
}

/** A manifest with its leaves in flow style, as people write short ones: `metadata: {name: web}`. */
export const manifestLines = (object: JsonObject): readonly string[] => {
  const document = new Document(object, {aliasDuplicateObjects: false})
  visit(document, {
    Scalar: (_, node) => {
      if (typeof node.value === 'string' && hasHidden(node.value)) node.type = 'QUOTE_DOUBLE'
    },
    Collection: (key, node) => {
      node.flow = key !== null && isShort(node)
    },
  })
  return document.toString({lineWidth: 0, flowCollectionPadding: false, indentSeq: false}).trimEnd().split('\n')
}

/** In flow style a collection fits on a line, and holds nothing deeper than lists of values. */
const isShort = (node: Node): boolean => height(node) <= 2 && JSON.stringify(node.toJSON()).length <= 100

const height = (node: unknown): number => {
  if (isMap(node)) return 1 + Math.max(0, ...node.items.map(({value}) => height(value)))
  return isSeq(node) ? 1 + Math.max(0, ...node.items.map(height)) : 0
}
