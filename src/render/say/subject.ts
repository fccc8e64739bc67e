import type {Finding, Subject} from '../../core/doctor/report.ts'
import {shownName} from '../escape.ts'

/** As kubectl takes it, with the namespace where there is one: `certificate/web -n shop`; a file by its path. */
export const subjectName = (subject: Subject | null, at: Finding['at']): string => {
  if (subject === null) return at === null ? '' : `${shownName(at.file)}:${at.line}`
  const namespace = subject.namespace === undefined ? '' : ` -n ${shownName(subject.namespace)}`
  return `${subject.kind.toLowerCase()}/${shownName(subject.name)}${namespace}`
}
