import type {Steps} from '../../runner/state.ts'
import {until} from '../../runner/until.ts'

const SCALE = ['-n', 'cert-manager', 'scale', 'deployment/cert-manager-webhook']

export default {
  async broken(bed) {
    await bed.kubectl([...SCALE, '--replicas=0'])
    await until(bed, '-n cert-manager deployment/cert-manager-webhook --for=jsonpath={.status.observedGeneration}=2')
  },
  mended: bed => until(bed, '-n cert-manager deployment/cert-manager-webhook --for=condition=Available'),
  undo: bed => bed.kubectl([...SCALE, '--replicas=1']),
} satisfies Steps
