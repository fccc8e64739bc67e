import type {Steps} from '../../runner/state.ts'
import {until} from '../../runner/until.ts'

const DEPLOYMENT = ['deployment/trust-manager', '-n', 'cert-manager']

export default {
  async broken(bed) {
    await bed.kubectl(['scale', ...DEPLOYMENT, '--replicas=0'])
    await bed.kubectl(['rollout', 'status', ...DEPLOYMENT, '--timeout=30s'])
  },
  mended: bed => until(bed, '-n cert-manager deployment/trust-manager --for=condition=Available'),
  undo: bed => bed.kubectl(['scale', ...DEPLOYMENT, '--replicas=1']),
} satisfies Steps
