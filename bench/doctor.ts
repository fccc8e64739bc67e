// What doctor costs on a big cluster: reading a snapshot, deriving facts, judging, linking causes, saying it; and the least
// that it could cost. usage: npm run bench:doctor [-- 1000 10000 50000] [--rounds 3]
import {spawnSync} from 'node:child_process'
import {mkdtempSync, rmSync, statSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {parseArgs} from 'node:util'
import {writeBigSnapshot} from './big-snapshot.ts'
import {withBundle} from './bundle.ts'
import type {Measured} from './measure-doctor.ts'
import type {Floor} from './snapshot-floor.ts'
import type {Spent} from './stopwatch.ts'
import {table} from './table.ts'

const GOAL = {certificates: 10_000, seconds: 2, megabytes: 400}
const FLOOR = join(import.meta.dirname, 'snapshot-floor.ts')
const PHASES = ['read', 'facts', 'rules', 'causes', 'render'] as const
const SLOWEST = 8

const say = (text: string): boolean => process.stdout.write(text)

/** In a process of its own, so that the memory is that of one run. */
const runOn = <T>(file: string, program: string): T => {
  const options = {encoding: 'utf8', maxBuffer: 1e8} as const
  const {stdout, stderr} = spawnSync(process.execPath, ['--no-warnings', program, file], options)
  if (stdout === '') throw new Error(stderr)
  return JSON.parse(stdout)
}

interface Race {
  readonly doctor: Measured
  readonly floor: Floor
}

/** The fastest of several rounds of each, in turns: other work on the machine strikes both alike. */
const race = (file: string, program: string, rounds: number): Race => {
  const [doctors, floors]: [Measured[], Floor[]] = [[], []]
  for (let round = 0; round < rounds; round++) {
    doctors.push(runOn(file, program))
    floors.push(runOn(file, FLOOR))
  }
  return {doctor: fastest(doctors, ({parts}) => sum(Object.values(parts))), floor: fastest(floors, floor => floor)}
}

const fastest = <T>(runs: readonly T[], spent: (run: T) => Spent): T =>
  runs.reduce((best, run) => (spent(run).wall < spent(best).wall ? run : best))

const phaseOf = (part: string): string => {
  if (part === 'fact dependencies') return 'causes'
  return part.startsWith('fact ') ? 'facts' : part.startsWith('rule ') ? 'rules' : part
}

const sum = (spent: readonly Spent[]): Spent => ({
  wall: spent.reduce((all, {wall}) => all + wall, 0),
  cpu: spent.reduce((all, {cpu}) => all + cpu, 0),
})

const seconds = (milliseconds: number): string => (milliseconds / 1000).toFixed(2)

const HEADS = ['certificates', 'MB', ...PHASES, 'CPU s', 'each', 'wall s', 'floor s', 'peak MB', 'findings, linked']

const rowOf = (certificates: number, bytes: number, {doctor, floor}: Race): readonly string[] => {
  const {parts, peak, findings, linked} = doctor
  const all = sum(Object.values(parts))
  const phases = PHASES.map(phase => {
    const {cpu} = sum(Object.entries(parts).flatMap(([part, each]) => (phaseOf(part) === phase ? [each] : [])))
    return `${seconds(cpu)} (${((100 * cpu) / all.cpu).toFixed(0)} %)`
  })
  return [
    ...[`${certificates}`, (bytes / 1e6).toFixed(0), ...phases, seconds(all.cpu)],
    ...[`${((1000 * all.cpu) / certificates).toFixed(0)} us`, seconds(all.wall), seconds(floor.wall)],
    ...[peak.toFixed(0), `${findings}, ${linked}`],
  ]
}

const slowest = (parts: Measured['parts']): string =>
  Object.entries(parts)
    .filter(([part]) => part.startsWith('fact ') || part.startsWith('rule '))
    .sort(([, a], [, b]) => b.cpu - a.cpu)
    .slice(0, SLOWEST)
    .map(([part, {cpu}]) => `${part} ${cpu.toFixed(0)} ms`)
    .join(', ')

const sayGoal = ({doctor, floor}: Race): void => {
  const {wall} = sum(Object.values(doctor.parts))
  say(`doctor takes ${seconds(wall)} s at ${GOAL.certificates} (goal: ${GOAL.seconds} or less), `)
  say(
    `${(wall / floor.wall).toFixed(2)} x the floor, and ${doctor.peak.toFixed(0)} MB (goal: ${GOAL.megabytes} or less)\n`,
  )
}

const run = (sizes: readonly number[], rounds: number, program: string): void => {
  const folder = mkdtempSync(join(tmpdir(), 'bench-doctor-'))
  const rows: (readonly string[])[] = [HEADS]
  try {
    for (const size of sizes) {
      const file = join(folder, `${size}.snapshot.json`)
      writeBigSnapshot(file, size)
      const raced = race(file, program, rounds)
      rows.push(rowOf(size, statSync(file).size, raced))
      say(`${size}: slowest ${slowest(raced.doctor.parts)}\n`)
      rmSync(file)
      if (size === GOAL.certificates) sayGoal(raced)
    }
    say(`\nseconds of CPU by phase\n${table(rows)}`)
  } finally {
    rmSync(folder, {recursive: true, force: true})
  }
}

const {values, positionals} = parseArgs({options: {rounds: {type: 'string', default: '3'}}, allowPositionals: true})
const sizes = positionals.length > 0 ? positionals.map(Number) : [1000, 10_000, 50_000]
withBundle(join(import.meta.dirname, 'measure-doctor.ts'), program => run(sizes, Number(values.rounds), program))
