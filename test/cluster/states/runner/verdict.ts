import {expect} from 'chai'
import type {Finding, Report, Subject} from '../../../../src/core/doctor/report.ts'
import {sayReport} from '../../../../src/render/say/report.ts'
import {rules} from '../../../../src/rules/index.ts'
import type {Expected, ExpectedRoot} from './state.ts'

/** What doctor said, in the form of `expected.yaml`. */
interface Verdict {
  readonly roots: readonly ExpectedRoot[]
  readonly unsure: readonly string[]
  /** Rules that could not be run. */
  readonly failed: readonly string[]
}

/** Generated names are not the same in two runs. */
const nameOf = (rule: string, subject: Subject | null): string =>
  `${rule} ${subject?.kind.toLowerCase()}/${[subject?.namespace, subject?.name].filter(Boolean).join('/')}`.replace(
    /csr-[a-z0-9]{5}$/,
    'csr-*',
  )

const severityOf = (rule: string) => rules.find(({id}) => id === rule)?.severity

const verdictOf = ({findings, doubts, rules: runs}: Report): Verdict => {
  const byFingerprint = new Map(findings.map(finding => [finding.fingerprint, finding]))
  const rootsOf = (finding: Finding): readonly Finding[] =>
    finding.causedBy.length === 0
      ? [finding]
      : finding.causedBy.flatMap(cause => {
          const found = byFingerprint.get(cause)
          return found === undefined ? [] : rootsOf(found)
        })
  const hanging = findings.filter(({causedBy}) => causedBy.length > 0)
  const roots = findings
    .filter(({causedBy}) => causedBy.length === 0)
    .map(root => {
      const so = hanging.filter(each => rootsOf(each).includes(root)).map(({rule, subject}) => nameOf(rule, subject))
      return {
        is: nameOf(root.rule, root.subject),
        says: root.message,
        ...(root.severity !== severityOf(root.rule) && {severity: root.severity}),
        ...(so.length > 0 && {so: so.sort()}),
      }
    })
  return {
    roots: roots.sort(byName),
    unsure: doubts.map(({rule, subject}) => nameOf(rule, subject)).sort(),
    failed: runs.filter(({outcome}) => outcome === 'skipped' || outcome === 'crashed').map(({rule}) => rule),
  }
}

const byName = (a: {readonly is: string}, b: {readonly is: string}): number => (a.is < b.is ? -1 : a.is > b.is ? 1 : 0)

/** Doctor says exactly this and nothing else, and tells the root first. `when` stands in front of what fails. */
export const expectVerdict = (report: Report, {roots = [], unsure = []}: Partial<Expected>, when: string): void => {
  const seen = verdictOf(report)
  const wanted = [...roots].sort(byName)
  const sentences = new Map(wanted.map(({is, says}) => [is, says]))
  const shortened = seen.roots.map(root => {
    const says = sentences.get(root.is)
    return says !== undefined && root.says.includes(says) ? {...root, says} : root
  })
  const expected = wanted.map(({is, says, severity, so}) => ({
    ...{is, says},
    ...(severity !== undefined && {severity}),
    ...(so !== undefined && {so: [...so].sort()}),
  }))
  expect({...seen, roots: shortened}, when).to.deep.equal({roots: expected, unsure: [...unsure].sort(), failed: []})
  const [first] = sayReport(report, {wide: false})
  if (first?.is === 'problem') {
    expect(
      wanted.map(({is}) => is.split(' ')[0]),
      `${when}: what is told first`,
    ).to.include(first.id)
  }
}
