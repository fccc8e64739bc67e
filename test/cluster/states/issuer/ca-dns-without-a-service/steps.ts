import {releasedStepCa} from '../../runner/released-step-ca.ts'
import type {Steps} from '../../runner/state.ts'

const release = {release: 'ca', namespace: 'hammer'}

export default {
  healthy: bed => releasedStepCa(bed, release),
  broken: bed => releasedStepCa(bed, {...release, dns: ['ca.hammer.svc.cluster.local']}),
} satisfies Steps
