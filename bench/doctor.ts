// What doctor costs on a big cluster: reading a snapshot, deriving facts, judging, linking causes, saying it.
// usage: npm run bench:doctor [-- 1000 10000 50000]
import {spawnSync} from 'node:child_process'
import {mkdtempSync, rmSync, statSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {writeBigSnapshot} from './big-snapshot.ts'
import type {Measured} from './measure-doctor.ts'
import type {Spent} from './stopwatch.ts'
import {table} from './table.ts'

const GOAL = {certificates: 10_000, seconds: 2, megabytes: 400}
const PHASES = ['read', 'facts', 'rules', 'causes', 'render'] as const
const SLOWEST = 8

const say = (text: string): boolean => process.stdout.write(text)

/** In a process of its own, so that the memory is that of one run. */
const measure = (file: string): Measured => {
  const program = join(import.meta.dirname, 'measure-doctor.ts')
  const options = {encoding: 'utf8', maxBuffer: 1e8} as const
  const {stdout, stderr} = spawnSync(process.execPath, ['--no-warnings', program, file], options)
  if (stdout === '') throw new Error(stderr)
  return JSON.parse(stdout)
}

const phaseOf = (part: string): string => {
  if (part === 'fact dependencies') return 'causes'
  return part.startsWith('fact ') ? 'facts' : part.startsWith('rule ') ? 'rules' : part
}

const sum = (spent: readonly Spent[]): Spent => ({
  wall: spent.reduce((all, {wall}) => all + wall, 0),
  cpu: spent.reduce((all, {cpu}) => all + cpu, 0),
})

const seconds = ({cpu}: Spent): string => (cpu / 1000).toFixed(2)

const rowOf = (certificates: number, bytes: number, {parts, peak, findings, linked}: Measured): readonly string[] => {
  const all = sum(Object.values(parts))
  const phases = PHASES.map(phase => {
    const spent = sum(Object.entries(parts).flatMap(([part, each]) => (phaseOf(part) === phase ? [each] : [])))
    return `${seconds(spent)} (${((100 * spent.cpu) / all.cpu).toFixed(0)} %)`
  })
  return [
    ...[`${certificates}`, (bytes / 1e6).toFixed(0), ...phases, seconds(all), (all.wall / 1000).toFixed(2)],
    ...[`${((1000 * all.cpu) / certificates).toFixed(0)} us`, peak.toFixed(0), `${findings}, ${linked}`],
  ]
}

const slowest = (parts: Measured['parts']): string =>
  Object.entries(parts)
    .filter(([part]) => part.startsWith('fact ') || part.startsWith('rule '))
    .sort(([, a], [, b]) => b.cpu - a.cpu)
    .slice(0, SLOWEST)
    .map(([part, {cpu}]) => `${part} ${cpu.toFixed(0)} ms`)
    .join(', ')

const run = (sizes: readonly number[]): void => {
  const folder = mkdtempSync(join(tmpdir(), 'bench-doctor-'))
  const heads = ['certificates', 'MB', ...PHASES, 'CPU s', 'wall s', 'each', 'peak MB', 'findings, linked']
  const rows: (readonly string[])[] = [heads]
  try {
    for (const size of sizes) {
      const file = join(folder, `${size}.snapshot.json`)
      writeBigSnapshot(file, size)
      const measured = measure(file)
      rows.push(rowOf(size, statSync(file).size, measured))
      say(`${size}: slowest ${slowest(measured.parts)}\n`)
      rmSync(file)
      if (size !== GOAL.certificates) continue
      const {cpu, wall} = sum(Object.values(measured.parts))
      say(`${size}: ${(cpu / 1000).toFixed(2)} s CPU, ${(wall / 1000).toFixed(2)} s wall (goal ${GOAL.seconds}), `)
      say(`${measured.peak.toFixed(0)} MB (goal ${GOAL.megabytes})\n`)
    }
    say(`\nseconds of CPU\n${table(rows)}`)
  } finally {
    rmSync(folder, {recursive: true, force: true})
  }
}

run(process.argv.length > 2 ? process.argv.slice(2).map(Number) : [1000, 10_000, 50_000])
