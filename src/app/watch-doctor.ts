import type {Answer, Answers} from '../core/doctor/answer.ts'
import {type Changes, changesOf} from '../core/doctor/changes.ts'
import type {Finding} from '../core/doctor/report.ts'
import {PkiError} from '../core/errors.ts'
import type {Kind} from '../core/kube/kind.ts'
import type {ReadOptions} from '../core/ports.ts'
import {Bell} from './bell.ts'
import type {ConsultOptions} from './consult.ts'
import {consultAll, isOfOneCluster, type NamedSource} from './consult-all.ts'
import {doctorPlan} from './read-for-doctor.ts'

export interface WatchDoctorOptions extends ConsultOptions {
  /** Ends it. */
  readonly signal: AbortSignal
  /** Looks again after this long also where nothing was seen to change: time passes, and not all can be watched. */
  readonly everyMs: number
  /** How to read once. */
  readonly reading: () => ReadOptions & {readonly done: () => void}
}

/** What one look has brought. */
export interface Round {
  readonly found: Pick<Answers, 'several' | 'answers' | 'unanswered'>
  /** Of each answer, in the same order. */
  readonly changes: readonly Changes[]
  readonly isFirst: boolean
  /** Set where the only cluster could not be looked at this time. */
  readonly failure?: PkiError
}

/** Changes come in bursts: between two looks there is this much time, and so much more that looking takes this share of all. */
const [QUIET_MS, SHARE] = [1000, 0.2]

/**
 * Consults again whenever something has changed, until the signal ends it. A look that fails is told, and the next one follows.
 * @throws the first look's own failure; an AbortError when the signal ends it
 */
export async function* watchDoctor(
  sources: readonly NamedSource[],
  options: WatchDoctorOptions,
): AsyncGenerator<Round, void> {
  const {signal, everyMs} = options
  const known = new Map<string | undefined, readonly Finding[]>()
  const bell = new Bell()
  const kinds = [...new Set([...doctorPlan(options).kinds, DEFINITIONS])]
  const watches = new Watches(sources, kinds, {signal, onChange: bell.ring})
  for (let isFirst = true; ; isFirst = false) {
    const begun = performance.now()
    bell.silence()
    const looking = look(sources, options, isFirst)
    watches.renew()
    const outcome = await looking
    const took = performance.now() - begun
    yield {...outcome, changes: outcome.found.answers.map(answer => remember(known, answer)), isFirst}
    await bell.wait({atLeast: Math.max(QUIET_MS, took / SHARE), atMost: everyMs, signal})
  }
}

const look = async (
  sources: readonly NamedSource[],
  options: WatchDoctorOptions,
  isFirst: boolean,
): Promise<Pick<Round, 'found' | 'failure'>> => {
  const {done, ...read} = options.reading()
  try {
    return {found: await consultAll(sources, options, read)}
  } catch (error) {
    if (isFirst || !isOfOneCluster(error)) throw error
    return {found: {several: false, answers: [], unanswered: []}, failure: error}
  } finally {
    done()
  }
}

const remember = (known: Map<string | undefined, readonly Finding[]>, {report}: Answer): Changes => {
  const changes = changesOf(known.get(report.context) ?? [], report)
  known.set(report.context, [...report.findings, ...changes.kept])
  return changes
}

const DEFINITIONS: Kind = 'apiextensions.k8s.io/customresourcedefinitions'

const SETTLING_MS = 5000

/** The watches of all sources; begun anew once there are other kinds to watch. */
class Watches {
  readonly #start: (signal: AbortSignal) => void
  #running: AbortController | undefined
  #isStale = true
  #later: NodeJS.Timeout | undefined

  constructor(
    sources: readonly NamedSource[],
    kinds: readonly Kind[],
    {signal, onChange}: {readonly signal: AbortSignal; readonly onChange: () => void},
  ) {
    const changed = (kind: Kind): void => {
      onChange()
      if (kind !== DEFINITIONS) return
      this.#isStale = true
      // Discovery knows of a new kind a while after its definition is there.
      clearTimeout(this.#later)
      this.#later = setTimeout(() => {
        this.#isStale = true
        onChange()
      }, SETTLING_MS)
      this.#later.unref()
    }
    this.#start = own => {
      const until = AbortSignal.any([signal, own])
      for (const {source} of sources) {
        source.watch?.(kinds, {signal: until, onChange: changed}).catch(error => {
          // What cannot be watched is looked at again after a while.
          if (!until.aborted && !(error instanceof PkiError)) throw error
        })
      }
    }
  }

  /** While a look begins: what happens during it is a change. */
  renew(): void {
    if (!this.#isStale) return
    this.#isStale = false
    this.#running?.abort()
    this.#running = new AbortController()
    this.#start(this.#running.signal)
  }
}
