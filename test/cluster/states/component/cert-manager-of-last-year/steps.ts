import type {Bed} from '../../../bed/bed.ts'
import type {Steps} from '../../runner/state.ts'
import {until} from '../../runner/until.ts'

const DEPLOYMENTS = ['cert-manager', 'cert-manager-cainjector', 'cert-manager-webhook']
let before = ''

const run = async (bed: Bed, tag: string): Promise<void> => {
  for (const name of DEPLOYMENTS) {
    const image = await imageOf(bed, name)
    await bed.kubectl([
      '-n',
      'cert-manager',
      'set',
      'image',
      `deployment/${name}`,
      `*=${image.replace(/:[^:]+$/, tag)}`,
    ])
    await until(bed, `-n cert-manager deployment/${name} --for=jsonpath={.status.updatedReplicas}=1`)
    await until(bed, `-n cert-manager deployment/${name} --for=condition=Available`)
  }
}

const imageOf = (bed: Bed, name: string): Promise<string> =>
  bed.kubectl([
    ...['-n', 'cert-manager', 'get', 'deployment', name],
    ...['-o', 'jsonpath={.spec.template.spec.containers[0].image}'],
  ])

export default {
  async broken(bed) {
    before = /:[^:]+$/.exec(await imageOf(bed, 'cert-manager'))?.[0] ?? ''
    await run(bed, ':v1.16.1')
  },
  undo: bed => run(bed, before),
} satisfies Steps
