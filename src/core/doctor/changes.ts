import type {Finding, Report} from './report.ts'

/** What a further look at the same place has changed. */
export interface Changes {
  readonly appeared: readonly Finding[]
  readonly gone: readonly Finding[]
  /** Known before, and not looked at this time: neither there nor gone. */
  readonly kept: readonly Finding[]
}

/**
 * Compares what was known with a new report on the same place. A finding is gone only where its rule has looked at everything
 * it judges and has no doubt about that object; else it may well be there still.
 */
export const changesOf = (known: readonly Finding[], report: Report): Changes => {
  const before = new Set(known.map(({fingerprint}) => fingerprint))
  const now = new Set(report.findings.map(({fingerprint}) => fingerprint))
  const isUnseen = unseenIn(report)
  const missing = known.filter(({fingerprint}) => !now.has(fingerprint))
  return {
    appeared: report.findings.filter(({fingerprint}) => !before.has(fingerprint)),
    gone: missing.filter(finding => !isUnseen(finding)),
    kept: missing.filter(isUnseen),
  }
}

const unseenIn = ({rules, doubts}: Report): ((finding: Finding) => boolean) => {
  const runs = new Map(rules.map(run => [run.rule, run]))
  const doubted = new Set(doubts.map(({rule, subject}) => JSON.stringify([rule, subject])))
  return ({rule, subject}) => {
    const run = runs.get(rule)
    const isWhole = run !== undefined && /^(judged|not-applicable)$/.test(run.outcome) && run.notLookedAt.length === 0
    return !isWhole || doubted.has(JSON.stringify([rule, subject]))
  }
}
