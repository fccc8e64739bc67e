import type {Steps} from '../../runner/state.ts'

export default {
  async healthy(bed) {
    await bed.kubectl(['wait', 'stepclusterissuer/step', '--for=condition=Ready'])
    await bed.process('step-issuer').stop()
  },
  undo: bed => bed.process('step-issuer').start(),
} satisfies Steps
