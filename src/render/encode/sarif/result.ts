import type {Finding} from '../../../core/doctor/report.ts'
import {shown, shownName} from '../../escape.ts'
import {fixText} from '../../say/remedy.ts'
import {subjectName} from '../../say/subject.ts'
import {artifactUri} from './artifact-uri.ts'
import {LEVELS} from './rule-descriptor.ts'

/** What a result needs to know beside its finding. */
export interface Place {
  /** Of the rule in the driver's list; undefined for a rule that did not run. */
  readonly index: number | undefined
  readonly causes: readonly Finding[]
}

/**
 * A finding as a result (SARIF §3.27). The fingerprint is ours: it stays the same when lines move.
 * `primaryLocationLineHash` is the only name by which GitHub recognises an alert.
 */
export const resultOf = (finding: Finding, {index, causes}: Place) => ({
  ruleId: finding.rule,
  ...(index !== undefined && {ruleIndex: index}),
  level: LEVELS[finding.severity],
  message: {text: messageOf(finding)},
  locations: [locationOf(finding)],
  ...(causes.length > 0 && {
    relatedLocations: causes.map((cause, at) => ({
      id: at + 1,
      ...locationOf(cause),
      message: {text: `Caused by ${cause.rule}: ${shown(cause.message)}`},
    })),
  }),
  partialFingerprints: {
    'kubectlPkiFinding/v1': finding.fingerprint,
    primaryLocationLineHash: `${finding.fingerprint}:1`,
  },
})

const messageOf = (finding: Finding): string => {
  const {subject, at, message, expected, found} = finding
  const name = subject === null ? '' : `${subjectName(subject, at)}: `
  const parts = [
    `${name}${shown(message)}`,
    ...(expected === undefined ? [] : [`Expected: ${shown(expected)}`]),
    ...(found === undefined ? [] : [`Found: ${shown(found)}`]),
    fixText(finding),
  ]
  return parts.filter(part => part !== '').join('\n')
}

/** Files are physical locations, objects logical ones; an object in a file is both. */
const locationOf = ({at, subject, path}: Finding) => ({
  ...(at !== null && {
    physicalLocation: {artifactLocation: artifactUri(at.file), region: {startLine: at.line}},
  }),
  ...(subject !== null && {
    logicalLocations: [
      {
        name: shownName(subject.name),
        fullyQualifiedName: [subject.apiVersion, subject.kind, subject.namespace, subject.name, path]
          .flatMap(part => (part === undefined || part === '' ? [] : [shownName(part)]))
          .join('/'),
        kind: 'resource',
      },
    ],
  }),
})
