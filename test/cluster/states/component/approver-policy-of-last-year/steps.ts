import type {Bed} from '../../../bed/bed.ts'
import type {Steps} from '../../runner/state.ts'
import {until} from '../../runner/until.ts'

const DEPLOYMENT = 'deployment/cert-manager-approver-policy'
const IMAGE = '{.spec.template.spec.containers[0].image}'
let before = ''

const run = async (bed: Bed, image: string): Promise<void> => {
  await bed.kubectl(['-n', 'cert-manager', 'set', 'image', DEPLOYMENT, `*=${image}`])
  await until(bed, `-n cert-manager ${DEPLOYMENT} --for=jsonpath={.status.updatedReplicas}=1`)
  await until(bed, `-n cert-manager ${DEPLOYMENT} --for=condition=Available`)
}

export default {
  async broken(bed) {
    before = await bed.kubectl(['-n', 'cert-manager', 'get', DEPLOYMENT, '-o', `jsonpath=${IMAGE}`])
    await run(bed, before.replace(/:v[^:]+$/, ':v0.26.1'))
  },
  undo: bed => run(bed, before),
} satisfies Steps
