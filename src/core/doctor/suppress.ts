import {annotation} from '../kube/object.ts'
import type {Judged} from './judge.ts'

/** One entry of `.kubectl-pki.yaml` or one `--ignore`. Only what is given has to match. */
export interface Ignore {
  /** Id or name; `*` for every rule. */
  readonly rule: string
  /** `kind/name`, `namespace/name` or `kind/namespace/name`; `*` stands for any run of characters. */
  readonly object?: string
  readonly reason?: string
  /** RFC 3339 or a date; from then on it ignores nothing. */
  readonly until?: string
}

/** The annotation with which an object says which findings on it are meant to be: `PKI119,PKI105`. */
export const IGNORE_ANNOTATION = 'kubectl-pki/ignore'

/** Whether somebody has said that this finding is meant to be. Such findings are counted, never silent. */
export const isSuppressed = ({finding, object}: Judged, ignores: readonly Ignore[], now: Date): boolean => {
  const annotated = object === null ? undefined : annotation(object, IGNORE_ANNOTATION)
  const words = annotated?.split(',').map(word => word.trim()) ?? []
  if (words.some(word => isNamed(word, finding))) return true
  return ignores.some(
    ({rule, object: pattern, until}) =>
      isNamed(rule, finding) &&
      (pattern === undefined || objectNames({finding, object}).some(name => matches(pattern, name))) &&
      (until === undefined || now.getTime() < Date.parse(until)),
  )
}

const isNamed = (word: string, {rule, name}: {rule: string; name: string}): boolean =>
  word === '*' || word.toUpperCase() === rule || word.toLowerCase() === name

const objectNames = ({finding: {subject, at}}: Pick<Judged, 'finding' | 'object'>): readonly string[] => {
  if (subject === null) return at === null ? [] : [at.file]
  const kind = subject.kind.toLowerCase()
  const {namespace, name} = subject
  return namespace === undefined
    ? [`${kind}/${name}`]
    : [`${kind}/${name}`, `${namespace}/${name}`, `${kind}/${namespace}/${name}`]
}

const matches = (pattern: string, name: string): boolean => {
  const source = pattern.split('*').map(part => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
  return new RegExp(`^${source.join('.*')}$`, 's').test(name)
}
