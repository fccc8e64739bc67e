import {spawn} from 'node:child_process'
import {join} from 'node:path'

/** The built program, as `bin` in package.json names it. */
export const PROGRAM = join(import.meta.dirname, '..', '..', 'bin', 'kubectl-pki.js')

export interface Ended {
  readonly stdout: string
  readonly stderr: string
  /** Null where a signal ended it. */
  readonly exit: number | null
  readonly signal: NodeJS.Signals | null
  readonly milliseconds: number
}

export interface Surroundings {
  /** Beside PATH, a home that does not exist, and a locale. */
  readonly env?: Readonly<Record<string, string>>
  readonly stdin?: string
  readonly cwd?: string
  /** Sent after so many milliseconds. */
  readonly signal?: {readonly name: NodeJS.Signals; readonly after: number}
  /** Sent once standard error has this in it. */
  readonly onceSaid?: {readonly name: NodeJS.Signals; readonly text: string}
  /** Files or devices that take the place of the pipes. */
  readonly stdio?: {readonly stdout?: number; readonly stderr?: number}
  /** For Node itself, such as `--import`. */
  readonly nodeArguments?: readonly string[]
}

const ENVIRONMENT = {PATH: process.env.PATH ?? '', HOME: '/nonexistent', LANG: 'C.UTF-8', TZ: 'UTC'}

/** Longer than anything that a test waits for: what runs into it hangs. */
const HANGS_MS = 60_000

/** Runs the program to its end; one that hangs is killed, and `signal` tells. */
export const runProgram = (words: readonly string[], surroundings: Surroundings = {}): Promise<Ended> => {
  const {env = {}, stdin = '', cwd, signal, onceSaid, stdio = {}, nodeArguments = []} = surroundings
  return new Promise((resolve, reject) => {
    const started = performance.now()
    const child = spawn(process.execPath, [...nodeArguments, PROGRAM, ...words], {
      env: {...ENVIRONMENT, ...env},
      stdio: ['pipe', stdio.stdout ?? 'pipe', stdio.stderr ?? 'pipe'],
      ...(cwd !== undefined && {cwd}),
    })
    let [stdout, stderr] = ['', '']
    child.stdout?.setEncoding('utf8').on('data', chunk => (stdout += chunk))
    child.stderr?.setEncoding('utf8').on('data', chunk => {
      stderr += chunk
      if (onceSaid !== undefined && stderr.includes(onceSaid.text)) child.kill(onceSaid.name)
    })
    const timers = [setTimeout(() => child.kill('SIGKILL'), HANGS_MS)]
    if (signal !== undefined) timers.push(setTimeout(() => child.kill(signal.name), signal.after))
    child.stdin?.on('error', () => {})
    child.stdin?.end(stdin)
    child.on('error', reject)
    child.on('exit', () => timers.forEach(clearTimeout))
    child.on('close', (exit, ended) =>
      resolve({stdout, stderr, exit, signal: ended, milliseconds: performance.now() - started}),
    )
  })
}

/** Runs in turn, two at a time: a test machine has no more cores. */
export const inPairs = async <T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<readonly R[]> => {
  const results: R[] = []
  const queue = items.map((item, index) => ({item, index}))
  const worker = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) results[next.index] = await work(next.item)
  }
  await Promise.all([worker(), worker()])
  return results
}
