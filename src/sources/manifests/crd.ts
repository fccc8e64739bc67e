import {type JsonObject, list, record} from '../../core/kube/object.ts'
import {countLines, type Document} from './documents.ts'

/**
 * A CustomResourceDefinition without its schemas, which are nearly all of it and which no rule reads. Text that is not in
 * block style comes back as it is.
 */
export const withoutSchemas = ({text, line}: Document): Document => {
  const kept: string[] = []
  const gaps: {before: number; lines: number}[] = []
  let from = 0
  let before = 0
  for (const {index, 0: found} of text.matchAll(/^ +(?:- )?schema:[ \t]*\r?\n/gm)) {
    if (index < from) continue
    const start = index + found.length
    const end = endBelow(text, start, found.indexOf('s'))
    before += countLines(text.slice(from, start))
    gaps.push({before, lines: countLines(text.slice(start, end))})
    kept.push(text.slice(from, start))
    from = end
  }
  return {text: kept.join('') + text.slice(from), line, gaps}
}

/** Where the lines end that stand deeper than `column`. */
const endBelow = (text: string, start: number, column: number): number => {
  let at = start
  while (at < text.length) {
    let first = at
    while (text.charCodeAt(first) === 32) first += 1
    const code = text.charCodeAt(first)
    const isBlank = first >= text.length || code === 10 || code === 13
    if (!isBlank && first - at <= column) return at
    const newline = text.indexOf('\n', first)
    if (newline === -1) return text.length
    at = newline + 1
  }
  return at
}

/** What rules read of a CustomResourceDefinition: what it is called and which versions it serves. */
export const crdCore = (crd: JsonObject): JsonObject => {
  const {group, names, scope} = record(crd, 'spec')
  const versions = list(crd, 'spec', 'versions').map(version => {
    const {name, served, storage} = record(version)
    return {name, served, storage}
  })
  return {...crd, spec: {group, names, scope, versions}, status: undefined}
}
