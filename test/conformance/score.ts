import {ALLOWED_AGAINST_GO, ALLOWED_STRICT, type Allowed} from './allowed.ts'
import type {LimboCase} from './data.ts'
import {judge, judgeStrictly, needsMore, type Outcome, type Part, partOf} from './limbo.ts'

/** Counts of one part. `false…` are against x509-limbo's own expectation. */
export interface Score {
  /** Without the server cases that Go has no verdict for: they need revocation lists, or a limit on the depth. */
  cases: number
  /** Cases that Go has a verdict for, and on how many of them ours is the same. */
  comparable: number
  sameAsGo: number
  right: number
  falseAccepts: number
  falseRejects: number
  goRight: number
  goFalseAccepts: number
  goFalseRejects: number
}

const newScore = (): Score => ({
  cases: 0,
  comparable: 0,
  sameAsGo: 0,
  right: 0,
  falseAccepts: 0,
  falseRejects: 0,
  goRight: 0,
  goFalseAccepts: 0,
  goFalseRejects: 0,
})

export interface Difference {
  readonly id: string
  readonly ours: string
  readonly expected: string
  readonly reasons: readonly string[]
}

export interface Tally {
  readonly parts: Readonly<Record<Part, Score>>
  readonly differences: readonly Difference[]
  readonly slowest: {readonly id: string; readonly milliseconds: number}
  readonly mostConsidered: {readonly id: string; readonly considered: number}
  readonly milliseconds: number
}

/** Judges every case by Go's rules. */
export const tally = (cases: readonly LimboCase[]): Tally => {
  const parts = {
    core: newScore(),
    'path building': newScore(),
    'name constraints': newScore(),
    'mail names': newScore(),
  }
  const differences: Difference[] = []
  let slowest = {id: '', milliseconds: 0}
  let mostConsidered = {id: '', considered: 0}
  let milliseconds = 0
  for (const test of cases) {
    const outcome = judge(test)
    milliseconds += outcome.milliseconds
    if (outcome.milliseconds > slowest.milliseconds) slowest = {id: test.id, milliseconds: outcome.milliseconds}
    const considered = partOf(test) === 'name constraints' ? 0 : outcome.considered()
    if (considered > mostConsidered.considered) mostConsidered = {id: test.id, considered}
    count(parts[partOf(test)], test, outcome)
    const go = test['go1.27']
    if (go !== 'SKIPPED' && go !== outcome.verdict) {
      differences.push({id: test.id, ours: outcome.verdict, expected: go, reasons: outcome.reasons()})
    }
  }
  return {parts, differences, slowest, mostConsidered, milliseconds}
}

const count = (score: Score, test: LimboCase, {verdict}: Outcome): void => {
  const expected = test.expected_result
  const go = test['go1.27']
  if (go === 'SKIPPED' && test.validation_kind === 'SERVER') return
  score.cases += 1
  if (verdict === expected) score.right += 1
  else if (verdict === 'SUCCESS') score.falseAccepts += 1
  else score.falseRejects += 1
  if (go === 'SKIPPED') return
  score.comparable += 1
  if (go === verdict) score.sameAsGo += 1
  if (go === expected) score.goRight += 1
  else if (go === 'SUCCESS') score.goFalseAccepts += 1
  else score.goFalseRejects += 1
}

export interface StrictTally {
  readonly judged: number
  readonly right: number
  readonly differences: readonly Difference[]
  /** Ids that were left out, because no answer is possible. */
  readonly leftOut: readonly string[]
}

/** Judges the core cases by the strict layer. */
export const tallyStrict = (cases: readonly LimboCase[]): StrictTally => {
  const core = cases.filter(test => partOf(test) === 'core')
  const judged = core.filter(test => !needsMore(test))
  const differences: Difference[] = []
  for (const test of judged) {
    const {verdict, reasons} = judgeStrictly(test)
    if (verdict !== test.expected_result) {
      differences.push({id: test.id, ours: verdict, expected: test.expected_result, reasons: reasons()})
    }
  }
  const leftOut = core.filter(needsMore).map(({id}) => id)
  return {judged: judged.length, right: judged.length - differences.length, differences, leftOut}
}

/** What the allow-lists and the differences disagree about; empty when all is as it should be. */
export const disagreements = (found: readonly Difference[], allowed: readonly Allowed[]): readonly string[] => [
  ...found
    .filter(({id}) => !allowed.some(entry => entry.id === id))
    .map(
      ({id, ours, expected, reasons}) =>
        `${id}: ours ${ours}, expected ${expected} (${reasons.slice(0, 3).join(', ')})`,
    ),
  ...allowed
    .filter(({id}) => !found.some(difference => difference.id === id))
    .map(({id}) => `${id}: is on the allow-list and no longer differs; take it off`),
]

export {ALLOWED_AGAINST_GO, ALLOWED_STRICT}
