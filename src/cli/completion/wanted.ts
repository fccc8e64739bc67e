import type {Surface, SurfaceCommand, SurfaceFlag} from './surface.ts'

/** Something that can stand at the end of a command line. */
export interface Candidate {
  readonly value: string
  /** One line. */
  readonly says?: string
}

/** What can stand there: known words, or something that has to be asked for. */
export type Wanted =
  | {readonly is: 'words'; readonly candidates: readonly Candidate[]}
  | {readonly is: 'rules' | 'categories' | 'rules and categories' | 'targets'}
  | {readonly is: 'contexts' | 'clusters' | 'users' | 'namespaces' | 'service accounts'}
  | {readonly is: 'files' | 'folders' | 'nothing'}

/** A command line up to the cursor, understood as far as it goes. */
export interface Question {
  readonly wanted: Wanted
  /** What is there of the word that is being written. */
  readonly typed: string
  /** What stands before the value in the same word: `--output=`, `prod,`. */
  readonly before: string
  /** Flags that were given with a value: the last one of each. */
  readonly given: Readonly<Record<string, string>>
  /** The words behind the command that are no flags. */
  readonly words: readonly string[]
}

const FLAG_VALUES: Readonly<Record<string, Wanted['is']>> = {
  category: 'categories',
  cluster: 'clusters',
  context: 'contexts',
  contexts: 'contexts',
  for: 'service accounts',
  ignore: 'rules',
  kustomize: 'folders',
  namespace: 'namespaces',
  user: 'users',
  ...Object.fromEntries(
    [
      'kubeconfig',
      'talosconfig',
      'snapshot',
      'filename',
      'config',
      'certificate-authority',
      'client-certificate',
      'client-key',
    ].map(name => [name, 'files']),
  ),
}

const ARGUMENTS: Readonly<Record<string, Wanted['is']>> = {
  doctor: 'rules and categories',
  explain: 'rules',
  inspect: 'targets',
  'snapshot:save': 'files',
}

/** Flags that take several values in one word. */
const LISTS: ReadonlySet<string> = new Set(['contexts', 'namespace'])

/** Finds out what the last of the words can be; they are those behind the program's name. */
export const questionOf = (all: readonly string[], surface: Surface): Question => {
  const typed = all.at(-1) ?? ''
  const {command, rest} = commandOf(all.slice(0, -1), surface)
  if (command === undefined) return {wanted: nextWords(rest, surface), typed, before: '', given: {}, words: rest}
  const {given, words, open, isOver} = readWords(rest, command)
  const base = {given, words, typed, before: ''}
  if (open !== undefined) return {...base, ...valueFor(open, '', typed)}
  const [, name, value] = /^(--[^=]+)=(.*)$/s.exec(typed) ?? []
  if (!isOver && name !== undefined && value !== undefined) {
    const flag = flagNamed(command, name)
    return flag === undefined ? {...base, wanted: NOTHING} : {...base, ...valueFor(flag, `${name}=`, value)}
  }
  if (!isOver && typed.startsWith('-')) return {...base, wanted: {is: 'words', candidates: flagsOf(command)}}
  return {...base, wanted: argumentOf(command, words)}
}

const NOTHING: Wanted = {is: 'nothing'}

/** The longest command that the words begin with, and the words behind it. */
const commandOf = (words: readonly string[], {commands}: Surface) => {
  for (let length = words.length; length > 0; length -= 1) {
    const command = commands[words.slice(0, length).join(':')]
    if (command !== undefined) return {command, rest: words.slice(length)}
  }
  return {command: undefined, rest: words}
}

/** What follows a topic, or the program's name. */
const nextWords = (words: readonly string[], {commands}: Surface): Wanted => {
  if (words.some(word => word.startsWith('-'))) return NOTHING
  const topic = words.map(word => `${word}:`).join('')
  const candidates = new Map<string, Candidate>()
  for (const {id, summary = '', hidden} of Object.values(commands)) {
    if (hidden === true || !id.startsWith(topic)) continue
    const [value = '', ...more] = id.slice(topic.length).split(':')
    if (!candidates.has(value)) candidates.set(value, more.length > 0 ? {value} : {value, says: summary})
  }
  return {is: 'words', candidates: [...candidates.values()]}
}

interface Words {
  readonly given: Record<string, string>
  readonly words: string[]
  /** The flag whose value comes next. */
  readonly open?: SurfaceFlag
  /** After `--`. */
  readonly isOver: boolean
}

const readWords = (rest: readonly string[], command: SurfaceCommand): Words => {
  const given: Record<string, string> = {}
  const words: string[] = []
  for (let at = 0; at < rest.length; at += 1) {
    const word = rest[at] as string
    if (word === '--') return {given, words: [...words, ...rest.slice(at + 1)], isOver: true}
    if (!word.startsWith('-') || word === '-') {
      words.push(word)
      continue
    }
    const [, name = '', value] = /^(--[^=]+|-[^-])=?(.+)?$/s.exec(word) ?? []
    const flag = flagNamed(command, name)
    if (flag?.type !== 'option') continue
    if (value !== undefined) given[flag.name] = value
    else if (at + 1 === rest.length) return {given, words, open: flag, isOver: false}
    else given[flag.name] = rest[++at] as string
  }
  return {given, words, isOver: false}
}

const flagNamed = ({flags}: SurfaceCommand, written: string): SurfaceFlag | undefined =>
  Object.values(flags).find(({name, char}) => written === `--${name}` || (char !== undefined && written === `-${char}`))

const flagsOf = ({flags}: SurfaceCommand): readonly Candidate[] =>
  Object.values(flags)
    .filter(({hidden}) => hidden !== true)
    .flatMap(({name, summary = '', allowNo}) => [
      {value: `--${name}`, says: summary},
      ...(allowNo === true ? [{value: `--no-${name}`, says: summary}] : []),
    ])

const valueFor = (flag: SurfaceFlag, prefix: string, value: string): Pick<Question, 'wanted' | 'typed' | 'before'> => {
  const comma = LISTS.has(flag.name) ? value.lastIndexOf(',') + 1 : 0
  const before = prefix + value.slice(0, comma)
  const typed = value.slice(comma)
  if (flag.options !== undefined) {
    return {wanted: {is: 'words', candidates: flag.options.map(option => ({value: option}))}, before, typed}
  }
  return {wanted: {is: FLAG_VALUES[flag.name] ?? 'nothing'} as Wanted, before, typed}
}

const argumentOf = ({id, args}: SurfaceCommand, words: readonly string[]): Wanted => {
  const own = ARGUMENTS[id]
  if (own !== undefined) return {is: own} as Wanted
  const {options} = Object.values(args)[words.length] ?? {}
  return options === undefined ? NOTHING : {is: 'words', candidates: options.map(value => ({value}))}
}
