import {type CelType, parseType, splitTypes} from './type.ts'

/** One way to call a function: with these arguments, behind a target (`on`) or not. */
export interface Overload {
  readonly name: string
  readonly on?: CelType
  readonly args: readonly CelType[]
  readonly result: CelType
}

/** What an expression may use: functions by name, variables and types by name, fields of objects by `type.field`. */
export interface Declarations {
  readonly functions: ReadonlyMap<string, readonly Overload[]>
  readonly names: ReadonlyMap<string, CelType>
  readonly fields: ReadonlyMap<string, CelType>
}

/** Reads declarations as lines `target.name(arguments) result`, `name(arguments) result`; a target is followed by `=>`. */
export const overloads = (text: string): readonly Overload[] =>
  text
    .trim()
    .split('\n')
    .map(line => {
      const [, on, name = '', args = '', result = ''] = /^(?:(\S+) => )?(\S+?) \((.*)\) => (\S.*)$/.exec(line) ?? []
      return {
        name,
        args: splitTypes(args).map(parseType),
        result: parseType(result),
        ...(on !== undefined && {on: parseType(on)}),
      }
    })

const each = (names: string, ...signatures: readonly string[]): string =>
  names
    .split(' ')
    .flatMap(name => signatures.map(signature => signature.replace('#', name)))
    .join('\n')

const ORDERED = ['bool', 'int', 'uint', 'double', 'string', 'bytes', 'timestamp', 'duration']
const DATE_PARTS = 'getFullYear getMonth getDayOfYear getDayOfMonth getDate getDayOfWeek'
const TIME_PARTS = 'getHours getMinutes getSeconds getMilliseconds'

/** The standard functions and operators (cel-go common/stdlib/standard.go); comparisons of mixed numbers are off by default. */
export const STANDARD: readonly Overload[] = overloads(
  [
    each('?:', '# (bool, A, A) => A'),
    each('!', '# (bool) => bool'),
    each('== !=', '# (A, A) => bool'),
    each('+ - *', '# (int, int) => int', '# (uint, uint) => uint', '# (double, double) => double'),
    each('/', '# (int, int) => int', '# (uint, uint) => uint', '# (double, double) => double'),
    each('%', '# (int, int) => int', '# (uint, uint) => uint'),
    each('-x', '# (int) => int', '# (double) => double'),
    each('+', '# (string, string) => string', '# (bytes, bytes) => bytes', '# (list(A), list(A)) => list(A)'),
    each('+', '# (duration, duration) => duration', '# (timestamp, duration) => timestamp'),
    each('+', '# (duration, timestamp) => timestamp'),
    each('-', '# (duration, duration) => duration', '# (timestamp, duration) => timestamp'),
    each('-', '# (timestamp, timestamp) => duration'),
    each('< <= > >=', ...ORDERED.map(type => `# (${type}, ${type}) => bool`)),
    each('[]', '# (list(A), int) => A', '# (map(A, B), A) => B'),
    each('in', '# (A, list(A)) => bool', '# (A, map(A, B)) => bool'),
    ...['string', 'bytes', 'list(A)', 'map(A,B)'].map(type => `size (${type}) => int\n${type} => size () => int`),
    each('type', '# (A) => type(A)'),
    each('dyn', '# (A) => dyn'),
    ...conversions('bool', 'bool string'),
    ...conversions('bytes', 'bytes string'),
    ...conversions('double', 'double int string uint'),
    ...conversions('duration', 'duration string'),
    ...conversions('int', 'int double duration string timestamp uint'),
    ...conversions('string', 'string bool bytes double duration int timestamp uint'),
    ...conversions('timestamp', 'timestamp int string'),
    ...conversions('uint', 'uint double int string'),
    each('contains endsWith startsWith matches', 'string => # (string) => bool'),
    each('matches', '# (string, string) => bool'),
    each(`${DATE_PARTS} ${TIME_PARTS}`, 'timestamp => # () => int', 'timestamp => # (string) => int'),
    each(TIME_PARTS, 'duration => # () => int'),
  ].join('\n'),
)

function conversions(to: string, from: string): readonly string[] {
  return from.split(' ').map(type => `${to} (${type}) => ${to}`)
}

/** The strings extension (cel-go ext/strings.go). */
export const STRINGS: readonly Overload[] = overloads(
  [
    'string => charAt (int) => string',
    each('indexOf lastIndexOf', 'string => # (string) => int', 'string => # (string, int) => int'),
    each('lowerAscii upperAscii trim reverse', 'string => # () => string'),
    each('replace', 'string => # (string, string) => string', 'string => # (string, string, int) => string'),
    each('split', 'string => # (string) => list(string)', 'string => # (string, int) => list(string)'),
    each('substring', 'string => # (int) => string', 'string => # (int, int) => string'),
    each('join', 'list(string) => # () => string', 'list(string) => # (string) => string'),
    'string => format (list(dyn)) => string',
    'strings.quote (string) => string',
  ].join('\n'),
)

/** Types that may be named in an expression. */
export const TYPE_NAMES: readonly (readonly [string, CelType])[] = [
  ...'bool bytes double int list map null_type string type uint'
    .split(' ')
    .map(name => [name, {is: 'type', of: [{is: name}]}] as const),
]

export const byName = (all: readonly Overload[]): ReadonlyMap<string, readonly Overload[]> =>
  Map.groupBy(all, ({name}) => name)
