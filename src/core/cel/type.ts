/**
 * The type of an expression. `dyn` is CEL's own "any"; `free` the element of an empty list, which becomes what is wanted of it;
 * `unseen` one that is not known here, about which nothing may be said.
 * `of` are the element of a list, key and value of a map; a parameter of an overload has its letter for a name.
 */
export interface CelType {
  readonly is: string
  readonly of?: readonly CelType[]
}

export const UNSEEN: CelType = {is: 'unseen'}
export const FREE: CelType = {is: 'free'}
export const DYN: CelType = {is: 'dyn'}
export const BOOL: CelType = {is: 'bool'}

export const listOf = (element: CelType): CelType => ({is: 'list', of: [element]})
export const mapOf = (key: CelType, value: CelType): CelType => ({is: 'map', of: [key, value]})

/** `list(string)`; as cel-go prints it. */
export const describeType = ({is, of = []}: CelType): string =>
  of.length === 0 ? (is === 'free' ? 'dyn' : is) : `${is}(${of.map(describeType).join(', ')})`

/** What the parameters of an overload stand for in one call. */
export type Bindings = Map<string, CelType>

const isParameter = ({is}: CelType): boolean => /^[A-Z]$/.test(is)
/** Whether it goes with every other type. */
export const isAny = ({is}: CelType): boolean => is === 'dyn' || is === 'unseen' || is === 'free'

/** Objects of protobuf may be null, plain values may not. */
const isNullable = ({is}: CelType): boolean => /^(?:null|timestamp|duration)$/.test(is) || is.includes('.')

/** Whether a value of a type can be an argument; notes what parameters stand for (cel-go checker/types.go). */
export const accepts = (wanted: CelType, given: CelType, bindings: Bindings): boolean => {
  if (isParameter(wanted)) {
    const bound = bindings.get(wanted.is)
    if (bound !== undefined && !accepts(bound, given, bindings)) return false
    bindings.set(wanted.is, bound === undefined ? given : moreGeneral(bound, given))
    return true
  }
  if (isAny(wanted) || isAny(given)) return true
  if (given.is === 'null') return isNullable(wanted)
  if (wanted.is === 'null') return isNullable(given)
  if (wanted.is !== given.is) return false
  if (wanted.is === 'type') return true
  return (wanted.of ?? []).every((part, index) => accepts(part, given.of?.[index] ?? UNSEEN, bindings))
}

/** Of two types that agree: an element that is not known yet takes the other's, `dyn` stays. */
export const moreGeneral = (a: CelType, b: CelType): CelType => {
  if (a.is === 'unseen' || b.is === 'unseen') return UNSEEN
  if (a.is === 'free') return b
  if (a.is === 'dyn' || b.is === 'dyn') return DYN
  if (b.is === 'free' || a.is !== b.is || a.of === undefined) return a
  return {is: a.is, of: a.of.map((part, index) => moreGeneral(part, b.of?.[index] ?? FREE))}
}

export const withBindings = (type: CelType, bindings: Bindings): CelType => {
  if (isParameter(type)) return bindings.get(type.is) ?? DYN
  return type.of === undefined ? type : {is: type.is, of: type.of.map(part => withBindings(part, bindings))}
}

/** Reads `map(string, list(A))`. */
export const parseType = (text: string): CelType => {
  const open = text.indexOf('(')
  return open === -1 ? {is: text} : {is: text.slice(0, open), of: splitTypes(text.slice(open + 1, -1)).map(parseType)}
}

/** `map(A, B), int` → the parts between the commas that are not inside parentheses. */
export const splitTypes = (text: string): readonly string[] =>
  text === '' ? [] : text.split(/,\s*(?![^()]*\))/).map(part => part.trim())
