import type {Bed} from '../../bed/bed.ts'
import {initStepCa} from '../../bed/components/step-ca-init.ts'
import {
  type StepCaFiles,
  type StepRelease,
  stepCaBootstrap,
  stepCaWorkload,
} from '../../bed/components/step-ca-objects.ts'

/** What the chart of step-ca leaves in a cluster, by a real `step ca init`; the program itself does not run. */
export const releasedStepCa = async (
  bed: Bed,
  at: StepRelease,
  change: (files: StepCaFiles) => StepCaFiles = files => files,
): Promise<void> => {
  const passwords = {ca: 'of the CA, in a test', provisioner: 'of the provisioner, in a test'}
  const files = change(await initStepCa(bed, at, passwords))
  await bed.apply(
    {apiVersion: 'v1', kind: 'Namespace', metadata: {name: at.namespace}},
    ...stepCaBootstrap(at, files, passwords),
    ...stepCaWorkload(at),
  )
}
