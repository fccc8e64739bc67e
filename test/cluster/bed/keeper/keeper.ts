import {type ChildProcess, spawn} from 'node:child_process'
import {once} from 'node:events'
import {rmSync} from 'node:fs'
import type {Socket} from 'node:net'
import {createInterface} from 'node:readline'
import {fileURLToPath} from 'node:url'
import {KeptProcess, type ProgramSource} from './kept-process.ts'
import type {Order, Report} from './messages.ts'

const main = fileURLToPath(new URL('keeper-main.ts', import.meta.url))

/**
 * The owner's side of the keeper process. Everything it holds is unreferenced, so a bed never keeps a finished script
 * alive: the script ends, and the keeper then stops the bed.
 */
export class Keeper {
  readonly #child: ChildProcess
  readonly #kept = new Map<number, KeptProcess>()
  #last = 0

  /** `logs` is named, and `forget` removed, when this process dies without closing the bed. */
  constructor(at: {readonly logs: string; readonly forget: readonly string[]}) {
    const stdio = ['pipe', 'pipe', 'inherit'] as const
    this.#child = spawn(process.execPath, [main, at.logs, ...at.forget], {stdio: [...stdio], detached: true})
    this.#child.unref()
    this.#child.stdin?.on('error', () => undefined)
    for (const pipe of [this.#child.stdin, this.#child.stdout]) (pipe as Socket | null)?.unref()
    this.#child.once('exit', () => this.#killOrphans())
    if (this.#child.stdout === null) throw new Error('the keeper has no output')
    createInterface({input: this.#child.stdout}).on('line', line => this.#hear(JSON.parse(line) as Report))
  }

  get pid(): number | undefined {
    return this.#child.pid
  }

  /** A program that is not started yet; it is killed with the bed at the latest. */
  hold(source: ProgramSource): KeptProcess {
    this.#last += 1
    const id = this.#last
    const kept = new KeptProcess(source, {
      start: program => this.#tell({order: 'start', id, program}),
      signal: signal => this.#tell({order: 'signal', id, signal}),
    })
    this.#kept.set(id, kept)
    return kept
  }

  /** Kills all programs, removes the paths, and returns when that is done. */
  async close(forget: readonly string[]): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) {
      for (const path of forget) rmSync(path, {recursive: true, force: true, maxRetries: 5})
      return
    }
    this.#child.ref()
    const gone = once(this.#child, 'exit')
    this.#tell({order: 'close', forget})
    await gone
  }

  /** For the case that somebody killed the keeper itself. */
  #killOrphans(): void {
    for (const {pid} of this.#kept.values()) {
      try {
        if (pid !== undefined) process.kill(-pid, 'SIGKILL')
      } catch {
        // It is gone already.
      }
    }
  }

  #tell(order: Order): void {
    this.#child.stdin?.write(`${JSON.stringify(order)}\n`)
  }

  #hear(report: Report): void {
    if (report.report === 'closed') return
    const kept = this.#kept.get(report.id)
    if (report.report === 'started') kept?.noteStart(report.pid)
    else kept?.noteEnd(report.how)
  }
}
