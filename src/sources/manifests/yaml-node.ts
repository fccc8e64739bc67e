import {
  type Alias,
  isAlias,
  isCollection,
  isMap,
  isPair,
  isScalar,
  isSeq,
  LineCounter,
  type Pair,
  parseDocument,
  type Scalar,
  type YAMLMap,
} from 'yaml'
import type {Document} from './documents.ts'
import {LIMITS} from './limits.ts'
import {type Entry, type Node, Unusable} from './node.ts'
import {keyOf, resolvePlain} from './plain-scalar.ts'

/**
 * Parses one YAML document. Aliases and merge keys are resolved within a budget, and scalars mean what they mean to kubectl;
 * null for an empty document.
 * @throws Unusable with the first mistake.
 */
export const yamlNode = ({text, line: firstLine, gaps = []}: Document): Node | null => {
  checkTokens(text, firstLine)
  const counter = new LineCounter()
  const lineAt = (offset: number): number => {
    const line = counter.linePos(offset).line - 1
    return gaps.reduce((sum, {before, lines}) => (line >= before ? sum + lines : sum), firstLine + line)
  }
  const document = parse(text, firstLine, counter)
  const error = document.errors[0]
  if (error !== undefined) throw new Unusable(lineAt(error.pos[0]), describe(error.message))
  if (document.contents === null) return null
  const reading: Reading = {lineAt, anchors: new Map(), costs: new Map(), cost: 0, borrowed: 0}
  return convert(reading, document.contents, firstLine, 0)
}

const TOO_DEEP = `it is nested deeper than ${LIMITS.nesting} levels`

const OPTIONS = {
  schema: 'failsafe',
  uniqueKeys: false,
  keepSourceTokens: false,
  prettyErrors: false,
  logLevel: 'silent',
} as const

const parse = (text: string, firstLine: number, lineCounter: LineCounter): ReturnType<typeof parseDocument> => {
  try {
    return parseDocument(text, {...OPTIONS, lineCounter})
  } catch (cause) {
    if (cause instanceof RangeError) throw new Unusable(firstLine, TOO_DEEP)
    throw cause
  }
}

/** The parser needs hundreds of bytes for each token and stack for each level: too many are refused before it starts. */
const checkTokens = (text: string, firstLine: number): void => {
  let tokens = 0
  let open = 0
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === 91 || code === 123) open += 1
    else if ((code === 93 || code === 125) && open > 0) open -= 1
    else if (code !== 44 && code !== 58 && code !== 45 && code !== 10) continue
    if (code === 45 && text.charCodeAt(at + 1) !== 32) continue
    tokens += 1
    if (open > 10 * LIMITS.nesting) throw new Unusable(firstLine, TOO_DEEP)
  }
  if (tokens > LIMITS.yamlTokens)
    throw new Unusable(firstLine, 'it has more values than any object that an API server takes')
}

/** The parser's message without what it quotes from the file, which may be a key. */
const describe = (message: string): string => {
  if (message.includes('call stack')) return TOO_DEEP
  const words = message.replace(/(?<=\w): .*$|\n.*$/s, '').slice(0, 120)
  return words === '' ? 'it is not valid YAML' : `it is not valid YAML: ${words}`
}

interface Reading {
  readonly lineAt: (offset: number) => number
  /** What an alias stands for; null while the anchored value itself is being read. */
  readonly anchors: Map<string, Node | null>
  readonly costs: Map<Node, number>
  /** Of all values so far. */
  cost: number
  /** Of those, what aliases added. */
  borrowed: number
}

const convert = (reading: Reading, yaml: unknown, fallback: number, depth: number): Node => {
  const range = (yaml as {range?: readonly number[] | null} | null)?.range
  const line = range?.[0] === undefined ? fallback : reading.lineAt(range[0])
  if (depth > LIMITS.nesting) throw new Unusable(line, TOO_DEEP)
  if (isAlias(yaml)) return borrow(reading, yaml, line)
  const anchor = isScalar(yaml) || isCollection(yaml) ? yaml.anchor : undefined
  if (anchor !== undefined) reading.anchors.set(anchor, null)
  const before = reading.cost
  const node = converted(reading, yaml, line, depth)
  if (anchor !== undefined) {
    reading.anchors.set(anchor, node)
    reading.costs.set(node, reading.cost - before)
  }
  return node
}

const converted = (reading: Reading, yaml: unknown, line: number, depth: number): Node => {
  reading.cost += 16
  if (isMap(yaml)) return {is: 'map', line, entries: entriesOf(reading, yaml, line, depth)}
  if (isSeq(yaml)) return {is: 'list', line, items: yaml.items.map(item => convert(reading, item, line, depth + 1))}
  if (!isScalar(yaml)) return {is: 'scalar', line, value: null}
  const value = scalarValue(yaml)
  if (typeof value === 'string') reading.cost += value.length
  return {is: 'scalar', line, value}
}

/** After `tag:yaml.org,2002:`. */
const VALUE_TAGS = ['int', 'float', 'bool', 'null']

const scalarValue = ({value, source, type, tag}: Scalar): string | number | boolean | null => {
  const text = typeof value === 'string' ? value : (source ?? '')
  const short = tag?.replace('tag:yaml.org,2002:', '')
  if (short === 'binary') return Buffer.from(text, 'base64').toString()
  const isPlain = type === 'PLAIN' && short !== 'str' && short !== '!'
  return isPlain || VALUE_TAGS.includes(short ?? '') ? resolvePlain(text) : text
}

const entriesOf = (reading: Reading, map: YAMLMap, line: number, depth: number): Entry[] => {
  const merged: Entry[] = []
  const own: Entry[] = []
  for (const pair of map.items) {
    if (!isPair(pair)) continue
    const keyLine = lineOfKey(reading, pair, line)
    if (isMergeKey(pair.key)) merged.push(...mergedEntries(reading, pair, keyLine, depth))
    else
      own.push({
        key: keyText(reading, pair.key, keyLine),
        line: keyLine,
        node: convert(reading, pair.value, keyLine, depth + 1),
      })
  }
  if (merged.length === 0) return own
  const names = new Set(own.map(entry => entry.key))
  return [...merged.filter(({key}) => !names.has(key) && names.add(key)), ...own]
}

const lineOfKey = (reading: Reading, pair: Pair, fallback: number): number => {
  const range = (pair.key as {range?: readonly number[] | null} | null)?.range
  return range?.[0] === undefined ? fallback : reading.lineAt(range[0])
}

const keyText = (reading: Reading, key: unknown, line: number): string => {
  const node = isAlias(key) ? borrow(reading, key, line) : isScalar(key) ? convert(reading, key, line, 0) : null
  const text = node?.is === 'scalar' ? keyOf(node.value) : null
  if (text === null) throw new Unusable(line, 'a key is no text')
  return text
}

const isMergeKey = (key: unknown): boolean => isScalar(key) && key.value === '<<' && key.type === 'PLAIN'

/** Of several mappings the first wins; what the mapping itself has wins over all. */
const mergedEntries = (reading: Reading, {value}: Pair, line: number, depth: number): readonly Entry[] => {
  const node = convert(reading, value, line, depth + 1)
  const sources = node.is === 'list' ? node.items : [node]
  return sources.flatMap(source => {
    if (source.is !== 'map') throw new Unusable(line, 'what it merges is no mapping')
    return source.entries.map(entry => ({...entry, line, node: {...entry.node, borrowed: true as const}}))
  })
}

/** The value of an alias, at the line of the alias. Its parts keep no lines: they stand elsewhere. */
const borrow = (reading: Reading, alias: Alias, line: number): Node => {
  const target = reading.anchors.get(alias.source)
  if (target === undefined) throw new Unusable(line, 'an alias has no anchor before it')
  if (target === null) throw new Unusable(line, 'an alias stands inside of what it names')
  const cost = reading.costs.get(target) ?? 16
  reading.cost += cost
  reading.borrowed += cost
  if (reading.borrowed > LIMITS.aliasCost)
    throw new Unusable(line, 'its aliases expand to more than an object may hold; write them out')
  return {...target, line, borrowed: true}
}
