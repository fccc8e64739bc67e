import type {Steps} from '../../runner/state.ts'
import {until} from '../../runner/until.ts'

export default {
  async healthy(bed) {
    await until(bed, '-n fen configmap/fen --for=jsonpath={.kind}=ConfigMap')
    await bed.process('trust-manager').stop()
  },
  undo: bed => bed.process('trust-manager').start(),
} satisfies Steps
