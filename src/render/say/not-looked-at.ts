import type {Report} from '../../core/doctor/report.ts'
import {shown} from '../escape.ts'
import type {Block} from './block.ts'
import type {Detail} from './report.ts'
import {subjectName} from './subject.ts'

/** How many ids a line names unless asked for all. */
const IDS = 8

/** What is not known, and why: crashed rules, rules that could not look, parts that were not looked at, open questions. */
export const notLookedAtBlocks = (report: Report, detail: Detail): readonly Block[] => [
  ...report.rules.filter(({outcome}) => outcome === 'crashed').map(sayCrash),
  ...saySkipped(report, detail),
  ...sayPartial(report, detail),
  ...sayDoubts(report, detail),
]

const sayCrash = ({rule, error}: Report['rules'][number]): Block => ({
  is: 'remark',
  sign: 'error',
  text: `${rule} failed, which is our mistake, and says nothing about your cluster: ${shown(error ?? '', 200)}`,
})

const saySkipped = ({rules}: Report, detail: Detail): readonly Block[] => {
  const skipped = rules.filter(({outcome}) => outcome === 'skipped')
  const byReason = Map.groupBy(skipped, ({notLookedAt}) => reasonsOf(notLookedAt))
  return [...byReason].map(([reason, runs]) => ({
    is: 'remark',
    sign: 'unsure',
    text: `${count(runs.length, 'rule')} not checked (${ids(
      runs.map(run => run.rule),
      detail,
    )}): ${reason}`,
  }))
}

const sayPartial = ({rules}: Report, detail: Detail): readonly Block[] => {
  const partial = rules.filter(
    ({outcome, notLookedAt}) => notLookedAt.length > 0 && (outcome === 'judged' || outcome === 'not-applicable'),
  )
  const byReason = Map.groupBy(partial, ({notLookedAt}) => reasonsOf(notLookedAt))
  return [...byReason].map(([reason, runs]) => ({
    is: 'remark',
    sign: 'unsure',
    text: `${count(runs.length, 'rule')} checked in part (${ids(
      runs.map(run => run.rule),
      detail,
    )}): ${reason}`,
  }))
}

const reasonsOf = (notLookedAt: Report['rules'][number]['notLookedAt']): string => {
  const byDetail = Map.groupBy(notLookedAt, ({because}) => because.detail)
  return [...byDetail].map(([text, gaps]) => `${shown(text)}${inNamespaces(gaps)}`).join('; ')
}

const inNamespaces = (gaps: Report['rules'][number]['notLookedAt']): string => {
  const names = [...new Set(gaps.flatMap(({namespace}) => (namespace === undefined ? [] : [shown(namespace)])))]
  if (names.length === 0 || names.length < gaps.length) return ''
  return names.length > 5 ? ` in ${names.length} namespaces` : ` in ${names.join(', ')}`
}

const sayDoubts = ({doubts}: Report, detail: Detail): readonly Block[] => {
  const byReason = Map.groupBy(doubts, ({because}) => because.detail)
  return [...byReason].flatMap(([reason, group]) => {
    const rules = [...new Set(group.map(({rule}) => rule))]
    const head = `${count(group.length, 'question')} left open (${ids(rules, detail)}): ${shown(reason)}`
    const each = group.map(
      ({rule, subject}): Block => ({
        is: 'remark',
        sign: 'unsure',
        text: `${rule} ${subjectName(subject, null)}: ${shown(reason)}`,
      }),
    )
    return detail.wide ? each : [{is: 'remark', sign: 'unsure', text: head} as const]
  })
}

const ids = (rules: readonly string[], {wide}: Detail): string =>
  wide || rules.length <= IDS ? rules.join(' ') : `${rules.slice(0, IDS).join(' ')} …`

export const count = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? '' : 's'}`
