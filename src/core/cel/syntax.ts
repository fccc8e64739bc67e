/** An expression as it was written; macros are calls still. `at` is where its name, sign or first character stands. */
export type Expression = {readonly at: number} & (
  | {readonly is: 'literal'; readonly type: LiteralType; readonly text: string}
  | {readonly is: 'name'; readonly name: string}
  | {readonly is: 'field'; readonly of: Expression; readonly name: string}
  | {readonly is: 'call'; readonly name: string; readonly on?: Expression; readonly args: readonly Expression[]}
  | {readonly is: 'list'; readonly items: readonly Expression[]}
  | {readonly is: 'map'; readonly entries: readonly (readonly [key: Expression, value: Expression])[]}
  | {readonly is: 'message'; readonly name: string; readonly values: readonly Expression[]}
)

export type LiteralType = 'int' | 'uint' | 'double' | 'string' | 'bytes' | 'bool' | 'null'

/** `a.b.c` for a name with fields behind it; undefined for anything else. */
export const qualifiedName = (expression: Expression): string | undefined => {
  if (expression.is === 'name') return expression.name
  if (expression.is !== 'field') return undefined
  const before = qualifiedName(expression.of)
  return before === undefined ? undefined : `${before}.${expression.name}`
}
