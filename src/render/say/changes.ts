import type {Changes} from '../../core/doctor/changes.ts'
import type {Finding, Report} from '../../core/doctor/report.ts'
import {shownName} from '../escape.ts'
import type {Block} from './block.ts'
import {type Detail, sayReport} from './report.ts'
import {subjectName} from './subject.ts'

/** What a further look has brought, as blocks: what appeared with its fix, and what is gone by name. None where nothing did. */
export const sayChanges = (report: Report, {appeared, gone}: Changes, detail: Detail): readonly Block[] => {
  if (appeared.length + gone.length === 0) return []
  const counts = [
    ...(appeared.length > 0 ? [`${appeared.length} appeared`] : []),
    ...(gone.length > 0 ? [`${gone.length} gone`] : []),
  ]
  const place = report.context === undefined ? '' : `${shownName(report.context)} `
  const heading: Block = {is: 'heading', text: `${place}${timeOfDay(report.takenAt)} ${counts.join(', ')}`}
  return [heading, ...gone.map(sayGone), ...sayReport(reportOf(report, appeared), detail)]
}

/** `12:01:05Z` */
const timeOfDay = (takenAt: string): string => `${takenAt.slice(11, 19)}Z`

const sayGone = ({rule, title, subject, at}: Finding): Block => ({
  is: 'remark',
  sign: 'fine',
  text: `${rule} gone: ${title}, ${subjectName(subject, at)}`,
})

/** Only these findings; what hangs on something that was there before is told by itself. */
const reportOf = (report: Report, appeared: readonly Finding[]): Report => {
  const own = new Set(appeared.map(({fingerprint}) => fingerprint))
  return {
    ...report,
    findings: appeared.map(finding => ({...finding, causedBy: finding.causedBy.filter(cause => own.has(cause))})),
    doubts: [],
    rules: [],
    unreadable: [],
  }
}
