import type {Reading} from '../knowing.ts'
import type {TrustGraph} from '../trust/graph.ts'
import type {Expiry} from '../x509/expiry.ts'
import {exitCodeOf, type FailOn, type Report} from './report.ts'
import type {AnyRule} from './rule.ts'

/** What `doctor` found in one place, with what some formats show beside the report. */
export interface Answer {
  readonly report: Report
  /** Those that ran. */
  readonly rules: readonly AnyRule[]
  /** Only where the format lists certificates. */
  readonly expiries?: Reading<readonly Expiry[]>
  /** Only where the format draws it. */
  readonly graph?: Reading<TrustGraph>
}

/** A context of which nothing is known. */
export interface Unanswered {
  readonly context: string
  /** From the catalogue of errors. */
  readonly code: string
  readonly message: string
  readonly fix: string
  readonly exit: number
}

/** All that one run of `doctor` has to say. */
export interface Answers {
  /** Contexts were asked for by name: then each report says which it is about, and the answer is a list. */
  readonly several: boolean
  readonly answers: readonly Answer[]
  readonly unanswered: readonly Unanswered[]
  /** Of this program. */
  readonly version: string
  readonly failOn: FailOn
}

/** Several reports in one value: what `-o json` is with `--contexts`. Each finding says its context as well. */
export interface Reports {
  readonly schema: 'kubectl-pki/reports.v1'
  readonly reports: readonly Report[]
  readonly unanswered: readonly Unanswered[]
}

/** What machines get: a report, or several of them. */
export const encodable = ({several, answers, unanswered}: Answers): Report | Reports => {
  const reports = answers.map(({report}) => report)
  const [only] = reports
  return several || only === undefined ? {schema: 'kubectl-pki/reports.v1', reports, unanswered} : only
}

/** Names the context in a report and in everything that may be taken out of it. */
export const inContext = (report: Report, context: string): Report => ({
  ...report,
  context,
  findings: report.findings.map(finding => ({...finding, context})),
  doubts: report.doubts.map(doubt => ({...doubt, context})),
})

/**
 * The exit code of a run over several contexts: 70 where a rule crashed, 1 for findings in any of them, else that of the
 * first that could not be looked at.
 */
export const exitCodeOfAll = ({answers, unanswered, failOn}: Answers, {strict}: {readonly strict: boolean}): number => {
  const codes = [
    ...answers.map(({report}) => exitCodeOf(report, {failOn, strict})),
    ...unanswered.map(({exit}) => exit),
  ]
  return [70, 1].find(code => codes.includes(code)) ?? codes.find(code => code !== 0) ?? 0
}
