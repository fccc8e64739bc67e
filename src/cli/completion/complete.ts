import {categoryOf} from '../../core/doctor/rule.ts'
import {INSPECTED, kindsNamed} from '../../core/inspect/kind-names.ts'
import {type Kind, kindInfo} from '../../core/kube/kind.ts'
import {visible} from '../../render/escape.ts'
import {type ClusterChoice, catalogue, kubeconfigNames, objectNames} from '../../wiring.ts'
import type {Surface} from './surface.ts'
import {type Candidate, type Question, questionOf, type Wanted} from './wanted.ts'

/** What a shell shall do beside offering the candidates; the numbers are those of cobra, which kubectl understands. */
const DIRECTIVE = {files: 0, noSpace: 2, noFiles: 4, folders: 16} as const

/** Names that a shell could take for something else, or that would look different from what they are, are not offered. */
const HARMLESS = /^[\p{L}\p{N}._:@/=,+%-]+$/u

/**
 * Answers for the words behind the program's name, the last of which is being written: a candidate a line, `value<TAB>what it
 * is`, then `:` and a directive, as cobra's `__complete` does. Never fails: what cannot be known in time is not offered.
 * Source: github.com/spf13/cobra, completions.go.
 */
export const complete = async (words: readonly string[], surface: Surface, signal: AbortSignal): Promise<string> => {
  const question = questionOf(words, surface)
  const {typed, before} = question
  const found = await candidatesFor(question, signal).catch(() => [])
  const lines = found
    .filter(({value}) => value.startsWith(typed) && HARMLESS.test(value))
    .map(({value, says = ''}) => `${before}${value}${says === '' ? '' : `\t${visible(says)}`}`)
  return [...new Set(lines), `:${directiveOf(question, found)}`, ''].join('\n')
}

const directiveOf = ({wanted, typed}: Question, found: readonly Candidate[]): number => {
  if (wanted.is === 'files') return DIRECTIVE.files
  if (wanted.is === 'folders') return DIRECTIVE.folders
  if (wanted.is === 'service accounts' && !typed.includes('/')) return DIRECTIVE.noSpace | DIRECTIVE.noFiles
  if (wanted.is !== 'targets') return DIRECTIVE.noFiles
  const isPath = /^\.{0,2}\/|^~|\.(pem|crt|cer)$/.test(typed)
  const fitting = found.filter(({value}) => value.startsWith(typed))
  if (isPath || fitting.length === 0) return DIRECTIVE.files
  return fitting.every(({value}) => value.endsWith('/')) ? DIRECTIVE.noSpace | DIRECTIVE.noFiles : DIRECTIVE.noFiles
}

const candidatesFor = async (question: Question, signal: AbortSignal): Promise<readonly Candidate[]> => {
  const {wanted, typed, words} = question
  const cluster = clusterOf(question)
  switch (wanted.is) {
    case 'words':
      return wanted.candidates
    case 'rules':
    case 'categories':
    case 'rules and categories':
      return rulesFor(wanted.is, typed)
    case 'contexts':
    case 'clusters':
    case 'users':
      return named(await kubeconfigNames(cluster, wanted.is))
    case 'namespaces':
      return named(await namesOf(cluster, {kinds: ['core/namespaces']}, signal))
    case 'service accounts':
      return serviceAccounts(cluster, typed, signal)
    case 'targets':
      return targets(question, words, signal)
    default:
      return []
  }
}

/** In time, or none. */
const namesOf = (
  cluster: ClusterChoice,
  wanted: Parameters<typeof objectNames>[1],
  signal: AbortSignal,
): Promise<readonly string[]> => {
  const late = new Promise<readonly string[]>(resolve => signal.addEventListener('abort', () => resolve([])))
  return Promise.race([objectNames(cluster, wanted, signal), late])
}

const named = (names: readonly string[]): readonly Candidate[] => names.map(value => ({value}))

const rulesFor = async (which: Wanted['is'], typed: string): Promise<readonly Candidate[]> => {
  const rules = await catalogue()
  const categories = [...new Set(rules.map(categoryOf))].map(value => ({value}))
  const ids = rules.map(({id, title}) => ({value: id as string, says: title}))
  // By name only once somebody has begun to write one: each rule would stand there twice.
  const names = typed.includes('/') ? rules.map(({name, title}) => ({value: name as string, says: title})) : []
  if (which === 'categories') return categories
  return which === 'rules' ? [...ids, ...names] : [...categories, ...ids, ...names]
}

const clusterOf = ({given}: Question): ClusterChoice => ({
  requestTimeoutSeconds: 1,
  ...(given.kubeconfig !== undefined && {kubeconfig: given.kubeconfig}),
  ...(given.context !== undefined && {context: given.context}),
  ...(given.cluster !== undefined && {cluster: given.cluster}),
  ...(given.user !== undefined && {user: given.user}),
  ...(given.server !== undefined && {server: given.server}),
})

/** `NAMESPACE/NAME`, the namespace first. */
const serviceAccounts = async (cluster: ClusterChoice, typed: string, signal: AbortSignal) => {
  const namespace = typed.slice(0, Math.max(typed.indexOf('/'), 0))
  if (namespace === '') {
    const namespaces = await namesOf(cluster, {kinds: ['core/namespaces']}, signal)
    return named(namespaces.map(name => `${name}/`))
  }
  const names = await namesOf(cluster, {kinds: ['core/serviceaccounts'], namespace}, signal)
  return named(names.map(name => `${namespace}/${name}`))
}

/** `KIND/`, then `KIND/NAME`; or KIND, then NAME. */
const targets = async (question: Question, words: readonly string[], signal: AbortSignal) => {
  const {typed, given} = question
  const cluster = clusterOf(question)
  const ask = (kinds: readonly Kind[]) => namesOf(cluster, {kinds, namespace: given.namespace}, signal)
  const slash = typed.indexOf('/')
  if (slash > 0) {
    const kind = typed.slice(0, slash)
    return named((await ask(kindsNamed(kind))).map(name => `${kind}/${name}`))
  }
  const kind = words.findLast(word => isKind(word))
  if (kind !== undefined && !words.some(word => word.includes('/'))) return named(await ask(kindsNamed(kind)))
  return [...KIND_WORDS, ...(words.length === 0 ? SPECIAL : [])]
}

const isKind = (word: string): boolean => {
  try {
    return !word.includes('/') && kindsNamed(word).length > 0
  } catch {
    return false
  }
}

const KIND_WORDS: readonly Candidate[] = [
  ...new Set(
    INSPECTED.map(kind => kindInfo(kind))
      .filter(({manifestKind}) => !manifestKind.endsWith('WebhookConfiguration'))
      .map(({manifestKind}) => manifestKind.toLowerCase()),
  ),
  'webhook',
].map(kind => ({value: `${kind}/`}))

const SPECIAL: readonly Candidate[] = [
  {value: 'apiserver', says: 'the certificate that the API server shows'},
  {value: 'kubeconfig', says: 'the certificates in it'},
  {value: 'talosconfig', says: 'the certificates in it'},
]
