import {formatPath, type Json} from '../../core/kube/object.ts'
import {LIMITS} from './limits.ts'

/** A parsed value with the lines on which it and its parts stand (1-based, in the file). */
export type Node = {
  readonly line: number
  /** It stands elsewhere (an alias, a merged key): the lines of its parts are not those of this place. */
  readonly borrowed?: true
} & (
  | {readonly is: 'scalar'; readonly value: string | number | boolean | null}
  | {readonly is: 'map'; readonly entries: readonly Entry[]}
  | {readonly is: 'list'; readonly items: readonly Node[]}
)

export interface Entry {
  readonly key: string
  /** Of the key. */
  readonly line: number
  readonly node: Node
}

/** Why a document cannot be used: one clause for a person, and the line in the file. */
export class Unusable extends Error {
  readonly line: number

  constructor(line: number, detail: string) {
    super(detail)
    this.line = line
  }
}

export interface Lined {
  readonly value: Json
  /** By `formatPath`. */
  readonly lines: Readonly<Record<string, number>>
  /** Keys that stand twice in one mapping. The last one counts, as for kubectl. */
  readonly repeated: readonly {readonly key: string; readonly line: number}[]
}

/** The last entry of a key, as in the value. */
export const entryOf = (node: Node, key: string): Entry | undefined =>
  node.is === 'map' ? node.entries.findLast(entry => entry.key === key) : undefined

/** The text of a key, or undefined where it is absent or no text. */
export const textOf = (node: Node, key: string): string | undefined => {
  const found = entryOf(node, key)?.node
  return found?.is === 'scalar' && typeof found.value === 'string' ? found.value : undefined
}

/** The plain value of a node, with the line of each path from here on. */
export const toLined = (node: Node): Lined => {
  const building: Building = {lines: {}, count: 0, repeated: []}
  note(building, '', node.line)
  return {value: build(building, node, '', false), lines: building.lines, repeated: building.repeated}
}

interface Building {
  readonly lines: Record<string, number>
  count: number
  readonly repeated: {key: string; line: number}[]
}

const note = (building: Building, path: string, line: number): void => {
  if (building.count >= LIMITS.linesPerObject) return
  building.count += 1
  building.lines[path] = line
}

const build = (building: Building, node: Node, path: string, silent: boolean): Json => {
  const quiet = silent || node.borrowed === true
  if (node.is === 'scalar') return node.value
  if (node.is === 'list') {
    return node.items.map((item, index) => {
      const below = quiet ? path : `${path}[${index}]`
      if (!quiet) note(building, below, item.line)
      return build(building, item, below, quiet)
    })
  }
  const value: Record<string, Json> = {}
  for (const {key, line, node: inner} of node.entries) {
    const below = quiet ? path : joinPath(path, key)
    if (!quiet) note(building, below, line)
    if (Object.hasOwn(value, key) && building.repeated.length < LIMITS.entriesPerFile) {
      building.repeated.push({key, line})
    }
    define(value, key, build(building, inner, below, quiet))
  }
  return value
}

/** `__proto__` from a file must become a key like any other. */
const define = (target: Record<string, Json>, key: string, value: Json): void => {
  if (key === '__proto__') {
    Object.defineProperty(target, key, {value, enumerable: true, configurable: true, writable: true})
  } else target[key] = value
}

const steps = new Map<string, string>()

const joinPath = (path: string, key: string): string => {
  let step = steps.get(key)
  if (step === undefined) {
    step = formatPath([key])
    if (steps.size < 10_000) steps.set(key, step)
  }
  return path === '' || step.startsWith('[') ? path + step : `${path}.${step}`
}
