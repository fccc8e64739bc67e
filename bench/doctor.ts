// What doctor costs on a big cluster: reading a snapshot, judging it, saying it. usage: npm run bench:doctor [-- 1000 10000 50000]
import {spawnSync} from 'node:child_process'
import {mkdtempSync, rmSync, statSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {doctorFacts} from '../src/app/doctor-defaults.ts'
import {examine} from '../src/core/doctor/engine.ts'
import {judge} from '../src/core/doctor/judge.ts'
import {viewOf} from '../src/core/kube/view.ts'
import {reportFormats} from '../src/render/index.ts'
import {rules} from '../src/rules/index.ts'
import {saved} from '../src/sources/saved/saved.ts'
import {writeBigSnapshot} from './big-snapshot.ts'

interface Measured {
  readonly read: number
  readonly rules: number
  readonly rest: number
  readonly render: number
  readonly peak: number
  readonly findings: number
  readonly slowest: readonly (readonly [string, number])[]
}

const GOAL = {certificates: 10_000, seconds: 2, megabytes: 400}
const say = (line: string): boolean => process.stdout.write(`${line}\n`)
const timed = async <T>(work: () => T | Promise<T>): Promise<{ms: number; value: T}> => {
  const start = performance.now()
  const value = await work()
  return {ms: performance.now() - start, value}
}

/** In a process of its own, so that the memory is that of one run. */
const measure = async (file: string): Promise<Measured> => {
  const reading = await timed(() => saved(file).read({kinds: []}))
  const now = new Date(reading.value.takenAt)
  const view = viewOf(reading.value)
  const each = rules.map(rule => {
    const start = performance.now()
    judge(rule, view, now)
    return [rule.id, performance.now() - start] as const
  })
  const judging = each.reduce((sum, [, ms]) => sum + ms, 0)
  // Facts are derived by now: what is left is judging again, links and the report.
  const examining = await timed(() => examine(view, {rules, now, ...doctorFacts}))
  const rendering = await timed(() => reportFormats.text(examining.value, {width: 100, color: false, unicode: true}))
  return {
    read: reading.ms,
    rules: judging,
    rest: examining.ms,
    render: rendering.ms,
    peak: process.resourceUsage().maxRSS / 1024,
    findings: examining.value.findings.length,
    slowest: each.toSorted((a, b) => b[1] - a[1]).slice(0, 5),
  }
}

const table = (rows: readonly (readonly string[])[]): void => {
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map(row => row[column]?.length ?? 0))) ?? []
  for (const row of rows) say(row.map((cell, column) => cell.padStart(widths[column] ?? 0)).join('  '))
}

const rowOf = (
  certificates: number,
  {read, rules: judging, rest, render, peak, findings}: Measured,
  bytes: number,
): readonly string[] => {
  const total = read + judging + rest + render
  const share = (ms: number) => `${ms.toFixed(0)} (${((100 * ms) / total).toFixed(0)} %)`
  const perCertificate = `${((1000 * total) / certificates).toFixed(0)} us`
  return [
    `${certificates}`,
    `${(bytes / 1e6).toFixed(0)}`,
    share(read),
    share(judging),
    share(rest),
    share(render),
    total.toFixed(0),
    perCertificate,
    peak.toFixed(0),
    `${findings}`,
  ]
}

const run = (sizes: readonly number[]): void => {
  const folder = mkdtempSync(join(tmpdir(), 'bench-doctor-'))
  const rows: (readonly string[])[] = [
    ['certificates', 'MB', 'read ms', 'rules ms', 'causes ms', 'render ms', 'total ms', 'each', 'peak MB', 'findings'],
  ]
  try {
    for (const size of sizes) {
      const file = join(folder, `${size}.snapshot.json`)
      writeBigSnapshot(file, size)
      const {stdout, stderr} = spawnSync(process.execPath, ['--no-warnings', import.meta.filename, '--measure', file], {
        encoding: 'utf8',
        maxBuffer: 1e8,
      })
      if (stdout === '') throw new Error(stderr)
      const measured: Measured = JSON.parse(stdout)
      rows.push(rowOf(size, measured, statSync(file).size))
      say(`${size}: slowest rules ${measured.slowest.map(([id, ms]) => `${id} ${ms.toFixed(0)} ms`).join(', ')}`)
      rmSync(file)
      if (size === GOAL.certificates) {
        const seconds = (measured.read + measured.rules + measured.rest + measured.render) / 1000
        say(
          `${size}: ${seconds.toFixed(2)} s (goal ${GOAL.seconds}), ${measured.peak.toFixed(0)} MB (goal ${GOAL.megabytes})`,
        )
      }
    }
    table(rows)
  } finally {
    rmSync(folder, {recursive: true, force: true})
  }
}

const [mode, file] = process.argv.slice(2)
if (mode === '--measure' && file !== undefined) process.stdout.write(JSON.stringify(await measure(file)))
else run(process.argv.length > 2 ? process.argv.slice(2).map(Number) : [1000, 10_000, 50_000])
