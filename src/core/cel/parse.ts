import {Cursor} from './cursor.ts'
import {CelProblem} from './problem.ts'
import {type Expression, type LiteralType, qualifiedName} from './syntax.ts'
import {tokensOf} from './token.ts'

/** Names that mean nothing today and may not be used (cel-spec langdef, `RESERVED`). They may name fields. */
const RESERVED: ReadonlySet<string> = new Set(
  'as break const continue else for function if import let loop package namespace return var void while'.split(' '),
)

/** As deep as cel-go goes, in parentheses and in chains such as `a + b + …`. It also keeps the stack from overflowing. */
const DEEPEST = 250

const RELATIONS: readonly string[] = ['<', '<=', '>=', '>', '==', '!=']

/** Reads an expression (cel-go parser/gen/CEL.g4, without the optional syntax). @throws CelProblem */
export const parse = (source: string): Expression => {
  const parser = new Parser(tokensOf(source))
  const expression = parser.expression()
  parser.expect('the end')
  return expression
}

class Parser extends Cursor {
  #depth = 0

  expression(): Expression {
    this.#depth += 1
    this.#checkDepth(this.#depth)
    const condition = this.#or()
    const question = this.take('?')
    if (question === undefined) {
      this.#depth -= 1
      return condition
    }
    const yes = this.#or()
    this.expect(':')
    const no = this.expression()
    this.#depth -= 1
    return {at: question.at, is: 'call', name: '?:', args: [condition, yes, no]}
  }

  #checkDepth(depth: number): void {
    if (depth > DEEPEST) throw new CelProblem(this.next.at, 'the expression is nested too deeply')
  }

  #operators(operand: () => Expression, ...texts: readonly string[]): Expression {
    let left = operand()
    let length = 0
    for (let sign = this.take(...texts); sign !== undefined; sign = this.take(...texts)) {
      length += 1
      this.#checkDepth(length)
      left = {at: sign.at, is: 'call', name: sign.text, args: [left, operand()]}
    }
    return left
  }

  #or(): Expression {
    return this.#together(() => this.#and(), '||')
  }

  #and(): Expression {
    return this.#together(() => this.#relation(), '&&')
  }

  /** These may be as many as they like: cel-go does not nest them. */
  #together(operand: () => Expression, text: string): Expression {
    const first = operand()
    const {at} = this.next
    const others: Expression[] = []
    while (this.take(text) !== undefined) others.push(operand())
    return others.length === 0 ? first : {at, is: 'call', name: text, args: [first, ...others]}
  }

  #relation(): Expression {
    return this.#operators(() => this.#sum(), ...RELATIONS, 'in')
  }

  #sum(): Expression {
    return this.#operators(() => this.#product(), '+', '-')
  }

  #product(): Expression {
    return this.#operators(() => this.#unary(), '*', '/', '%')
  }

  /** Signs of one kind may repeat, two cancel each other out; a minus before a number belongs to it. */
  #unary(): Expression {
    const first = this.take('!', '-')
    let count = first === undefined ? 0 : 1
    while (first !== undefined && this.take(first.text) !== undefined) count += 1
    const operand = this.#member()
    if (first === undefined || count % 2 === 0) return operand
    return {at: first.at, is: 'call', name: first.text === '-' ? '-x' : '!', args: [operand]}
  }

  #member(): Expression {
    let expression = this.#primary()
    let length = 0
    for (let sign = this.take('.', '['); sign !== undefined; sign = this.take('.', '[')) {
      length += 1
      this.#checkDepth(length)
      if (this.next.text === '?' || this.next.text === '`') throw this.unexpected('a name')
      expression = sign.text === '.' ? this.#field(expression) : this.#item(expression, sign.at)
    }
    return expression
  }

  #field(of: Expression): Expression {
    const {text: name, at} = this.name()
    const args = this.#args()
    return args === undefined ? {at, is: 'field', of, name} : {at, is: 'call', name, on: of, args}
  }

  #item(of: Expression, at: number): Expression {
    const index = this.expression()
    this.expect(']')
    return {at, is: 'call', name: '[]', args: [of, index]}
  }

  /** What stands between the parentheses that follow; undefined where none do. */
  #args(): readonly Expression[] | undefined {
    if (this.take('(') === undefined) return undefined
    const args: Expression[] = []
    if (this.take(')') !== undefined) return args
    do args.push(this.expression())
    while (this.take(',') !== undefined)
    this.expect(')')
    return args
  }

  #primary(): Expression {
    const {at} = this.next
    if (this.take('(') !== undefined) {
      const inner = this.expression()
      this.expect(')')
      return inner
    }
    if (this.take('[') !== undefined) return {at, is: 'list', items: this.#until(']', () => this.expression())}
    if (this.take('{') !== undefined) return {at, is: 'map', entries: this.#until('}', () => this.#entry())}
    return this.#literal() ?? this.#global()
  }

  #entry(): readonly [Expression, Expression] {
    const key = this.expression()
    this.expect(':')
    return [key, this.expression()]
  }

  /** Items with commas between them; one more may stand behind the last, also where there is none. */
  #until<T>(end: string, item: () => T): readonly T[] {
    const items: T[] = []
    while (this.take(end) === undefined) {
      if (items.length === 0 && this.take(',') !== undefined) {
        this.expect(end)
        break
      }
      items.push(item())
      if (this.take(',') !== undefined) continue
      this.expect(end)
      break
    }
    return items
  }

  #literal(): Expression | undefined {
    const {text, at, is} = this.next
    if (is === 'name') {
      const type = text === 'null' ? 'null' : text === 'true' || text === 'false' ? 'bool' : undefined
      if (type === undefined) return undefined
      this.skip()
      return {at, is: 'literal', type, text}
    }
    if (is === 'sign') return text === '-' ? this.#negative(at) : undefined
    if (is === 'end') return undefined
    this.skip()
    return {at, is: 'literal', type: is satisfies LiteralType, text}
  }

  #negative(at: number): Expression | undefined {
    const {is, text} = this.peek(1)
    if (is !== 'int' && is !== 'double') return undefined
    this.skip(2)
    return {at, is: 'literal', type: is, text: `-${text}`}
  }

  #global(): Expression {
    this.take('.')
    const {text: name, at} = this.name()
    if (RESERVED.has(name)) throw new CelProblem(at, `${name} is a reserved word`)
    const args = this.#args()
    return args === undefined ? this.#message({at, is: 'name', name}) : {at, is: 'call', name, args}
  }

  /** `a.b.C{field: value}`, or the name alone. */
  #message(name: Expression): Expression {
    const start = this.mark
    let whole = name
    while (this.take('.') !== undefined && this.next.is === 'name') {
      const {text, at} = this.name()
      whole = {at, is: 'field', of: whole, name: text}
    }
    if (this.take('{') === undefined) {
      this.back(start)
      return name
    }
    const values = this.#until('}', () => this.#fieldValue())
    return {at: name.at, is: 'message', name: qualifiedName(whole) ?? '', values}
  }

  #fieldValue(): Expression {
    this.name()
    this.expect(':')
    return this.expression()
  }
}
