import type {Doubt, Finding, Report} from '../../../src/core/doctor/report.ts'

/**
 * What a report of somebody who may see less says wrongly, beside that of somebody who may see all: a claim that seeing more
 * disproves, and a rule that calls itself done where it lost something. Nothing where every loss is accounted for.
 */
export const unaccounted = (whole: Report, part: Report): readonly string[] => {
  const kept = new Set(part.findings.map(({fingerprint}) => fingerprint))
  return part.rules.flatMap(run => {
    const full = whole.rules.find(({rule}) => rule === run.rule)
    const ofRule = ({rule}: Finding | Doubt): boolean => rule === run.rule
    const wrong = part.findings
      .filter(each => ofRule(each) && !whole.findings.some(other => isSame(each, other)))
      .map(claimOf)
    if (run.outcome === 'crashed') return [...wrong, `${run.rule} crashed: ${run.error}`]
    if (admits(whole, part, run.rule)) return wrong
    const lost = whole.findings.filter(each => ofRule(each) && !kept.has(each.fingerprint)).map(lossOf)
    const fewer = doubtsOf(whole, run.rule).length > doubtsOf(part, run.rule).length
    const unseen = run.outcome !== full?.outcome || run.checked !== full.checked || fewer
    const silent = unseen ? [`${run.rule} is ${run.outcome} on ${run.checked} of ${full?.checked} and hides it`] : []
    return [...wrong, ...lost, ...silent]
  })
}

/** Whether a report says that a rule could not look at something that somebody else could. */
const admits = (whole: Report, part: Report, rule: string): boolean => {
  const known = doubtsOf(whole, rule)
  return unlooked(part).includes(rule) || doubtsOf(part, rule).some(doubt => !known.includes(doubt))
}

const doubtsOf = ({doubts}: Report, rule: string): readonly string[] =>
  doubts
    .filter(doubt => doubt.rule === rule)
    .map(({subject, path, because}) => JSON.stringify([subject, path, because]))

/** The rules that could not look at all objects of their kinds. */
export const unlooked = ({rules}: Report): readonly string[] =>
  rules.filter(run => run.outcome === 'skipped' || run.notLookedAt.length > 0).map(({rule}) => rule)

/** The rules that could not look at everything, or not decide about everything, and others could. */
export const admitted = (whole: Report, part: Report): readonly string[] =>
  part.rules.map(({rule}) => rule).filter(rule => admits(whole, part, rule))

const nameOf = ({rule, subject}: Finding): string =>
  `${rule} ${subject?.kind.toLowerCase()}/${[subject?.namespace, subject?.name].filter(Boolean).join('/')}`

/** On the same object, or in the same words on another: a Pod where its Deployment was not seen. */
const isSame = (one: Finding, other: Finding): boolean =>
  one.rule === other.rule && (nameOf(one) === nameOf(other) || one.message === other.message)

const claimOf = (finding: Finding): string =>
  `${nameOf(finding)} is claimed without having been seen: ${finding.message}`

const lossOf = (finding: Finding): string => `${nameOf(finding)} is lost in silence`
