import {CelProblem} from './problem.ts'
import type {Token} from './token.ts'

/** Words of the language that look like names. */
const WORDS: ReadonlySet<string> = new Set(['in', 'true', 'false', 'null'])

/** Walks through the words of an expression. */
export class Cursor {
  readonly #tokens: readonly Token[]
  #index = 0

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens
  }

  get next(): Token {
    return this.peek(0)
  }

  peek(ahead: number): Token {
    return (this.#tokens[this.#index + ahead] ?? this.#tokens.at(-1)) as Token
  }

  skip(count = 1): void {
    this.#index += count
  }

  /** A place to come `back` to. */
  get mark(): number {
    return this.#index
  }

  back(mark: number): void {
    this.#index = mark
  }

  /** The next word, if it is one of these; literals never are. */
  take(...texts: readonly string[]): Token | undefined {
    const token = this.next
    const isSign = token.is === 'sign' || token.is === 'name' || token.is === 'end'
    if (!isSign || !texts.includes(token.text)) return undefined
    this.skip()
    return token
  }

  /** @throws CelProblem where something else comes */
  expect(text: string): Token {
    const token = this.take(text)
    if (token === undefined) throw this.unexpected(text)
    return token
  }

  /** @throws CelProblem where something else than a name comes */
  name(): Token {
    const token = this.next
    if (token.is !== 'name' || WORDS.has(token.text)) throw this.unexpected('a name')
    this.skip()
    return token
  }

  unexpected(wanted: string): CelProblem {
    const {text, at} = this.next
    return new CelProblem(at, `syntax error: ${text} in place of ${wanted}`)
  }
}
