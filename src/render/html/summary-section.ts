import type {Answer} from '../../core/doctor/answer.ts'
import type {Report} from '../../core/doctor/report.ts'
import {shownName} from '../escape.ts'
import {count} from '../say/not-looked-at.ts'
import {box, html, tag} from './markup.ts'

/** The verdict in a sentence, what was looked at, and the numbers. */
export const summarySection = ({report}: Answer): string => {
  const {source, takenAt, serverVersion, objects, rules} = report
  const facts = [
    shownName(source),
    `as of ${takenAt
      .replace(/\.\d+Z$/, 'Z')
      .replace('T', ' ')
      .replace('Z', ' UTC')}`,
    ...(serverVersion === undefined ? [] : [`Kubernetes ${shownName(serverVersion)}`]),
    count(objects, 'object'),
    count(rules.length, 'rule'),
  ]
  const {state, text} = verdictOf(report)
  return [
    box('p', `verdict ${state}`, html(text)),
    box('p', 'facts', facts.map(html).join(' · ')),
    box('ul', 'tiles', ...tilesOf(report).map(tile)),
  ].join('\n')
}

const verdictOf = (report: Report): {readonly state: string; readonly text: string} => {
  const {problems, warning, info, fine, crashed, skipped, partial, unsure} = report.summary
  const blocked = report.findings.filter(({causedBy}) => causedBy.length > 0).length
  const isOpen = crashed + skipped + partial + unsure + report.unreadable.length > 0
  const behind = isOpen ? ', and not everything could be looked at' : ''
  if (!report.couldLook) return {state: 'unknown', text: 'Nothing could be looked at, so nothing is known.'}
  if (problems > 0) {
    const hanging = blocked > 0 ? ` with ${count(blocked, 'consequence')}` : ''
    return {state: 'error', text: `${count(problems, 'problem')}${hanging}${behind}.`}
  }
  if (warning + info > 0) return {state: 'warning', text: `No problems, ${count(warning + info, 'remark')}${behind}.`}
  if (!isOpen && fine === 0) return {state: 'unknown', text: 'There is nothing here that a rule applies to.'}
  return isOpen
    ? {state: 'unknown', text: 'Nothing was found, but not everything could be looked at.'}
    : {state: 'fine', text: 'All is well: everything was looked at, and nothing was found.'}
}

/** With its label for one and for several. */
type Tile = readonly [number: number, kind: string, one: string, several?: string]

const tilesOf = (report: Report): readonly Tile[] => {
  const {problems, suppressed, fine, notApplicable, partial, skipped, crashed, unsure} = report.summary
  const roots = (severity: string) =>
    report.findings.filter(each => each.severity === severity && each.causedBy.length === 0).length
  const tiles: readonly Tile[] = [
    [problems, 'error', 'problem', 'problems'],
    [roots('warning'), 'warning', 'warning', 'warnings'],
    [roots('info'), 'info', 'for information'],
    [fine, 'fine', 'rule fine', 'rules fine'],
    [notApplicable, 'fine', 'does not apply', 'do not apply'],
    [skipped + crashed, 'unknown', 'not checked'],
    [partial, 'unknown', 'checked in part'],
    [unsure, 'unknown', 'question open', 'questions open'],
    [suppressed, 'info', 'suppressed'],
  ]
  return tiles.filter(([number, kind]) => number > 0 || kind === 'error')
}

const tile = ([number, kind, one, several = one]: Tile): string => {
  const label = html(number === 1 ? one : several)
  return tag('li', `class="tile ${number === 0 ? 'none' : kind}"`, tag('b', '', html(number)), ' ', label)
}
