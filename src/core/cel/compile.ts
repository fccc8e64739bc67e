import {typeOf} from './check.ts'
import type {Declarations} from './declarations.ts'
import {parse} from './parse.ts'
import {CelProblem} from './problem.ts'
import {describeType} from './type.ts'

/** Why an expression is refused, and where: line and column from 1, in characters. */
export interface CompileProblem {
  readonly line: number
  readonly column: number
  readonly detail: string
}

/** Longer expressions are not read by cel-go. */
const LONGEST = 100_000

/**
 * What stands against a condition: that it does not compile, or gives something else than `bool`. Undefined where cel-go would
 * compile it. Nothing is evaluated.
 */
export const conditionProblem = (source: string, declarations: Declarations): CompileProblem | undefined => {
  if (source.length > LONGEST)
    return {line: 1, column: 1, detail: `the expression is longer than ${LONGEST} characters`}
  try {
    const type = typeOf(parse(source), declarations)
    if (type.is === 'bool' || type.is === 'unseen') return undefined
    return {line: 1, column: 1, detail: `it gives ${describeType(type)}, not bool`}
  } catch (error) {
    if (error instanceof CelProblem) return {...placeOf(source, error.at), detail: error.message}
    throw error
  }
}

const placeOf = (source: string, at: number): {readonly line: number; readonly column: number} => {
  const lines = source.slice(0, at).split('\n')
  return {line: lines.length, column: [...(lines.at(-1) ?? '')].length + 1}
}
