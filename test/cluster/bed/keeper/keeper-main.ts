/**
 * The keeper of one bed: a process of its own that starts the bed's programs and outlives its owner by the moment it
 * takes to kill them. It knows that the owner is gone by the end of its standard input, which the system closes
 * whatever the owner died of. It stands in a process group of its own, so Ctrl-C in a terminal does not reach it.
 *
 * usage: keeper-main.ts LOGS FORGET…   the folder to name when the owner dies, and what to remove then
 */
import {type ChildProcess, spawn} from 'node:child_process'
import {closeSync, openSync, rmSync} from 'node:fs'
import {createInterface} from 'node:readline'
import type {Order, Program, Report} from './messages.ts'

const [logs = '', ...forgetOnDeath] = process.argv.slice(2)
const children = new Map<number, ChildProcess>()

const say = (report: Report): void => {
  process.stdout.write(`${JSON.stringify(report)}\n`)
}

const start = (id: number, program: Program): void => {
  const log = openSync(program.log, 'a')
  const {command, args, env, cwd} = program
  const child = spawn(command, args, {env, cwd, detached: true, stdio: ['ignore', log, log]})
  closeSync(log)
  children.set(id, child)
  if (child.pid !== undefined) say({report: 'started', id, pid: child.pid})
  const ended = (how: string) => {
    children.delete(id)
    say({report: 'ended', id, how})
  }
  child.on('error', error => ended(error.message))
  child.on('exit', (code, signal) => ended(signal ?? `exit code ${code}`))
}

/** To the whole group of a program, since it may have children of its own. */
const signal = (child: ChildProcess, name: NodeJS.Signals): void => {
  if (child.pid === undefined) return
  try {
    process.kill(-child.pid, name)
  } catch {
    // The group is gone already.
  }
}

const remove = (paths: readonly string[]): void => {
  for (const path of paths) rmSync(path, {recursive: true, force: true, maxRetries: 5})
}

/** Kills all and, when the last one is reaped, removes what nobody needs any more and leaves. */
const close = (paths: readonly string[], last: () => void): void => {
  for (const child of children.values()) signal(child, 'SIGKILL')
  const wait = setInterval(() => {
    if (children.size > 0) return
    clearInterval(wait)
    remove(paths)
    last()
    process.exit(0)
  }, 5)
}

let closing = false

const obey = (order: Order): void => {
  if (order.order === 'start') {
    start(order.id, order.program)
  } else if (order.order === 'signal') {
    const child = children.get(order.id)
    if (child !== undefined) signal(child, order.signal)
  } else {
    closing = true
    close(order.forget, () => say({report: 'closed'}))
  }
}

const ownerIsGone = (): void => {
  if (closing) return
  closing = true
  close(forgetOnDeath, () => {
    process.stderr.write(`kubectl-pki bed: its owner ended without stopping it; all is stopped, logs are in ${logs}\n`)
  })
}

process.stdout.on('error', () => undefined)
process.stderr.on('error', () => undefined)
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, ownerIsGone)
createInterface({input: process.stdin})
  .on('line', line => obey(JSON.parse(line) as Order))
  .on('close', ownerIsGone)
