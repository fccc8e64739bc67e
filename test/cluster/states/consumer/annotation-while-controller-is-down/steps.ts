import type {Steps} from '../../runner/state.ts'
import {until} from '../../runner/until.ts'

export default {
  async healthy(bed) {
    await until(bed, 'clusterissuer/porch --for=condition=Ready')
    await bed.process('cert-manager').stop()
  },
  undo: bed => bed.process('cert-manager').start(),
} satisfies Steps
