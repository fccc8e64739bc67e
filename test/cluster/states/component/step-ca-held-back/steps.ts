import type {Bed} from '../../../bed/bed.ts'
import type {Steps} from '../../runner/state.ts'
import {until} from '../../runner/until.ts'

const STATEFUL_SET = 'statefulset/step-ca-step-certificates'
let before = ''

const run = async (bed: Bed, image: string): Promise<void> => {
  await bed.kubectl(['-n', 'step-ca', 'set', 'image', STATEFUL_SET, `*=${image}`])
  await until(bed, `-n step-ca ${STATEFUL_SET} --for=jsonpath={.status.updatedReplicas}=1`)
  await until(bed, `-n step-ca ${STATEFUL_SET} --for=jsonpath={.status.availableReplicas}=1`)
}

export default {
  async broken(bed) {
    const path = 'jsonpath={.spec.template.spec.containers[0].image}'
    before = await bed.kubectl(['-n', 'step-ca', 'get', STATEFUL_SET, '-o', path])
    await run(bed, before.replace(/:[^:]+$/, ':0.29.0'))
  },
  undo: bed => run(bed, before),
} satisfies Steps
