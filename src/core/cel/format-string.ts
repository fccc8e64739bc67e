import type {Expression} from './syntax.ts'
import type {CelType} from './type.ts'

const CLAUSE = /%%|%(?:\.\d+)?([a-zA-Z]?)/g

const NUMBERS = ['int', 'uint', 'double']

/** What each clause takes; `s` takes all but objects. */
const TAKES: Readonly<Record<string, readonly string[] | undefined>> = {
  d: NUMBERS,
  f: NUMBERS,
  e: NUMBERS,
  b: ['int', 'uint', 'bool'],
  o: ['int', 'uint'],
  x: ['int', 'uint', 'bytes', 'string'],
  X: ['int', 'uint', 'bytes', 'string'],
}

/**
 * What is wrong with a call of `format` on a literal text with a literal list (cel-go ext/formatting_v2.go): such calls are
 * looked at when they are compiled.
 */
export const formatProblem = (
  {name, on, args: [list]}: Extract<Expression, {is: 'call'}>,
  typeOf: (expression: Expression) => CelType,
): string | undefined => {
  if (name !== 'format' || on?.is !== 'literal' || on.type !== 'string' || list?.is !== 'list') return undefined
  const clauses = [...on.text.matchAll(CLAUSE)].filter(([text]) => text !== '%%')
  for (const [index, [text, letter = '']] of clauses.entries()) {
    const item = list.items[index]
    if (letter !== 's' && TAKES[letter] === undefined) return `format does not know ${text}`
    if (item === undefined || !takes(letter, typeOf(item))) return wants(clauses.length, list.items.length, text)
  }
  return clauses.length === list.items.length ? undefined : wants(clauses.length, list.items.length, '')
}

const takes = (letter: string, {is}: CelType): boolean =>
  is === 'dyn' || is === 'unseen' || is === 'free' || (TAKES[letter]?.includes(is) ?? !is.includes('.'))

const wants = (clauses: number, items: number, text: string): string =>
  clauses === items
    ? `format does not take this value for ${text}`
    : `format wants ${clauses} values for its text, not ${items}`
