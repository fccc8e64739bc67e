import type {Report} from '../../core/doctor/report.ts'
import {visible} from '../escape.ts'
import {sign, type Terminal} from '../terminal.ts'
import {count} from './not-looked-at.ts'

/** What was looked at: `prod-eu (live)   214 objects   58 rules   1.1 s`. */
export const sayHeader = ({source, objects, rules}: Report, milliseconds: number): string =>
  [
    visible(source),
    count(objects, 'object'),
    count(rules.length, 'rule'),
    `${(milliseconds / 1000).toFixed(1)} s`,
  ].join('   ')

/** The last line: problems, what they block, and above all what was not looked at. */
export const saySummary = ({summary, findings, rules, clockSkewSeconds = 0}: Report, terminal: Terminal): string => {
  const {error, warning, problems, info, suppressed, fine, notApplicable, partial, skipped, crashed, unsure} = summary
  const blocked = findings.filter(({causedBy}) => causedBy.length > 0).length
  const notChecked = skipped + crashed
  const parts = [
    problems > 0 &&
      (blocked > 0
        ? `${count(problems, 'problem')} with ${count(blocked, 'consequence')}`
        : count(problems, 'problem')),
    error + warning > 0 && `${count(error, 'error')}, ${count(warning, 'warning')}`,
    info > 0 && `${info} for information`,
    `${fine === rules.length ? 'all ' : ''}${count(fine, 'rule')} fine`,
    notApplicable > 0 && `${notApplicable} ${notApplicable === 1 ? 'does' : 'do'} not apply`,
    partial > 0 && `${partial} checked in part`,
    notChecked > 0 && `${notChecked} not checked`,
    unsure > 0 && `${count(unsure, 'question')} left open`,
    suppressed > 0 && `${suppressed} suppressed`,
  ].filter(part => part !== false)
  const line = `${parts.join(` ${sign(terminal, 'dot')} `)}`
  const skew = Math.abs(clockSkewSeconds) > 120 ? `\n${skewNote(clockSkewSeconds)}` : ''
  return problems === 0 && notChecked === 0 && unsure === 0 && partial === 0
    ? `${sign(terminal, 'fine')} ${line}${skew}`
    : line + skew
}

const skewNote = (seconds: number): string =>
  `The clock of this machine is ${Math.round(Math.abs(seconds) / 60)} min ${seconds > 0 ? 'ahead of' : 'behind'} the API server's; the server's was used.`
