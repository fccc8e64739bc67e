import {PkiError} from '../errors.ts'
import type {Kind} from '../kube/kind.ts'
import type {Endpoint} from '../kube/snapshot.ts'
import {parseEndpoint} from './endpoint.ts'
import {kindsNamed} from './kind-names.ts'

/** Something to look at, as it was asked for. `word` is how it was written. */
export type Target =
  | {readonly is: 'object'; readonly word: string; readonly kinds: readonly Kind[]; readonly name: string}
  | {readonly is: 'kind'; readonly word: string; readonly kinds: readonly Kind[]}
  | {readonly is: 'server'; readonly word: string; readonly endpoint: Endpoint}
  | {readonly is: 'file'; readonly word: string; readonly path: string}
  | {readonly is: 'apiserver' | 'kubeconfig' | 'talosconfig'; readonly word: string}

const SPECIAL = ['apiserver', 'kubeconfig', 'talosconfig'] as const

/**
 * What the words of a command line name: `secret/x`, `secret x y` (a kind takes the words behind it, as for kubectl),
 * `certificate.cert-manager.io/x`, `tls://host:port`, a file, `-`. An existing file comes before a kind, and `./x` is always
 * a file. A kind alone means all of that kind.
 * @throws PkiError E_USAGE for a word that is nothing of these
 */
export const parseTargets = (words: readonly string[], isFile: (path: string) => boolean): readonly Target[] => {
  const targets: Target[] = []
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] as string
    const single = singleTarget(word, isFile)
    if (single !== null) {
      targets.push(single)
      continue
    }
    const kinds = kindsNamed(word)
    const names = namesAfter(words, at)
    if (names.length === 0) targets.push({is: 'kind', word, kinds})
    for (const name of names) targets.push({is: 'object', word: `${word}/${name}`, kinds, name})
    at += names.length
  }
  return targets
}

/** The words behind a kind that are names: all up to the next that is something of its own. */
const namesAfter = (words: readonly string[], at: number): readonly string[] => {
  const rest = words.slice(at + 1)
  const end = rest.findIndex(word => word.includes('/') || word === '-')
  return end === -1 ? rest : rest.slice(0, end)
}

/** Everything but a kind alone, which takes the words behind it. */
const singleTarget = (word: string, isFile: (path: string) => boolean): Target | null => {
  if (word === '-' || /^\.{0,2}\//.test(word) || isFile(word)) return {is: 'file', word, path: word}
  const special = SPECIAL.find(name => name === word)
  if (special !== undefined) return {is: special, word}
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(word)) return {is: 'server', word, endpoint: parseEndpoint(word)}
  const slash = word.indexOf('/')
  if (slash === -1) return null
  const name = word.slice(slash + 1)
  if (!isName(name)) throw new PkiError('E_USAGE', `${JSON.stringify(word)} names no object`, {fix: 'Write KIND/NAME.'})
  return {is: 'object', word, kinds: kindsNamed(word.slice(0, slash)), name}
}

/** No object has a name with a slash; anything else is the API server's to judge. */
const isName = (name: string): boolean => name !== '' && !name.includes('/')

/** A target that is no object of a cluster. */
export type OutsideTarget = Exclude<Target, ClusterTarget>

/** An object of a cluster, or all objects of a kind. */
export type ClusterTarget = Extract<Target, {is: 'object' | 'kind'}>

export const isOutside = (target: Target): target is OutsideTarget => target.is !== 'object' && target.is !== 'kind'

/** Those that are objects of a cluster. */
export const objectTargets = (targets: readonly Target[]): readonly ClusterTarget[] =>
  targets.filter((target): target is ClusterTarget => !isOutside(target))
