import type {Report, RuleRun} from '../../../../src/core/doctor/report.ts'
import type {Bed} from '../../bed/bed.ts'
import {doctorReport, findingOf, follow, judged} from '../../run-doctor.ts'
import {type Claims, isClaimed} from './claims.ts'
import type {Expected, Steps} from './state.ts'
import {applyAll, filled, ready} from './state-documents.ts'
import type {Stillness} from './stillness.ts'
import {until} from './until.ts'
import {expectVerdict, nameOfFinding} from './verdict.ts'
import type {Claimed, Wave} from './waves.ts'

/** Of states at a time that talk to a bed; doctor judges all at once. */
const AT_ONCE = 6
const LATER = 10

/** A state in play. It stops at its first failure; the others go on. */
interface Play extends Claimed {
  readonly steps: Steps
  readonly healthy: string
  readonly broken: string
  readonly isBroken: boolean
  report?: Report
  failure?: unknown
}

export interface Outcome {
  /** Of the state; nothing where doctor said what was expected, each time. */
  failureOf(name: string): unknown
  /** What doctor said about what belongs to no state, and rules that it could not run. */
  readonly strays: readonly string[]
  /** What the built program says of the broken ones and these functions do not, or the other way round. */
  readonly differences: readonly string[]
}

type Stage = 'healthy' | 'broken' | 'mended'

/** Plays the states of a wave side by side: healthy, broken, and mended by their own remedies. */
export const playWave = async (bed: Bed, stillness: Stillness, {members}: Wave): Promise<Outcome> => {
  const plays = await Promise.all(members.map(member => preparePlay(bed, member)))
  const strays = new Set<string>()
  const judge = async (stage: Stage, those: readonly Play[]): Promise<void> => {
    await stillness.settled()
    const going = those.filter(isGoingOn)
    for (const [options, alike] of Map.groupBy(going, play => JSON.stringify(optionsOf(play, stage)))) {
      const {inMinutes, probe} = JSON.parse(options)
      const report = await judged(bed, {inMinutes, probe})
      for (const stray of straysIn(report, plays)) strays.add(`${stage}: ${stray}`)
      for (const play of alike) attempt(play, () => compare(play, report, stage))
    }
  }

  await each(plays, async ({healthy, steps}) => {
    await applyAll(bed, healthy)
    await steps.healthy?.(bed)
    await ready(bed, healthy)
  })
  await judge('healthy', plays)
  const toBreak = plays.filter(({isBroken}) => isBroken)
  await each(toBreak, play => breakIt(bed, play))
  await judge('broken', toBreak)
  const differences = members.length > 1 ? await programDiffers(bed) : []
  const toMend = toBreak.filter(({state}) => state.expected.roots?.some(root => root.follow !== undefined))
  await each(toMend, play => mend(bed, play))
  await judge('mended', toMend)
  const failureOf = (name: string) => plays.find(({state}) => state.name === name)?.failure
  return {failureOf, strays: [...strays], differences}
}

const programDiffers = async (bed: Bed): Promise<readonly string[]> => {
  const reports = [await judged(bed, {inMinutes: LATER}), await doctorReport(bed, {inMinutes: LATER})]
  const [ours = [], theirs = []] = reports.map(({findings, doubts}) => [...findings, ...doubts].map(nameOfFinding))
  return [...ours.filter(name => !theirs.includes(name)), ...theirs.filter(name => !ours.includes(name))]
}

const preparePlay = async (bed: Bed, {state, claims}: Claimed): Promise<Play> => {
  const steps = await state.steps()
  const isBroken = state.broken !== undefined || steps.broken !== undefined
  return {state, claims, steps, isBroken, ...(await filled(bed, state))}
}

const isGoingOn = ({failure}: Play): boolean => failure === undefined

/** When it is judged, and whether servers are dialled. */
const optionsOf = ({state: {expected}, isBroken}: Play, stage: Stage): {inMinutes: number; probe: boolean} => {
  const {minutes = LATER, healthyMinutes = minutes, probe = false} = expected
  return {inMinutes: stage === 'broken' || !isBroken ? minutes : healthyMinutes, probe}
}

const breakIt = async (bed: Bed, {state, steps, broken}: Play): Promise<void> => {
  await applyAll(bed, broken)
  await steps.broken?.(bed)
  for (const condition of state.expected.until ?? []) await until(bed, condition)
}

const mend = async (bed: Bed, {state, steps, healthy, broken, report}: Play): Promise<void> => {
  if (report === undefined) return
  for (const {is, follow: chosen = []} of state.expected.roots ?? []) {
    const {remedy} = findingOf(report, is.split(' ')[0] ?? '')
    for (const step of chosen) await follow(bed, remedy[step] ?? {say: `step ${step} of ${is}`})
  }
  await steps.mended?.(bed)
  await ready(bed, [healthy, broken].join('\n---\n'))
}

/** Only what is said about the state's own: the rest is that of the others. */
const compare = (play: Play, report: Report, stage: Stage): void => {
  const own = ownPart(report, play.claims)
  if (stage === 'broken') play.report = own
  const expected: Partial<Expected> = stage === 'broken' || !play.isBroken ? play.state.expected : {}
  expectVerdict(own, expected, stage)
}

const ownPart = (report: Report, claims: Claims): Report => ({
  ...report,
  findings: report.findings.filter(({subject}) => isClaimed(claims, subject)),
  doubts: report.doubts.filter(({subject}) => isClaimed(claims, subject)),
})

const straysIn = ({findings, doubts, rules}: Report, plays: readonly Play[]): readonly string[] => [
  ...findings
    .filter(({subject}) => !plays.some(({claims}) => isClaimed(claims, subject)))
    .map(finding => `${nameOfFinding(finding)}: ${finding.message}`),
  ...doubts
    .filter(({subject}) => !plays.some(({claims}) => isClaimed(claims, subject)))
    .map(doubt => `${nameOfFinding(doubt)} is not decided`),
  ...rules.filter(didNotRun).map(({rule}) => `${rule} did not run`),
]

/** Rules that dial are asked for by `--probe` only. */
const didNotRun = ({outcome, notLookedAt}: RuleRun): boolean =>
  outcome === 'crashed' ||
  (outcome === 'skipped' && !notLookedAt.every(({because}) => because.reason === 'not-collected'))

const attempt = (play: Play, act: () => void): void => {
  try {
    act()
  } catch (error) {
    play.failure = error
  }
}

/** A few at a time, each to its end; what one throws is its failure. */
const each = async (plays: readonly Play[], act: (play: Play) => Promise<void>): Promise<void> => {
  const waiting = plays.filter(isGoingOn)
  const work = async (): Promise<void> => {
    for (let play = waiting.shift(); play !== undefined; play = waiting.shift()) {
      try {
        await act(play)
      } catch (error) {
        play.failure = error
      }
    }
  }
  await Promise.all(Array.from({length: AT_ONCE}, work))
}
