import {readFileSync} from 'node:fs'
import {HopelessError, waitFor} from '../wait-for.ts'
import type {Program, Signal} from './messages.ts'

type State =
  | {readonly is: 'starting'}
  | {readonly is: 'running'; readonly pid: number}
  | {readonly is: 'ended'; readonly how: string}

/** How to make a program, anew for each start: its files and arguments may come from what the cluster holds by then. */
export interface ProgramSource {
  readonly name: string
  readonly log: string
  make(): Promise<Program>
  /** Whether it is ready; asked again and again after each start. */
  isReady(): Promise<unknown> | unknown
}

interface Hands {
  start(program: Program): void
  signal(name: Signal): void
}

/** One program of a bed: can be stopped, killed, frozen and started again while the rest goes on. */
export class KeptProcess {
  readonly #source: ProgramSource
  readonly #hands: Hands
  #state: State = {is: 'ended', how: 'never started'}

  constructor(source: ProgramSource, hands: Hands) {
    this.#source = source
    this.#hands = hands
  }

  get name(): string {
    return this.#source.name
  }

  get running(): boolean {
    return this.#state.is === 'running'
  }

  /** Of the process group's leader; undefined while it does not run. */
  get pid(): number | undefined {
    return this.#state.is === 'running' ? this.#state.pid : undefined
  }

  /** All that it has written so far. */
  get log(): string {
    try {
      return readFileSync(this.#source.log, 'utf8')
    } catch {
      return ''
    }
  }

  /** The last lines of the log, for error messages. */
  tail(lines = 20): string {
    return this.log.trimEnd().split('\n').slice(-lines).join('\n')
  }

  /** Starts it (again) and waits until it is ready. Fails at once, with the end of its log, when it ends instead. */
  async start(): Promise<this> {
    if (this.#state.is !== 'ended') throw new Error(`${this.name} runs already`)
    this.#state = {is: 'starting'}
    this.#hands.start(await this.#source.make())
    try {
      await waitFor(`${this.name} to be ready`, () => this.#look(), {seconds: 120, every: 50})
    } catch (error) {
      throw new Error(`${error instanceof Error ? error.message : error}\n${this.tail()}`)
    }
    return this
  }

  /** Ends it as a kubelet would: SIGTERM, and SIGKILL after the grace period. Leases are given back. */
  async stop(graceSeconds = 10): Promise<void> {
    this.#hands.signal('SIGTERM')
    try {
      await this.#end(graceSeconds)
    } catch {
      await this.kill()
    }
  }

  /** Ends it as a power cut would: SIGKILL. Leases stay taken until they expire. */
  async kill(): Promise<void> {
    this.#hands.signal('SIGKILL')
    await this.#end(10)
  }

  async restart(): Promise<void> {
    await this.stop()
    await this.start()
  }

  /** Freezes it: connections stay open and nothing answers, until `thaw`. */
  freeze(): void {
    this.#hands.signal('SIGSTOP')
  }

  thaw(): void {
    this.#hands.signal('SIGCONT')
  }

  /** For the keeper: it was started. */
  noteStart(pid: number): void {
    this.#state = {is: 'running', pid}
  }

  /** For the keeper: it has ended, by exit code or signal. */
  noteEnd(how: string): void {
    this.#state = {is: 'ended', how}
  }

  async #look(): Promise<boolean> {
    if (this.#state.is === 'ended') throw new HopelessError(`${this.name} ended with ${this.#state.how}`)
    return this.#state.is === 'running' && Boolean(await this.#source.isReady())
  }

  async #end(seconds: number): Promise<void> {
    await waitFor(`${this.name} to end`, () => this.#state.is === 'ended', {seconds, every: 10})
  }
}
