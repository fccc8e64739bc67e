import type {Declarations, Overload} from './declarations.ts'
import {formatProblem} from './format-string.ts'
import {CelProblem} from './problem.ts'
import {type Expression, qualifiedName} from './syntax.ts'
import {
  accepts,
  type Bindings,
  BOOL,
  type CelType,
  DYN,
  describeType,
  FREE,
  isAny,
  listOf,
  mapOf,
  moreGeneral,
  UNSEEN,
  withBindings,
} from './type.ts'

/** The type of an expression (cel-go checker/checker.go). @throws CelProblem */
export const typeOf = (expression: Expression, declarations: Declarations): CelType =>
  new Checker(declarations).typeOf(expression)

/** Protobuf's own types, and approver-policy's: every expression may name them, and nobody does. */
const isForeign = (name: string): boolean => /^(?:google|cm)\./.test(name)

/** More than any expression that cel-go reads. */
const DEEPEST = 1000

class Checker {
  readonly #declarations: Declarations
  /** Variables of macros; the innermost first. */
  readonly #scopes: (readonly [name: string, type: CelType])[] = []
  /** cel-go forgets behind the first macro that it does not compare numbers of different types. */
  #comparesMixed = false
  #depth = 0

  constructor(declarations: Declarations) {
    this.#declarations = declarations
  }

  typeOf(expression: Expression): CelType {
    this.#depth += 1
    if (this.#depth > DEEPEST) throw new CelProblem(expression.at, 'the expression is nested too deeply')
    const type = this.#typeOf(expression)
    this.#depth -= 1
    return type
  }

  #typeOf(expression: Expression): CelType {
    switch (expression.is) {
      case 'literal':
        return {is: expression.type}
      case 'name':
        return this.#nameType(expression.name, expression.at)
      case 'field':
        return this.#fieldType(expression)
      case 'list':
        return listOf(this.#joined(expression.items))
      case 'map':
        return mapOf(
          this.#joined(expression.entries.map(([key]) => key)),
          this.#joined(expression.entries.map(([, value]) => value)),
        )
      case 'message':
        for (const value of expression.values) this.typeOf(value)
        if (!isForeign(expression.name)) throw new CelProblem(expression.at, `${expression.name} is not declared`)
        return UNSEEN
      case 'call':
        return this.#macro(expression) ?? this.#call(expression)
    }
  }

  #nameType(name: string, at: number): CelType {
    const type = this.#scopes.find(([own]) => own === name)?.[1] ?? this.#declarations.names.get(name)
    if (type === undefined) throw new CelProblem(at, `${name} is not declared`)
    return type
  }

  #fieldType(expression: Extract<Expression, {is: 'field'}>): CelType {
    if (isForeign(qualifiedName(expression) ?? '')) return UNSEEN
    const {name, at} = expression
    const owner = this.typeOf(expression.of)
    if (owner.is === 'map') return owner.of?.[1] ?? UNSEEN
    if (isAny(owner)) return owner.is === 'unseen' ? UNSEEN : DYN
    if (!owner.is.includes('.')) throw new CelProblem(at, `${describeType(owner)} has no fields`)
    const type = this.#declarations.fields.get(`${owner.is}.${name}`)
    if (type === undefined) throw new CelProblem(at, `there is no field ${name}`)
    return type
  }

  /** Of the elements of a literal: their type, or `dyn` where they differ. */
  #joined(expressions: readonly Expression[]): CelType {
    let joined: CelType = FREE
    for (const type of expressions.map(each => this.typeOf(each))) {
      joined = accepts(joined, type, new Map()) ? moreGeneral(joined, type) : DYN
    }
    return joined
  }

  #call(expression: Extract<Expression, {is: 'call'}>): CelType {
    const {name, on, at} = expression
    const {functions} = this.#declarations
    const qualified = on === undefined ? name : `${qualifiedName(on)}.${name}`
    const isQualified = on !== undefined && functions.has(qualified)
    const args = expression.args.map(each => this.typeOf(each))
    const target = on === undefined || isQualified ? undefined : this.typeOf(on)
    if (name === '&&' || name === '||') return this.#condition(expression, args)
    const found = functions.get(isQualified ? qualified : name)
    if (found === undefined) throw new CelProblem(at, `there is no function ${name}`)
    const result = resolve(found, target, args) ?? (this.#comparesMixed && isMixed(name, args) ? BOOL : undefined)
    if (result === undefined) throw new CelProblem(at, `${name} does not take ${describeCall(target, args)}`)
    const problem = formatProblem(expression, each => this.typeOf(each))
    if (problem !== undefined) throw new CelProblem(at, problem)
    return result
  }

  #condition({name, args: parts}: Extract<Expression, {is: 'call'}>, types: readonly CelType[]): CelType {
    const wrong = types.findIndex(type => !accepts(BOOL, type, new Map()))
    if (wrong === -1) return BOOL
    throw new CelProblem(parts[wrong]?.at ?? 0, `${name} wants bool here, not ${describeType(types[wrong] ?? DYN)}`)
  }

  /** The macros of the standard library (cel-go parser/macro.go); with other arguments they are functions that do not exist. */
  #macro(expression: Extract<Expression, {is: 'call'}>): CelType | undefined {
    const {name, on, args} = expression
    if (name === 'has' && on === undefined && args.length === 1) return this.#has(args[0] as Expression)
    if (on === undefined || MACROS[name]?.includes(args.length) !== true) return undefined
    const [variable, ...bodies] = args as readonly [Expression, ...Expression[]]
    if (variable.is !== 'name') throw new CelProblem(variable.at, `the first argument of ${name} must be a simple name`)
    const element = this.#elementOf(on)
    this.#comparesMixed = true
    this.#scopes.unshift([variable.name, element])
    const types = bodies.map(each => this.typeOf(each))
    this.#scopes.shift()
    const results = name === 'map' ? types.slice(-1) : []
    for (const [index, type] of types.slice(0, types.length - results.length).entries()) {
      if (accepts(BOOL, type, new Map())) continue
      throw new CelProblem(bodies[index]?.at ?? expression.at, `${name} wants bool here, not ${describeType(type)}`)
    }
    if (name === 'filter') return listOf(element)
    return name === 'map' ? listOf(results[0] ?? UNSEEN) : BOOL
  }

  #has(argument: Expression): CelType {
    if (argument.is !== 'field') throw new CelProblem(argument.at, 'has wants a field')
    this.typeOf(argument)
    return BOOL
  }

  #elementOf(range: Expression): CelType {
    const type = this.typeOf(range)
    if (type.is === 'list' || type.is === 'map') return type.of?.[0] ?? UNSEEN
    if (isAny(type)) return type.is === 'unseen' ? UNSEEN : DYN
    throw new CelProblem(range.at, `${describeType(type)} is neither a list nor a map`)
  }
}

/** How many arguments each takes. */
const MACROS: Readonly<Record<string, readonly number[]>> = {
  all: [2],
  exists: [2],
  exists_one: [2],
  filter: [2],
  map: [2, 3],
}

/** The result of whatever overloads take the arguments: theirs where they agree. */
const resolve = (
  overloads: readonly Overload[],
  target: CelType | undefined,
  args: readonly CelType[],
): CelType | undefined => {
  const given = target === undefined ? args : [target, ...args]
  const results = overloads.flatMap(({on, args: wanted, result}) => {
    const all = on === undefined ? wanted : [on, ...wanted]
    if ((on === undefined) !== (target === undefined) || all.length !== given.length) return []
    const bindings: Bindings = new Map()
    return all.every((type, index) => accepts(type, given[index] ?? UNSEEN, bindings))
      ? [withBindings(result, bindings)]
      : []
  })
  const [first] = results
  if (first === undefined || results.every(each => describeType(each) === describeType(first))) return first
  return given.some(({is}) => is === 'unseen') ? UNSEEN : DYN
}

const isMixed = (name: string, args: readonly CelType[]): boolean =>
  /^[<>]=?$/.test(name) && args.every(({is}) => ['int', 'uint', 'double'].includes(is))

const describeCall = (target: CelType | undefined, args: readonly CelType[]): string => {
  const given = `(${args.map(describeType).join(', ')})`
  return target === undefined ? given : `${given} on ${describeType(target)}`
}
