import {gravityAmong} from '../../core/doctor/gravity.ts'
import {type Finding, problemKey, type Report} from '../../core/doctor/report.ts'
import {shown, shownName} from '../escape.ts'
import type {Block} from './block.ts'
import {notLookedAtBlocks} from './not-looked-at.ts'
import {fixSteps} from './remedy.ts'
import {subjectName} from './subject.ts'
import {unreadableBlocks} from './unreadable.ts'

export interface Detail {
  /** Everything: all steps of every fix, all consequences, all problems of a rule. */
  readonly wide: boolean
}

/** Consequences that a block shows unless asked for all. */
const CONSEQUENCES = 4
/** Problems of one rule that are shown whole unless asked for all. */
const PROBLEMS_PER_RULE = 3

/** A report as blocks: one for each problem, with what follows from it folded into it, then what was not looked at. */
export const sayReport = (report: Report, detail: Detail): readonly Block[] => [
  ...sayFindings(report.findings, detail),
  ...unreadableBlocks(report.unreadable, detail),
  ...notLookedAtBlocks(report, detail),
]

/** Findings as blocks, one for each problem, the gravest first. */
export const sayFindings = (findings: readonly Finding[], detail: Detail): readonly Block[] => {
  const consequences = consequencesOf(findings)
  const roots = findings.filter(({causedBy}) => causedBy.length === 0)
  const gravity = gravityAmong(findings)
  const ranked = [...roots].sort((a, b) => gravity(a) - gravity(b) || weight(b, consequences) - weight(a, consequences))
  const byRule = Map.groupBy(ranked, finding => `${gravity(finding)} ${finding.rule}`)
  return [...byRule.values()].flatMap(group => sayGroup(group, consequences, detail))
}

const weight = ({fingerprint}: Finding, consequences: Consequences): number =>
  consequences.get(fingerprint)?.length ?? 0

type Consequences = ReadonlyMap<string, readonly Finding[]>

/** For each root, all that hangs on it; something with several causes is told once, under the first. */
const consequencesOf = (findings: readonly Finding[]): Consequences => {
  const byFingerprint = new Map(findings.map(finding => [finding.fingerprint, finding]))
  const rootOf = (finding: Finding): string => {
    let current = finding
    for (let steps = 0; steps < findings.length && current.causedBy.length > 0; steps += 1) {
      const next = byFingerprint.get(current.causedBy[0] ?? '')
      if (next === undefined) break
      current = next
    }
    return current.fingerprint
  }
  return Map.groupBy(
    findings.filter(({causedBy}) => causedBy.length > 0),
    rootOf,
  )
}

/** The problems of one rule that are as grave as each other: the first ones whole, the rest by name. Several objects with one problem are one block. */
const sayGroup = (group: readonly Finding[], consequences: Consequences, detail: Detail): readonly Block[] => {
  const problems = [...Map.groupBy(group, problemKey).values()]
  const whole =
    detail.wide || problems.length <= PROBLEMS_PER_RULE + 1 ? problems : problems.slice(0, PROBLEMS_PER_RULE)
  const rest = problems.slice(whole.length).flat()
  const blocks = whole.map(findings => sayProblem(findings, consequences, detail))
  if (rest.length === 0) return blocks
  const more = rest.length > OBJECTS ? ' and more' : ''
  const [first] = rest
  const text = `${first?.rule ?? ''} ${first?.title ?? ''}: also ${rest.length} more, ${namesOf(rest)}${more} (-o wide shows all)`
  return [...blocks, {is: 'remark', sign: first?.severity ?? 'info', text}]
}

/** Objects that one line or one block names unless asked for all. */
const OBJECTS = 6

const namesOf = (findings: readonly Finding[]): string =>
  findings
    .slice(0, OBJECTS)
    .map(({subject, at}) => subjectName(subject, at))
    .join(', ')

const sayProblem = (findings: readonly Finding[], consequences: Consequences, {wide}: Detail): Block => {
  const [finding] = findings as readonly [Finding, ...Finding[]]
  const own = new Set(findings.map(({subject, at}) => subjectName(subject, at)))
  const hanging = findings.flatMap(({fingerprint}) => consequences.get(fingerprint) ?? [])
  const told = onePerObject(hanging).filter(({subject, at}) => !own.has(subjectName(subject, at)))
  const so = wide ? told : told.slice(0, CONSEQUENCES)
  const shownObjects = wide ? findings : findings.slice(0, OBJECTS)
  const rest = findings.length - shownObjects.length
  return {
    is: 'problem',
    sign: finding.severity,
    id: finding.rule,
    title: finding.title,
    ...(told.length > 0 && {badge: `blocks ${told.length}`}),
    subjects: [...shownObjects.map(sayPlace), ...(rest > 0 ? [`and ${rest} more (-o wide shows all)`] : [])],
    evidence: [shown(finding.message)],
    fix: fixSteps(finding),
    so: so.map(sayConsequence),
    ...(told.length > so.length && {soMore: told.length - so.length}),
  }
}

const sayPlace = (finding: Finding): string => `${subjectName(finding.subject, finding.at)}${placeOf(finding)}`

const sayConsequence = ({subject, message}: Finding) => ({
  kind: subject?.kind.toLowerCase() ?? 'file',
  name: [subject?.namespace, subject?.name].flatMap(part => (part === undefined ? [] : [shownName(part)])).join('/'),
  note: shown(message, 300),
})

/** Several findings on one object are one consequence; the first, which is the gravest, speaks for it. */
const onePerObject = (findings: readonly Finding[]): readonly Finding[] =>
  [...new Map(findings.toReversed().map(each => [subjectName(each.subject, each.at), each])).values()].toReversed()

const placeOf = ({at, path, subject}: Finding): string => {
  if (subject === null || (at === null && path === 'metadata.name')) return ''
  return at === null ? (path === '' ? '' : `  ${shownName(path)}`) : `  ${shownName(at.file)}:${at.line}`
}
