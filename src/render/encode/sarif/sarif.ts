import {type Answer, type Answers, encodable} from '../../../core/doctor/answer.ts'
import type {Finding} from '../../../core/doctor/report.ts'
import {openQuestions} from '../../say/open-questions.ts'
import {encodeJson} from '../json.ts'
import {NOTIFICATIONS, notificationOf} from './notification.ts'
import {resultOf} from './result.ts'
import {descriptorOf} from './rule-descriptor.ts'

/**
 * SARIF 2.1.0 (OASIS) as code scanning services read it: a run for each context, every rule that ran with its help, a result
 * for each finding, a notification for whatever was not looked at. Suppressed findings are not in it; their number is.
 */
export const encodeSarif = (answers: Answers): string =>
  encodeJson({
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: answers.answers.map(answer => runOf(answer, answers.version)),
    ...(answers.several && {properties: {unanswered: (encodable(answers) as {unanswered?: unknown}).unanswered}}),
  })

const runOf = ({report, rules}: Answer, version: string) => {
  const indexes = new Map(rules.map(({id}, index) => [id as string, index]))
  const byFingerprint = new Map(report.findings.map(finding => [finding.fingerprint, finding]))
  const causesOf = ({causedBy}: Finding): readonly Finding[] =>
    causedBy.flatMap(fingerprint => byFingerprint.get(fingerprint) ?? [])
  const {context, source, takenAt, couldLook, summary} = report
  return {
    tool: {
      driver: {
        name: 'kubectl-pki',
        semanticVersion: version,
        rules: rules.map(descriptorOf),
        notifications: NOTIFICATIONS,
      },
    },
    ...(context !== undefined && {automationDetails: {id: `kubectl-pki/${encodeURIComponent(context)}/`}}),
    columnKind: 'utf16CodeUnits',
    invocations: [
      {
        executionSuccessful: couldLook && summary.crashed === 0,
        endTimeUtc: takenAt,
        toolExecutionNotifications: openQuestions(report).map(question => notificationOf(question, indexes)),
        properties: {source, summary},
      },
    ],
    results: report.findings.map(finding =>
      resultOf(finding, {index: indexes.get(finding.rule), causes: causesOf(finding)}),
    ),
  }
}
