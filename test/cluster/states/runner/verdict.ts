import type {Finding, Report, Subject} from '../../../../src/core/doctor/report.ts'
import {sayReport} from '../../../../src/render/say/report.ts'
import {rules} from '../../../../src/rules/index.ts'
import type {Expected, ExpectedRoot} from './state.ts'

/** Generated names are not the same in two runs. */
export const nameOfFinding = ({rule, subject}: {readonly rule: string; readonly subject: Subject | null}): string =>
  `${rule} ${subject?.kind.toLowerCase()}/${[subject?.namespace, subject?.name].filter(Boolean).join('/')}`.replace(
    /csr-[a-z0-9]{5}$/,
    'csr-*',
  )

const severityOf = (rule: string) => rules.find(({id}) => id === rule)?.severity

/** As an `ExpectedRoot`, with its consequences. */
interface SaidRoot extends Omit<ExpectedRoot, 'so'> {
  readonly so: readonly Finding[]
}

const sentence = (finding: Finding): string => `${nameOfFinding(finding)}: ${finding.message}`

const rootsIn = ({findings}: Report): readonly SaidRoot[] => {
  const byFingerprint = new Map(findings.map(finding => [finding.fingerprint, finding]))
  const rootsOf = (finding: Finding): readonly Finding[] =>
    finding.causedBy.length === 0
      ? [finding]
      : finding.causedBy.flatMap(cause => {
          const found = byFingerprint.get(cause)
          return found === undefined ? [] : rootsOf(found)
        })
  const hanging = findings.filter(({causedBy}) => causedBy.length > 0)
  const roots = findings.filter(({causedBy}) => causedBy.length === 0)
  return roots.map(root => ({
    is: nameOfFinding(root),
    says: root.message,
    ...(root.severity !== severityOf(root.rule) && {severity: root.severity}),
    so: hanging.filter(each => rootsOf(each).includes(root)),
  }))
}

const listed = (names: readonly string[]): string => (names.length === 0 ? 'nothing' : names.join(', '))

/** What is wrong with a root that was said, beside the one that was expected. */
const differences = (said: SaidRoot, {says, severity, so = []}: ExpectedRoot): readonly string[] => {
  const found = said.so.map(nameOfFinding)
  const more = said.so.filter(each => !so.includes(nameOfFinding(each)))
  const less = so.filter(name => !found.includes(name))
  return [
    ...(said.says.includes(says) ? [] : [`${said.is} says: ${said.says}`, `  expected: ${says}`]),
    ...(said.severity === severity
      ? []
      : [`${said.is} is of severity ${said.severity ?? 'as ever'}, expected: ${severity ?? 'as ever'}`]),
    ...more.map(each => `${said.is} has led to ${sentence(each)}`),
    ...less.map(name => `${said.is} has not led to ${name}`),
  ]
}

const compareRoots = (said: readonly SaidRoot[], wanted: readonly ExpectedRoot[]): readonly string[] => {
  const left = [...said]
  const known = wanted.flatMap(root => {
    const place = [left.findIndex(({is, says}) => is === root.is && says.includes(root.says))].map(exact =>
      exact === -1 ? left.findIndex(({is}) => is === root.is) : exact,
    )[0]
    const [found] = place === undefined || place === -1 ? [] : left.splice(place, 1)
    return found === undefined ? [`${root.is} is missing: ${root.says}`] : differences(found, root)
  })
  const more = left.flatMap(({is, says, severity, so}) => [
    `${is} is too much${severity === undefined ? '' : ` (${severity})`}: ${says}`,
    ...so.map(each => `  with ${sentence(each)}`),
  ])
  return [...known, ...more]
}

/** Doctor says exactly this and nothing else, and tells the root first. @throws with what differs; `when` comes first. */
export const expectVerdict = (report: Report, {roots = [], unsure = []}: Partial<Expected>, when: string): void => {
  const doubts = report.doubts.map(nameOfFinding).sort()
  const wanted = [...unsure].sort()
  const [first] = sayReport(report, {wide: false})
  const isFirst = first === undefined || first.is !== 'problem' || roots.some(({is}) => is.startsWith(`${first.id} `))
  const wrong = [
    ...compareRoots(rootsIn(report), roots),
    ...(doubts.join() === wanted.join() ? [] : [`undecided: ${listed(doubts)}`, `  expected: ${listed(wanted)}`]),
  ]
  if (wrong.length === 0 && !isFirst) wrong.push(`${first.id} is told first, which is no root`)
  if (wrong.length > 0) throw new Error([`${when}:`, ...wrong].join('\n    '))
}
