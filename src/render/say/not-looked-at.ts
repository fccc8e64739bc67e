import type {NotLookedAt, Report, RuleRun} from '../../core/doctor/report.ts'
import {shown} from '../escape.ts'
import type {Block} from './block.ts'
import type {Detail} from './report.ts'
import {subjectName} from './subject.ts'

/** How many ids and how many kinds a line names unless asked for all. */
const [IDS, KINDS] = [8, 8]

/** What is not known, and why: crashed rules, rules that could not look, parts that were not looked at, open questions. */
export const notLookedAtBlocks = (report: Report, detail: Detail): readonly Block[] => {
  const {rules} = report
  const skipped = rules.filter(({outcome}) => outcome === 'skipped')
  const partial = rules.filter(
    ({outcome, notLookedAt}) => notLookedAt.length > 0 && /^(judged|not-applicable)$/.test(outcome),
  )
  const isForbidden = [...skipped, ...partial].some(({notLookedAt}) =>
    notLookedAt.some(({because}) => because.reason === 'forbidden'),
  )
  return [
    ...rules.filter(({outcome}) => outcome === 'crashed').map(sayCrash),
    ...sayRuns(skipped, 'not checked', detail),
    ...sayRuns(partial, 'checked in part', detail),
    ...sayDoubts(report, detail),
    ...(isForbidden ? [HINT] : []),
  ]
}

const HINT: Block = {
  is: 'remark',
  sign: 'unsure',
  text: 'For an administrator: kubectl pki rbac doctor --for WHO prints the least that somebody needs',
}

const sayCrash = ({rule, error}: RuleRun): Block => ({
  is: 'remark',
  sign: 'error',
  text: `${rule} failed, which is our mistake, and says nothing about your cluster: ${shown(error ?? '', 200)}`,
})

/**
 * One line for all rules that a right is missing for, one for all whose objects may stand in what could not be read, one for
 * each other reason. Where all is asked for, each rule on its own, but for what could not be read: one file may hold anything.
 */
const sayRuns = (runs: readonly RuleRun[], what: string, detail: Detail): readonly Block[] => {
  const groups = Map.groupBy(runs, ({rule, notLookedAt}) => {
    const is = (reason: string): boolean => notLookedAt.every(({because}) => because.reason === reason)
    if (detail.wide) return is('unreadable') ? reasonsOf(notLookedAt, detail) : rule
    return ['forbidden', 'unreadable'].find(is) ?? reasonsOf(notLookedAt, detail)
  })
  return [...groups.values()].map(group => {
    const reasons = reasonsOf(
      group.flatMap(({notLookedAt}) => notLookedAt),
      detail,
    )
    const names = ids(
      group.map(({rule}) => rule),
      detail,
    )
    return {is: 'remark', sign: 'unsure', text: `${count(group.length, 'rule')} ${what} (${names}): ${reasons}`}
  })
}

const reasonsOf = (gaps: readonly NotLookedAt[], detail: Detail): string => {
  const refused = gaps.filter(({because}) => because.reason === 'forbidden')
  const rest = gaps.filter(({because}) => because.reason !== 'forbidden')
  const others = new Set(rest.map(({because}) => shown(because.detail)))
  if (!detail.wide && others.size > 1 && gaps.every(({because}) => because.reason === 'unreadable')) return UNREAD
  return [...(refused.length > 0 ? [refusals(refused, detail)] : []), ...others].join('; ')
}

const UNREAD = 'some of what they judge may stand in what could not be read'

/** `you may not list bundles, secrets (in other namespaces)`. */
const refusals = (gaps: readonly NotLookedAt[], {wide}: Detail): string => {
  const kinds = [...new Set(gaps.map(({because}) => shown(because.detail.replace(/^you may not list /, ''))))].sort()
  const named =
    wide || kinds.length <= KINDS + 1 ? kinds : [...kinds.slice(0, KINDS), `and ${kinds.length - KINDS} more kinds`]
  const elsewhere = named.length > 1 && named.every(each => / in other namespaces$|^and /.test(each))
  const list = named.map(each => (elsewhere ? each.replace(/ in other namespaces$/, '') : each)).join(', ')
  return `you may not list ${list}${elsewhere ? ' in other namespaces' : ''}`
}

const sayDoubts = ({doubts}: Report, detail: Detail): readonly Block[] => {
  if (detail.wide) {
    return doubts.map(({rule, subject, because}) => ({
      is: 'remark',
      sign: 'unsure',
      text: `${rule} ${subjectName(subject, null)}: ${shown(because.detail)}`,
    }))
  }
  const byReason = Map.groupBy(doubts, ({because}) => because.detail)
  return [...byReason].map(([reason, group]) => {
    const rules = [...new Set(group.map(({rule}) => rule))]
    return {
      is: 'remark',
      sign: 'unsure',
      text: `${count(group.length, 'question')} left open (${ids(rules, detail)}): ${shown(reason)}`,
    }
  })
}

const ids = (rules: readonly string[], {wide}: Detail): string =>
  wide || rules.length <= IDS ? rules.join(' ') : `${rules.slice(0, IDS).join(' ')} and ${rules.length - IDS} more`

export const count = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? '' : 's'}`
