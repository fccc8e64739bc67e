import type {Answers} from '../core/doctor/answer.ts'
import type {Changes} from '../core/doctor/changes.ts'
import type {Finding} from '../core/doctor/report.ts'
import {drawText} from './draw/text.ts'
import {escapeHidden} from './escape.ts'
import {sayAnswers} from './say/answers.ts'
import {sayChanges} from './say/changes.ts'
import type {Terminal} from './terminal.ts'

/** One look of `doctor --watch`. */
export interface Look {
  readonly answers: Answers
  /** Of each answer, in the same order. */
  readonly changes: readonly Changes[]
  readonly isFirst: boolean
}

export type WatchFormat = 'text' | 'wide' | 'json'

/** A line of `doctor --watch -o json`. */
interface Change {
  readonly schema: 'kubectl-pki/change.v1'
  readonly context?: string
  readonly at: string
  readonly change: 'appeared' | 'gone'
  readonly finding: Finding
}

const people =
  (wide: boolean) =>
  ({answers, changes, isFirst}: Look, terminal: Terminal): string => {
    const detail = {wide}
    if (isFirst) return drawText(sayAnswers(answers, detail), terminal)
    const blocks = answers.answers.flatMap(({report}, index) => {
      const own = changes[index]
      return own === undefined ? [] : sayChanges(report, own, detail)
    })
    return blocks.length === 0 ? '' : `\n${drawText(blocks, terminal)}`
  }

const lines = ({answers, changes}: Look): string =>
  answers.answers
    .flatMap(({report: {context, takenAt: at}}, index) => {
      const base = {schema: 'kubectl-pki/change.v1', ...(context !== undefined && {context}), at} as const
      const {gone = [], appeared = []} = changes[index] ?? {}
      const said = (change: Change['change']) => (finding: Finding) => ({...base, change, finding}) satisfies Change
      return [...gone.map(said('gone')), ...appeared.map(said('appeared'))]
    })
    .map(change => `${escapeHidden(JSON.stringify(change))}\n`)
    .join('')

/** How `doctor --watch` answers, by `-o`: what there is at first, then what appears and what goes. */
export const watchFormats: Readonly<Record<WatchFormat, (look: Look, terminal: Terminal) => string>> = {
  text: people(false),
  wide: people(true),
  json: lines,
}
