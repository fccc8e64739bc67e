import type {Answers} from '../core/doctor/answer.ts'
import type {Changes} from '../core/doctor/changes.ts'
import type {FailOn} from '../core/doctor/report.ts'
import {PkiError} from '../core/errors.ts'
import {shown, shownName} from '../render/escape.ts'
import {sayHeaders, saySummaries} from '../render/say/summary.ts'
import type {Terminal} from '../render/terminal.ts'
import {type WatchFormat, watchFormats} from '../render/watched.ts'

/** What a look of `doctor --watch` has brought. */
interface Round {
  readonly found: Pick<Answers, 'several' | 'answers' | 'unanswered'>
  readonly changes: readonly Changes[]
  readonly isFirst: boolean
  readonly failure?: PkiError
}

export interface WatchTelling extends Voice {
  readonly version: string
  readonly 'fail-on': FailOn
  readonly output: string
}

export interface Voice {
  readonly terminal: Terminal
  readonly answer: (text: string) => void
  /** For the person who watches. */
  readonly tell: (line: string) => void
  readonly elapsed: () => {readonly now: Date; readonly milliseconds: number}
}

/** `-o` of `doctor --watch`. @throws PkiError E_USAGE for a format that has no way to say what changes */
export const watchFormat = (output: string): WatchFormat => {
  if (Object.hasOwn(watchFormats, output)) return output as WatchFormat
  throw new PkiError('E_USAGE', `--watch answers as ${Object.keys(watchFormats).join(', ')}, not as ${output}`)
}

/** Tells of rounds as they come: first all that there is, then what appears and what goes, and what could not be looked at. */
export const tellRounds = async (rounds: AsyncIterable<Round>, telling: WatchTelling): Promise<void> => {
  const {output, terminal, version, 'fail-on': failOn, answer, tell} = telling
  const format = watchFormat(output)
  let trouble = ''
  for await (const {found, changes, isFirst, failure} of rounds) {
    const answers: Answers = {...found, version, failOn}
    const isForPeople = format !== 'json'
    if (isFirst && isForPeople) tell(sayHeaders(answers, telling.elapsed()))
    const text = watchFormats[format]({answers, changes, isFirst}, terminal)
    if (text !== '') answer(text)
    if (isForPeople && failure === undefined && (isFirst || text !== '')) tell(saySummaries(answers, terminal))
    if (isFirst && isForPeople) tell('Watching; Ctrl-C ends it.')
    const now = troubleOf(found, failure)
    if (!(isFirst && isForPeople) && now !== trouble) tell(now === '' ? 'It can be looked at again.' : now)
    trouble = now
  }
}

/** What could not be looked at, in one line; empty where everything could. */
const troubleOf = ({unanswered}: Round['found'], failure: PkiError | undefined): string =>
  [
    ...(failure === undefined ? [] : [`Not looked at: ${shown(failure.message)}`]),
    ...unanswered.map(({context, message}) => `${shownName(context)}: not looked at, ${shown(message)}`),
  ].join('\n')
