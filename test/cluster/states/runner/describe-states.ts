import path from 'node:path'
import type {Bed} from '../../bed/bed.ts'
import {describeOnBed} from '../../describe-on-bed.ts'
import {type BedName, type BedPlan, beds} from './beds.ts'
import {Inventory, kindsOf} from './inventory.ts'
import {type Outcome, playWave} from './play-wave.ts'
import {readStates} from './state.ts'
import {Stillness} from './stillness.ts'
import {type Wave, wavesOf} from './waves.ts'

/** Their changes are none that a controller would answer, or are without end. */
const RESTLESS = new Set(['secrets', 'nodes', 'pods'])

/** Where one bed has so much to play that it is shared out: what goes side by side, and what goes alone. */
export type Share = 'all' | 'together' | 'alone'

const isIn = (share: Share, {name}: Wave): boolean => share === 'all' || (name === 'alone') === (share === 'alone')

interface Stage {
  readonly bed: Bed
  readonly stillness: Stillness
  readonly inventory: Inventory
}

const setStage = async (bed: Bed, prepare: BedPlan['prepare']): Promise<Stage> => {
  await prepare?.(bed)
  const kinds = await kindsOf(bed.api)
  const watched = kinds.filter(({name}) => !RESTLESS.has(name))
  const stillness = new Stillness(bed.api.access, watched)
  bed.defer(() => stillness.close())
  await stillness.settled()
  return {bed, stillness, inventory: await Inventory.take(bed.api)}
}

const clearStage = async ({bed, stillness, inventory}: Stage, {members}: Wave): Promise<void> => {
  await inventory.restore()
  for (const {state} of members) {
    const {undo} = await state.steps()
    if (undo === undefined) continue
    await undo(bed)
    await stillness.settled()
    await inventory.retake()
  }
}

const describeWave = (wave: Wave, stage: () => Stage): void => {
  const one = wave.members.length === 1 ? wave.members[0]?.state.name : undefined
  describe(one ?? `${wave.members.length} ${wave.name}`, () => {
    let outcome: Outcome
    before('play them', async function () {
      this.timeout(600_000)
      outcome = await playWave(stage().bed, stage().stillness, wave)
    })
    for (const {state} of wave.members) {
      it(`${state.name}: ${state.expected.did}`, () => {
        const failure = outcome.failureOf(state.name)
        if (failure !== undefined) throw failure
      })
    }
    it('and nothing is said about anything else', () => {
      if (outcome.strays.length > 0) throw new Error(outcome.strays.join('\n    '))
    })
    if (wave.members.length > 1) {
      it('and the built program says the same', () => {
        if (outcome.differences.length > 0) throw new Error(outcome.differences.join('\n    '))
      })
    }
    after('take away what they left', () => clearStage(stage(), wave))
  })
}

/** Plays the states of one bed, or a share of them, on a bed of their own. */
export const describeStates = (name: BedName, share: Share = 'all'): void => {
  const states = readStates(path.join(import.meta.dirname, '..'))
  const waves = wavesOf(states.filter(({expected}) => expected.bed === name)).filter(wave => isIn(share, wave))
  const {options, prepare}: BedPlan = beds[name]
  if (waves.length === 0) return
  describeOnBed(`states (${share === 'all' ? name : `${name}, ${share}`})`, options, bed => {
    let stage: Stage
    before('remember what is there', async () => {
      stage = await setStage(bed(), prepare)
    })
    for (const wave of waves) describeWave(wave, () => stage)
  })
}
