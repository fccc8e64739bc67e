import {spawn} from 'node:child_process'
import {createInterface} from 'node:readline'

export interface RunOptions {
  readonly stdin?: string
  readonly env?: NodeJS.ProcessEnv
  readonly cwd?: string
  /** Called with every line of standard error as it comes. */
  readonly onStderrLine?: (line: string) => void
  /** 5 minutes unless said; none for a build (0). */
  readonly seconds?: number
}

export interface ToolRun {
  readonly stdout: string
  readonly stderr: string
}

/** A program that ended with anything but exit code 0; `code` is -1 when a signal ended it. */
export class ToolFailure extends Error {
  readonly code: number
  readonly stdout: string
  readonly stderr: string

  constructor(command: string, code: number, run: ToolRun) {
    super(`${command} ended with ${code}: ${(run.stderr || run.stdout).trim().slice(-2000)}`)
    this.name = 'ToolFailure'
    this.code = code
    this.stdout = run.stdout
    this.stderr = run.stderr
  }
}

/** Runs a program to its end without a shell; rejects with a ToolFailure when its exit code is not 0. */
export const runTool = (command: string, args: readonly string[], options: RunOptions = {}): Promise<ToolRun> =>
  new Promise((resolve, reject) => {
    const timeout = (options.seconds ?? (options.onStderrLine === undefined ? 300 : 0)) * 1000
    const child = spawn(command, args, {env: options.env ?? process.env, cwd: options.cwd, timeout})
    const out: Buffer[] = []
    const err: Buffer[] = []
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk))
    child.stderr.on('data', (chunk: Buffer) => err.push(chunk))
    if (options.onStderrLine !== undefined) createInterface({input: child.stderr}).on('line', options.onStderrLine)
    child.stdin.on('error', () => undefined)
    child.stdin.end(options.stdin ?? '')
    child.on('error', reject)
    child.on('close', code => {
      const run = {stdout: Buffer.concat(out).toString(), stderr: Buffer.concat(err).toString()}
      if (code === 0) resolve(run)
      else reject(new ToolFailure([command.split('/').at(-1), ...args].join(' ').slice(0, 200), code ?? -1, run))
    })
  })
