import type {Finding} from './report.ts'
import type {Severity} from './rule.ts'

const SEVERITIES: readonly Severity[] = ['error', 'warning', 'info']

/** How grave a finding is together with all that it causes: 0 where an error is among that, 1 a warning, 2 neither. */
export type Gravity = (finding: Finding) => number

/** A warning that blocks errors is as grave as they are: whoever mends it first is done with them too. */
export const gravityAmong = (findings: readonly Finding[]): Gravity => {
  const byFingerprint = new Map(findings.map(finding => [finding.fingerprint, finding]))
  const worst = new Map<string, number>()
  for (const finding of findings) {
    const rank = SEVERITIES.indexOf(finding.severity)
    const queue = [finding.fingerprint]
    for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
      if ((worst.get(next) ?? SEVERITIES.length) <= rank) continue
      worst.set(next, rank)
      queue.push(...(byFingerprint.get(next)?.causedBy ?? []))
    }
  }
  return ({fingerprint, severity}) => worst.get(fingerprint) ?? SEVERITIES.indexOf(severity)
}
