import type {Steps} from '../../runner/state.ts'

export default {
  /** While a part of the API does not answer, the API server deletes no namespace. */
  undo: bed => bed.kubectl(['delete', 'apiservice', 'v1beta1.metrics.k8s.io']),
} satisfies Steps
