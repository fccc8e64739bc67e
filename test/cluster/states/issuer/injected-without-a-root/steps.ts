import {releasedStepCa} from '../../runner/released-step-ca.ts'
import type {Steps} from '../../runner/state.ts'

const release = {release: 'ca', namespace: 'tongs'}

export default {
  healthy: bed => releasedStepCa(bed, release),
  async broken(bed) {
    await bed.kubectl(['delete', 'configmap', '-n', 'tongs', 'ca-step-certificates-certs'])
    await releasedStepCa(bed, release, files => ({...files, certs: {}}))
  },
} satisfies Steps
