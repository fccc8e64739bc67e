import type {Unknown} from '../knowing.ts'
import type {Unreadable} from '../kube/snapshot.ts'
import type {Remedy, Severity} from './rule.ts'

/** Names an object as its manifest does. */
export interface Subject {
  readonly apiVersion: string
  readonly kind: string
  readonly namespace?: string
  readonly name: string
}

export interface Finding {
  /** Of the kubeconfig; only where several were asked for by name. */
  readonly context?: string
  readonly rule: string
  readonly name: string
  readonly severity: Severity
  readonly title: string
  /** null: a file that is no manifest. */
  readonly subject: Subject | null
  /** `spec.tls[0].secretName`; empty for the whole object. */
  readonly path: string
  readonly message: string
  readonly expected?: string
  readonly found?: string
  readonly remedy: readonly Remedy[]
  readonly at: {readonly file: string; readonly line: number} | null
  /** The same in every run and from every source, as long as rule, object, field and message are the same. */
  readonly fingerprint: string
  /** Fingerprints of the findings that this one is a consequence of. */
  readonly causedBy: readonly string[]
}

/** Findings with the same key are one problem on several objects: the same rule says the same, and the same mends it. */
export const problemKey = ({rule, message, remedy}: Finding): string => JSON.stringify([rule, message, remedy])

/** Something that a rule could not decide. */
export interface Doubt {
  readonly context?: string
  readonly rule: string
  readonly subject: Subject | null
  readonly path: string
  readonly because: Unknown
}

/** A part of what a rule judges that was not looked at. */
export interface NotLookedAt {
  readonly kind: string
  readonly namespace?: string
  readonly because: Unknown
}

export interface RuleRun {
  readonly rule: string
  /** `skipped` and `crashed` are never "fine"; `not-applicable` is: there is nothing of the kind, and that is known. */
  readonly outcome: 'judged' | 'not-applicable' | 'skipped' | 'crashed'
  /** How many subjects were judged. */
  readonly checked: number
  readonly suppressed: number
  /** Of a skipped rule: why. Of a judged one: what was not looked at. */
  readonly notLookedAt: readonly NotLookedAt[]
  readonly error?: string
}

export interface Summary {
  /** Findings by severity. */
  readonly error: number
  readonly warning: number
  readonly info: number
  /** Errors that are not the consequence of another finding; several objects with one problem count once. */
  readonly problems: number
  readonly suppressed: number
  /** Doubts. */
  readonly unsure: number
  /** Rules that looked at everything they judge and found nothing. */
  readonly fine: number
  /** Rules with nothing to judge, known to be so. */
  readonly notApplicable: number
  /** Rules that found nothing in the part that they could look at. */
  readonly partial: number
  readonly skipped: number
  readonly crashed: number
}

/** The answer of `doctor`, and all that a renderer needs. `-o json` is this value. */
export interface Report {
  readonly schema: 'kubectl-pki/report.v1'
  /** Of the kubeconfig; only where several were asked for by name. */
  readonly context?: string
  readonly source: string
  /** RFC 3339: the moment that was judged. */
  readonly takenAt: string
  readonly serverVersion?: string
  readonly clockSkewSeconds?: number
  /** How many objects were looked at. */
  readonly objects: number
  /** False where not a single kind could be read: then the report says nothing about the cluster. */
  readonly couldLook: boolean
  readonly summary: Summary
  /** Errors and what causes them first, then by rule, object and field. */
  readonly findings: readonly Finding[]
  readonly doubts: readonly Doubt[]
  readonly rules: readonly RuleRun[]
  /** Files and API groups that are there and could not be read, or were read and are not judged. */
  readonly unreadable: readonly Unreadable[]
}

export type FailOn = Severity | 'none'

const RANK: Readonly<Record<FailOn, number>> = {none: 4, error: 3, warning: 2, info: 1}

/** Whether a finding of this severity makes a run fail. */
export const isAtLeast = (severity: Severity, failOn: FailOn): boolean => RANK[severity] >= RANK[failOn]

/**
 * The exit code of a report: 70 where a rule crashed, 3 where nothing could be read, 1 for findings at or above `failOn`
 * (with `strict` also for whatever was not looked at), else 0. The output format never enters into it.
 */
export const exitCodeOf = (report: Report, {failOn, strict}: {failOn: FailOn; strict: boolean}): number => {
  if (report.summary.crashed > 0) return 70
  if (!report.couldLook) return 3
  if (report.findings.some(({severity}) => isAtLeast(severity, failOn))) return 1
  const open = report.doubts.length > 0 || report.rules.some(run => run.notLookedAt.length > 0)
  return strict && (open || report.unreadable.length > 0) ? 1 : 0
}
