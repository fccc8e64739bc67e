import type {Answers} from '../../core/doctor/answer.ts'
import type {Report} from '../../core/doctor/report.ts'
import {shown, shownName} from '../escape.ts'
import {sign, type Terminal} from '../terminal.ts'
import {count} from './not-looked-at.ts'

/** The header of each report, with an empty line below; several are told one below the other. */
export const sayHeaders = ({answers}: Answers, elapsed: {now: Date; milliseconds: number}): string =>
  answers.map(({report}) => `${sayHeader(report, elapsed)}\n`).join('')

/** The summary of each report; several say whose they are, and those without an answer are named. */
export const saySummaries = ({several, answers, unanswered}: Answers, terminal: Terminal): string => {
  if (!several) return answers.map(({report}) => saySummary(report, terminal)).join('\n')
  return [
    ...answers.map(({report}) => `${shownName(report.context ?? '')}: ${saySummary(report, terminal)}`),
    ...unanswered.map(({context, message}) => `${shownName(context)}: not looked at, ${shown(message)}`),
  ].join('\n')
}

/** What was looked at: `prod-eu (live)   214 objects   58 rules   1.1 s`, and when, where that is not just now. */
export const sayHeader = (
  {source, objects, rules, takenAt}: Report,
  {now, milliseconds}: {now: Date; milliseconds: number},
): string => {
  const isOld = Math.abs(now.getTime() - Date.parse(takenAt)) > RECENT
  const parts = [
    shownName(source),
    ...(isOld ? [`as of ${takenAt.replace('.000Z', 'Z')}`] : []),
    count(objects, 'object'),
    count(rules.length, 'rule'),
  ]
  return [...parts, `${(milliseconds / 1000).toFixed(1)} s`].join('   ')
}

const RECENT = 5 * 60_000

/** The last line: problems and what they block, then what was fine, and above all what was not looked at. */
export const saySummary = (report: Report, terminal: Terminal): string => {
  const {problems, suppressed, fine, notApplicable, partial, skipped, crashed, unsure} = report.summary
  const roots = (of: string) =>
    report.findings.filter(({severity, causedBy}) => severity === of && causedBy.length === 0).length
  const [warnings, infos] = [roots('warning'), roots('info')]
  const blocked = report.findings.filter(({causedBy}) => causedBy.length > 0).length
  const notChecked = skipped + crashed
  const parts = [
    problems > 0 && `${count(problems, 'problem')}${blocked > 0 ? ` with ${count(blocked, 'consequence')}` : ''}`,
    warnings > 0 && count(warnings, 'warning'),
    infos > 0 && `${infos} for information`,
    `${count(fine, 'rule')} fine`,
    notApplicable > 0 && `${notApplicable} ${notApplicable === 1 ? 'does' : 'do'} not apply`,
    partial > 0 && `${partial} checked in part`,
    notChecked > 0 && `${notChecked} not checked`,
    unsure > 0 && `${count(unsure, 'question')} left open`,
    suppressed > 0 && `${suppressed} suppressed`,
  ].filter(part => part !== false)
  const isHealthy = report.findings.length + notChecked + unsure + partial + report.unreadable.length === 0
  const line = `${isHealthy ? `${sign(terminal, 'fine')} ` : ''}${parts.join(` ${sign(terminal, 'dot')} `)}`
  const skew = report.clockSkewSeconds ?? 0
  return Math.abs(skew) > 120 ? `${line}\n${skewNote(skew)}` : line
}

const skewNote = (seconds: number): string =>
  `The clock of this machine is ${Math.round(Math.abs(seconds) / 60)} min ${seconds > 0 ? 'ahead of' : 'behind'} the API server's; the server's was used.`
