import {spawn} from 'node:child_process'
import {readFileSync} from 'node:fs'

/** What one run of a program took. CPU time and memory are known on Linux only. */
export interface Run {
  readonly wall: number
  /** Seconds of all its threads. */
  readonly cpu?: number
  /** MB, at its peak. */
  readonly peak?: number
  readonly bytes: number
  readonly stderr: string
  readonly exit: number | null
}

interface Seen {
  readonly cpu: number
  readonly peak: number
}

/** Linux counts the CPU time of processes in hundredths of a second. */
const TICKS = 100
const POLL_MS = 10

/** Runs a program to its end, counts what it prints, and looks now and then at what it takes. */
export const runMeasured = (
  command: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = process.env,
): Promise<Run> =>
  new Promise((resolve, reject) => {
    const start = performance.now()
    const child = spawn(command, args, {env, stdio: ['ignore', 'pipe', 'pipe']})
    let [bytes, stderr, seen] = [0, '', undefined as Seen | undefined]
    const poll = setInterval(() => {
      seen = look(child.pid) ?? seen
    }, POLL_MS)
    child.stdout.on('data', (chunk: Buffer) => {
      bytes += chunk.length
    })
    child.stderr.on('data', chunk => {
      stderr += chunk
    })
    child.on('error', reject)
    child.on('close', exit => {
      clearInterval(poll)
      resolve({wall: (performance.now() - start) / 1000, bytes, stderr, exit, ...seen})
    })
  })

/** proc_pid_stat(5): after the name in brackets, `utime` and `stime` are the 12th and 13th; VmHWM is in KiB. */
const look = (pid: number | undefined): Seen | undefined => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    const peak = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1]
    if (peak === undefined) return undefined
    return {cpu: (Number(fields[11]) + Number(fields[12])) / TICKS, peak: Number(peak) / 1024}
  } catch {
    return undefined
  }
}
