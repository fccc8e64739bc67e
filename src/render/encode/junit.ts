import type {Answer, Answers, Unanswered} from '../../core/doctor/answer.ts'
import {type FailOn, type Finding, isAtLeast, type RuleRun} from '../../core/doctor/report.ts'
import {type AnyRule, categoryOf} from '../../core/doctor/rule.ts'
import {shown, shownName} from '../escape.ts'
import {type OpenQuestion, openQuestions, questionText} from '../say/open-questions.ts'
import {fixText} from '../say/remedy.ts'
import {subjectName} from '../say/subject.ts'
import {element, textElement} from './xml.ts'

/**
 * JUnit's XML, as Jenkins, GitLab and others read it: a suite for each category, a case for each rule that found nothing, a
 * case for each finding of the others. Findings below `--fail-on` pass and say what they are; what was not looked at is one
 * skipped case, which names the rules that it takes the place of; a rule that crashed is an error.
 */
export const encodeJunit = (answers: Answers): string => {
  const suites = [
    ...answers.answers.flatMap(answer => suitesOf(answer, answers.failOn)),
    ...answers.unanswered.map(unansweredSuite),
  ]
  const root = element(
    'testsuites',
    {name: 'kubectl pki doctor', ...countsOf(suites.flatMap(({cases}) => cases))},
    suites.map(drawSuite),
  )
  return `<?xml version="1.0" encoding="UTF-8"?>\n${root}\n`
}

interface Suite {
  readonly name: string
  readonly timestamp?: string
  readonly cases: readonly Case[]
}

interface Case {
  readonly name: string
  readonly file?: string
  readonly is: 'passed' | 'failure' | 'error' | 'skipped'
  /** One line, and all there is to say. */
  readonly message?: string
  readonly detail?: string
}

const suitesOf = (answer: Answer, failOn: FailOn): readonly Suite[] => {
  const {report, rules} = answer
  const prefix = report.context === undefined ? '' : `${shownName(report.context)}.`
  const timestamp = report.takenAt.replace(/(?:\.\d+)?Z$/, '')
  const questions = openQuestions(report)
  const byCategory = Map.groupBy(rules, categoryOf)
  const suites = [...byCategory].map(([category, own]) => ({
    name: `${prefix}${category}`,
    timestamp,
    cases: own.flatMap(rule =>
      casesOf(rule, answer, {failOn, questions: questions.filter(({rules: ids}) => ids.includes(rule.id))}),
    ),
  }))
  const reading = {name: `${prefix}reading`, timestamp, cases: readingCases(answer, questions.filter(isOfReading))}
  return [reading, ...suites].filter(({cases}) => cases.length > 0)
}

const isOfReading = ({is}: OpenQuestion): boolean => OF_READING.includes(is)

const OF_READING: readonly OpenQuestion['is'][] = ['skipped', 'partial', 'unreadable', 'unjudged']

/** What could not be looked at, whatever rules need it. */
const readingCases = ({report}: Answer, gaps: readonly OpenQuestion[]): readonly Case[] => [
  ...(report.couldLook
    ? []
    : [{name: 'look at the cluster', is: 'error' as const, message: 'not a single kind could be read'}]),
  ...gaps.map(gap => ({name: gap.text, is: 'skipped' as const, message: questionText(gap)})),
]

interface Verdicts {
  readonly failOn: FailOn
  readonly questions: readonly OpenQuestion[]
}

const casesOf = (rule: AnyRule, {report}: Answer, {failOn, questions}: Verdicts): readonly Case[] => {
  const findings = report.findings.filter(finding => finding.rule === rule.id)
  const run = report.rules.find(each => each.rule === rule.id)
  const own = questions.filter(question => !isOfReading(question))
  return [
    ...findings.map(finding => findingCase(finding, failOn)),
    ...(own.length > 0 || (findings.length === 0 && questions.length === 0) ? [ruleCase(rule, run, own)] : []),
  ]
}

const findingCase = (finding: Finding, failOn: FailOn): Case => {
  const {rule, title, subject, at, severity, message} = finding
  return {
    name: `${rule} ${title}: ${subjectName(subject, at)}`,
    is: isAtLeast(severity, failOn) ? 'failure' : 'passed',
    message: `${severity}: ${shown(message)}`,
    detail: [shown(message), fixText(finding)].join('\n'),
    ...(at !== null && {file: at.file}),
  }
}

const ruleCase = ({id, title}: AnyRule, run: RuleRun | undefined, questions: readonly OpenQuestion[]): Case => {
  const name = `${id} ${title}`
  const message = questions.map(({text}) => text).join('; ')
  if (run?.outcome === 'crashed') return {name, is: 'error', message}
  return questions.length > 0 ? {name, is: 'skipped', message} : {name, is: 'passed'}
}

const unansweredSuite = ({context, message, fix}: Unanswered): Suite => ({
  name: `${shownName(context)}.reading`,
  cases: [{name: 'look at the cluster', is: 'error', message: shown(message), detail: shown(fix)}],
})

const countsOf = (cases: readonly Case[]) => {
  const count = (is: Case['is']) => cases.filter(each => each.is === is).length
  return {tests: cases.length, failures: count('failure'), errors: count('error'), skipped: count('skipped')}
}

const drawSuite = ({name, timestamp, cases}: Suite): string =>
  element(
    'testsuite',
    {name, ...countsOf(cases), timestamp},
    cases.map(each => drawCase(each, name)),
  )

const drawCase = ({name, file, is, message = '', detail = message}: Case, classname: string): string => {
  const attributes = {classname: `kubectl-pki.${classname}`, name, file}
  if (is === 'passed')
    return element('testcase', attributes, detail === '' ? [] : [textElement('system-out', {}, detail)])
  if (is === 'skipped') return element('testcase', attributes, [element('skipped', {message})])
  return element('testcase', attributes, [
    textElement(is, {message, type: is === 'error' ? 'not-checked' : 'finding'}, detail),
  ])
}
