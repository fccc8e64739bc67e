import type {Steps} from '../../runner/state.ts'
import {until} from '../../runner/until.ts'

export default {
  async healthy(bed) {
    await until(bed, '-n omicron certificate/web --for=condition=Ready')
    await bed.process('approver-policy').stop()
  },
  undo: bed => bed.process('approver-policy').start(),
} satisfies Steps
