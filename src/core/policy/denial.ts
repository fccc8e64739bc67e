/** One field error as approver-policy prints it (apimachinery field.Error): `<path>: <type>: <value>: <detail>`. */
export interface FieldError {
  readonly path: string
  readonly type: string
  /** The values that were asked for; as text where they could not be taken apart. */
  readonly values: readonly string[]
  readonly detail: string
}

export interface PolicyDenial {
  readonly policy: string
  readonly errors: readonly FieldError[]
}

const PREFIX = 'No policy approved this request: '

/**
 * Takes apart the message of a Denied condition of approver-policy (manager/review.go):
 * `No policy approved this request: [a: e] [b: [e, e]]`. Null for any other text.
 */
export const parseDenial = (message: string): readonly PolicyDenial[] | null => {
  if (!message.startsWith(PREFIX)) return null
  const denials = bracketed(message.slice(PREFIX.length)).flatMap(inner => {
    const colon = inner.indexOf(': ')
    return colon === -1 ? [] : [{policy: inner.slice(0, colon), errors: parseErrors(inner.slice(colon + 2))}]
  })
  return denials.length === 0 ? null : denials
}

/** The texts between matching top-level brackets; brackets inside quoted strings do not count. */
const bracketed = (text: string): readonly string[] => {
  const found: string[] = []
  let depth = 0
  let start = 0
  for (let index = 0; index < text.length; index += 1) {
    const char = text[index]
    if (char === '"') index = endOfString(text, index)
    else if (char === '[') {
      if (depth === 0) start = index + 1
      depth += 1
    } else if (char === ']' && depth > 0) {
      depth -= 1
      if (depth === 0) found.push(text.slice(start, index))
    }
  }
  return found
}

/** Index of the quote that ends the string which begins at `from`; the end of the text where none does. */
const endOfString = (text: string, from: number): number => {
  for (let index = from + 1; index < text.length; index += 1) {
    if (text[index] === '\\') index += 1
    else if (text[index] === '"') return index
  }
  return text.length
}

/** The errors of one evaluator stand bare, several of one in brackets: `e`, `[e, e]`, `e, [e, e]`. */
const parseErrors = (text: string): readonly FieldError[] => {
  const parts = separated(text)
  if (parts.length > 1) return parts.flatMap(parseErrors)
  return text.startsWith('[spec.') && text.endsWith(']') ? parseErrors(text.slice(1, -1)) : [parseError(text)]
}

/** Cut at the commas before a field or a bracket of fields, but not inside of brackets and strings. */
const separated = (text: string): readonly string[] => {
  const parts: string[] = []
  let depth = 0
  let start = 0
  for (let index = 0; index < text.length; index += 1) {
    const char = text[index]
    if (char === '"') index = endOfString(text, index)
    else if (char === '[' || char === '{') depth += 1
    else if (char === ']' || char === '}') depth -= 1
    else if (depth === 0 && /^, \[?spec\./.test(text.slice(index, index + 8))) {
      parts.push(text.slice(start, index))
      start = index + 2
    }
  }
  return [...parts, text.slice(start)]
}

const parseError = (text: string): FieldError => {
  const match =
    /^(\S+): (Invalid value|Required value|Unsupported value|Forbidden|Internal error|Too long): (.*)$/s.exec(text)
  const [, path, type, rest] = match ?? []
  if (path === undefined || type === undefined || rest === undefined)
    return {path: '', type: '', values: [], detail: text}
  if (type !== 'Invalid value' && type !== 'Unsupported value') return {path, type, values: [], detail: rest}
  const end = endOfValue(rest)
  return {path, type, values: parseValues(rest.slice(0, end)), detail: rest.slice(end).replace(/^: /, '')}
}

/** Where the printed value ends: a quoted string, a list in brackets or braces, or a bare word such as `true`. */
const endOfValue = (text: string): number => {
  let depth = 0
  for (let index = 0; index < text.length; index += 1) {
    const char = text[index]
    if (char === '"') index = endOfString(text, index)
    else if (char === '[' || char === '{') depth += 1
    else if (char === ']' || char === '}') depth -= 1
    else if (char === ':' && depth === 0) return index
  }
  return text.length
}

/** `["a","b"]` (approver-policy 0.22 and later), `[]string{"a", "b"}` (before), `"a"`, `true`. */
const parseValues = (printed: string): readonly string[] => {
  const quoted = [...printed.matchAll(/"(?:[^"\\]|\\.)*"/gs)].map(([literal]) => unquote(literal))
  return quoted.length > 0 ? quoted : [printed]
}

const unquote = (literal: string): string => {
  try {
    return String(JSON.parse(literal))
  } catch {
    return literal.slice(1, -1)
  }
}

/** The policy that came nearest to approving: the one with the fewest objections. */
export const nearestDenial = (denials: readonly PolicyDenial[]): PolicyDenial | undefined =>
  [...denials].sort((a, b) => a.errors.length - b.errors.length)[0]

/** `allowed.dnsNames "web.shop" (allows *.corp)`. */
export const describeError = ({path, values, detail}: FieldError): string => {
  if (path === '') return detail
  const field = path.replace(/^spec\./, '').replace(/\.values?$/, '')
  const allows = /^(no allowed values?)?$/.test(detail) ? 'none' : detail
  return `${field} ${values.map(value => JSON.stringify(value)).join(', ')} (allows ${allows})`
}
