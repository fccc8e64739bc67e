import {PkiError} from '../errors.ts'
import type {Requirement} from './label-selector.ts'

const KEY = String.raw`([A-Za-z0-9](?:[\w./-]*[A-Za-z0-9])?)`
const VALUE = String.raw`([\w.-]*)`

/** The forms of one requirement, as apimachinery's `labels.Parse` takes them; comparisons of numbers are left out. */
const PART = new RegExp(
  String.raw`\s*(?:!\s*${KEY}|${KEY}\s+(in|notin)\s*\(([^()]*)\)|${KEY}\s*(==|=|!=)\s*${VALUE}|${KEY})\s*(?:,|$)`,
  'y',
)

/**
 * The requirements of a selector as `kubectl -l` takes it: `team=web,env in (a,b),!legacy`. An empty one has none.
 * @throws PkiError E_USAGE
 */
export const parseLabelSelector = (selector: string): readonly Requirement[] => {
  const requirements: Requirement[] = []
  PART.lastIndex = 0
  while (PART.lastIndex < selector.length) {
    const match = PART.exec(selector)
    if (match === null) throw malformed(selector)
    requirements.push(requirementOf(match))
  }
  if (selector.trimEnd().endsWith(',')) throw malformed(selector)
  return requirements
}

const requirementOf = ([, absent, setKey, word, set = '', key, sign, value = '', present]: readonly (
  | string
  | undefined
)[]): Requirement => {
  if (absent !== undefined) return {key: absent, operator: 'DoesNotExist', values: []}
  if (present !== undefined) return {key: present, operator: 'Exists', values: []}
  if (setKey !== undefined) {
    return {key: setKey, operator: word === 'in' ? 'In' : 'NotIn', values: set.split(',').map(each => each.trim())}
  }
  return {key: key ?? '', operator: sign === '!=' ? 'NotIn' : 'In', values: [value]}
}

const malformed = (selector: string): PkiError =>
  new PkiError('E_USAGE', `${JSON.stringify(selector)} is no label selector`, {
    fix: "Write it as for kubectl: 'team=web,env in (a,b),!legacy'.",
  })
