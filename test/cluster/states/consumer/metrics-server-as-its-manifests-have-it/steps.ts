import type {Bed} from '../../../bed/bed.ts'
import type {Steps} from '../../runner/state.ts'

/** While a part of the API does not answer, the API server deletes no namespace: it must not outlive its state. */
const uninstall = (bed: Bed): Promise<string> =>
  bed.kubectl(['delete', 'apiservice', 'v1beta1.metrics.k8s.io', '--ignore-not-found'])

export default {mended: uninstall, undo: uninstall} satisfies Steps
