import type {Answer} from '../../core/doctor/answer.ts'
import type {Report} from '../../core/doctor/report.ts'
import {visible} from '../escape.ts'
import {count} from '../say/not-looked-at.ts'
import {box, html, tag} from './markup.ts'

/** The verdict in a sentence, what was looked at, and the numbers. */
export const summarySection = ({report}: Answer): string => {
  const {source, takenAt, serverVersion, objects, rules} = report
  const facts = [
    visible(source),
    `as of ${takenAt
      .replace(/\.\d+Z$/, 'Z')
      .replace('T', ' ')
      .replace('Z', ' UTC')}`,
    ...(serverVersion === undefined ? [] : [`Kubernetes ${visible(serverVersion)}`]),
    count(objects, 'object'),
    count(rules.length, 'rule'),
  ]
  const {state, text} = verdictOf(report)
  return [
    box('p', `verdict ${state}`, html(text)),
    box('p', 'facts', facts.map(html).join(' · ')),
    box('ul', 'tiles', ...tilesOf(report).map(([number, label, kind]) => tile(number, label, kind))),
  ].join('\n')
}

const verdictOf = (report: Report): {readonly state: string; readonly text: string} => {
  const {problems, warning, info, crashed, skipped, partial, unsure} = report.summary
  const blocked = report.findings.filter(({causedBy}) => causedBy.length > 0).length
  const isOpen = crashed + skipped + partial + unsure + report.unreadable.length > 0
  const behind = isOpen ? ', and not everything could be looked at' : ''
  if (!report.couldLook) return {state: 'unknown', text: 'Nothing could be looked at, so nothing is known.'}
  if (problems > 0) {
    const hanging = blocked > 0 ? ` with ${count(blocked, 'consequence')}` : ''
    return {state: 'error', text: `${count(problems, 'problem')}${hanging}${behind}.`}
  }
  if (warning + info > 0) return {state: 'warning', text: `No problems, ${count(warning + info, 'remark')}${behind}.`}
  return isOpen
    ? {state: 'unknown', text: 'Nothing was found, but not everything could be looked at.'}
    : {state: 'fine', text: 'All is well: everything was looked at, and nothing was found.'}
}

type Tile = readonly [number: number, label: string, kind: string]

const tilesOf = (report: Report): readonly Tile[] => {
  const {problems, suppressed, fine, notApplicable, partial, skipped, crashed, unsure} = report.summary
  const roots = (severity: string) =>
    report.findings.filter(each => each.severity === severity && each.causedBy.length === 0).length
  const tiles: readonly Tile[] = [
    [problems, 'problems', 'error'],
    [roots('warning'), 'warnings', 'warning'],
    [roots('info'), 'for information', 'info'],
    [fine, 'rules fine', 'fine'],
    [notApplicable, 'do not apply', 'fine'],
    [skipped + crashed, 'not checked', 'unknown'],
    [partial, 'checked in part', 'unknown'],
    [unsure, 'questions open', 'unknown'],
    [suppressed, 'suppressed', 'info'],
  ]
  return tiles.filter(([number, label]) => number > 0 || label === 'problems')
}

const tile = (number: number, label: string, kind: string): string =>
  tag('li', `class="tile ${number === 0 ? 'none' : kind}"`, tag('b', '', html(number)), ' ', html(label))
