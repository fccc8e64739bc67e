import type {Finding, Subject} from '../../core/doctor/report.ts'
import {shown} from '../escape.ts'

/** As kubectl takes it, with the namespace where there is one: `certificate/web -n shop`; a file by its path. */
export const subjectName = (subject: Subject | null, at: Finding['at']): string => {
  if (subject === null) return at === null ? '' : `${shown(at.file)}:${at.line}`
  const namespace = subject.namespace === undefined ? '' : ` -n ${shown(subject.namespace)}`
  return `${subject.kind.toLowerCase()}/${shown(subject.name)}${namespace}`
}
