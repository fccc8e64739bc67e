import {CelProblem} from './problem.ts'

/** A word of the language. Literals are known by their type; the text is what stands in the expression. */
export interface Token {
  readonly is: 'name' | 'int' | 'uint' | 'double' | 'string' | 'bytes' | 'sign' | 'end'
  readonly text: string
  /** Characters before it. */
  readonly at: number
}

const BLANK = /(?:[\t \r\n\f]+|\/\/[^\n]*)+/y
const NUMBER = /0x[0-9a-fA-F]+[uU]?|\d+\.\d+(?:[eE][+-]?\d+)?|\d+[eE][+-]?\d+|\.\d+(?:[eE][+-]?\d+)?|\d+[uU]?/y
const ESCAPE = String.raw`\\(?:[abfnrtv"'\\?${'`'}]|[0-3][0-7]{2}|[xX][0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8})`
const TEXT = new RegExp(
  [
    String.raw`[bB]?[rR](?:"""[^]*?"""|'''[^]*?'''|"[^"\n\r]*"|'[^'\n\r]*')`,
    String.raw`[bB]?(?:"""(?:${ESCAPE}|[^\\])*?"""|'''(?:${ESCAPE}|[^\\])*?''')`,
    String.raw`[bB]?(?:"(?:${ESCAPE}|[^\\"\n\r])*"|'(?:${ESCAPE}|[^\\'\n\r])*')`,
  ].join('|'),
  'y',
)
const NAME = /[A-Za-z_][A-Za-z0-9_]*/y
const SIGN = /==|!=|<=|>=|&&|\|\||[[\]{}().,\-!?:+*/%<>`]/y

const LARGEST = {int: 2n ** 63n, uint: 2n ** 64n - 1n}

/** Takes an expression apart (cel-go parser/gen/CEL.g4, lexer rules). @throws CelProblem */
export const tokensOf = (source: string): readonly Token[] => {
  const tokens: Token[] = []
  for (let at = 0; at < source.length; ) {
    const read = (pattern: RegExp): string | undefined => {
      pattern.lastIndex = at
      return pattern.exec(source)?.[0]
    }
    const blank = read(BLANK)
    const token = blank === undefined ? tokenAt(read, at, source) : undefined
    if (token !== undefined) tokens.push(token)
    at += (blank ?? token?.text ?? '').length
  }
  return [...tokens, {is: 'end', text: 'the end', at: source.length}]
}

const tokenAt = (read: (pattern: RegExp) => string | undefined, at: number, source: string): Token => {
  const text = read(TEXT)
  if (text !== undefined) return {is: /^[bB]/.test(text) ? 'bytes' : 'string', text, at}
  const number = read(NUMBER)
  if (number !== undefined) return {is: numberType(number, at), text: number, at}
  const name = read(NAME)
  if (name !== undefined) return {is: 'name', text: name, at}
  const sign = read(SIGN)
  if (sign !== undefined) return {is: 'sign', text: sign, at}
  const [character = ''] = source.slice(at)
  throw new CelProblem(
    at,
    /["']/.test(character) ? brokenString(source, at) : `${character} is no part of the language`,
  )
}

/** What a regular expression is full of, and CEL refuses. */
const NO_ESCAPE = new RegExp(String.raw`(?:[^\\'"\n\r]|${ESCAPE})*(?!${ESCAPE})(\\[^\n\r])`, 'y')

const brokenString = (source: string, at: number): string => {
  NO_ESCAPE.lastIndex = at + 1
  const [, refused] = NO_ESCAPE.exec(source) ?? []
  return refused === undefined
    ? 'a string does not end'
    : `CEL has no escape ${refused}: write \\${refused}, or put r before the string`
}

const numberType = (text: string, at: number): 'int' | 'uint' | 'double' => {
  const isHex = text.startsWith('0x')
  if (!isHex && /[.eE]/.test(text)) return 'double'
  const type = /[uU]$/.test(text) ? 'uint' : 'int'
  if (BigInt(text.replace(/[uU]$/, '')) > LARGEST[type]) throw new CelProblem(at, `${text} is too large for ${type}`)
  return type
}
