import type {Bed} from '../bed/bed.ts'
import {describeOnBed} from '../describe-on-bed.ts'
import {type BedName, type BedPlan, beds} from './runner/beds.ts'
import {Inventory, kindsOf} from './runner/inventory.ts'
import {playState} from './runner/play-state.ts'
import {readStates, type State} from './runner/state.ts'
import {Stillness} from './runner/stillness.ts'

const states = await readStates(import.meta.dirname)

for (const name of Object.keys(beds) as BedName[]) {
  const those = states.filter(({expected}) => expected.bed === name)
  const {options, prepare}: BedPlan = beds[name]
  if (those.length > 0) describeOnBed(`states (${name})`, options, bed => playAll(those, bed, prepare))
}

const playAll = (those: readonly State[], bed: () => Bed, prepare: BedPlan['prepare']): void => {
  let inventory: Inventory
  let stillness: Stillness

  before('remember what is there', async () => {
    await prepare?.(bed())
    const kinds = await kindsOf(bed().api)
    stillness = new Stillness(
      bed().api.access,
      kinds.filter(({name}) => !['secrets', 'nodes', 'pods'].includes(name)),
    )
    bed().defer(() => stillness.close())
    await stillness.settled()
    inventory = await Inventory.take(bed().api)
  })

  for (const state of those) {
    it(`${state.name}: ${state.expected.did}`, async () => {
      try {
        await playState(bed(), stillness, state)
      } finally {
        await inventory.restore()
        if (state.steps.undo !== undefined) {
          await state.steps.undo(bed())
          await stillness.settled()
          await inventory.retake()
        }
      }
    })
  }
}
