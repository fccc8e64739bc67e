import {Command} from '@oclif/core/command'
import type {ReadOptions} from '../core/ports.ts'
import type {Terminal} from '../render/terminal.ts'
import {progressLine} from './progress.ts'
import {runSignal} from './run-signal.ts'
import {terminalOf} from './terminal.ts'
import type {Voice} from './watch-teller.ts'

/** What every command needs of the process: its streams, its terminal, its clock. Nothing is decided here. */
export abstract class PkiCommand extends Command {
  protected readonly started = Date.now()

  protected terminal(flags: {readonly 'no-color'?: boolean}): Terminal {
    return terminalOf(process.stdout, process.env, {color: flags['no-color'] !== true})
  }

  /** How to read: until Ctrl-C or the timeout, with a line on the terminal that says how far it is. */
  protected reading({timeout}: {readonly timeout: string}): ReadOptions & {readonly done: () => void} {
    const {onProgress, clear} = progressLine(process.stderr, this.started)
    return {signal: runSignal(timeout), onProgress, done: clear}
  }

  protected elapsed(): {readonly now: Date; readonly milliseconds: number} {
    const now = new Date()
    return {now, milliseconds: now.getTime() - this.started}
  }

  /** How to speak to whoever watches for a while. */
  protected voice(flags: {readonly 'no-color'?: boolean}): Voice {
    return {
      terminal: this.terminal(flags),
      answer: text => this.answer(text),
      tell: line => this.tell(line),
      elapsed: () => this.elapsed(),
    }
  }

  protected answer(text: string): void {
    process.stdout.write(text)
  }

  /** For the person who ran it, not for the next program. */
  protected tell(line: string): void {
    process.stderr.write(`${line}\n`)
  }
}
