import {type Answer, type Answers, inContext, type Unanswered} from '../core/doctor/answer.ts'
import {EXIT, PkiError} from '../core/errors.ts'
import type {Progress, ReadOptions, Source} from '../core/ports.ts'
import {type ConsultOptions, consult} from './consult.ts'

/** Where to look; with its context, where several were asked for by name. */
export interface NamedSource {
  readonly context?: string
  readonly source: Source
}

/**
 * Consults one source, or several clusters at once. Of several, one that cannot be looked at is named with the reason, and
 * the others go on.
 * @throws whatever ends the only reading; of several what is no question of a single cluster: Ctrl-C, a mistake of ours
 */
export const consultAll = async (
  sources: readonly NamedSource[],
  options: ConsultOptions,
  read: ReadOptions = {},
): Promise<Pick<Answers, 'several' | 'answers' | 'unanswered'>> => {
  const total = new TotalProgress(sources.length, read.onProgress)
  const outcomes = await Promise.all(
    sources.map(({context, source}, index): Promise<Answer | Unanswered> => {
      const answer = consult(source, options, {...read, onProgress: total.of(index)})
      return context === undefined ? answer : inItsContext(context, answer)
    }),
  )
  return {
    several: sources.some(({context}) => context !== undefined),
    answers: outcomes.filter(outcome => 'report' in outcome),
    unanswered: outcomes.filter((outcome): outcome is Unanswered => !('report' in outcome)),
  }
}

const inItsContext = async (context: string, pending: Promise<Answer>): Promise<Answer | Unanswered> => {
  try {
    const answer = await pending
    return {...answer, report: inContext(answer.report, context)}
  } catch (error) {
    return unanswered(context, error)
  }
}

const ONE_CLUSTER: readonly number[] = [EXIT.couldNotLook, EXIT.timedOut]

/** Whether a failure is one cluster's, so that others can still be looked at, or this one later. */
export const isOfOneCluster = (error: unknown): error is PkiError =>
  error instanceof PkiError && ONE_CLUSTER.includes(error.exit)

const unanswered = (context: string, error: unknown): Unanswered => {
  if (!isOfOneCluster(error)) throw error
  const {code, message, fix, exit} = error
  return {context, code, message, fix, exit}
}

/** Several readings as one, for the line that a person sees. */
class TotalProgress {
  readonly #latest: (Progress | undefined)[]
  readonly #tell: ReadOptions['onProgress']

  constructor(readings: number, tell: ReadOptions['onProgress']) {
    this.#latest = new Array<Progress | undefined>(readings).fill(undefined)
    this.#tell = tell
  }

  of(index: number): (progress: Progress) => void {
    return progress => {
      this.#latest[index] = progress
      const sum = (part: 'done' | 'of' | 'objects') => this.#latest.reduce((all, each) => all + (each?.[part] ?? 0), 0)
      this.#tell?.({kind: progress.kind, done: sum('done'), of: sum('of'), objects: sum('objects')})
    }
  }
}
