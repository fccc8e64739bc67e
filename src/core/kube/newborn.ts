import {timeOf} from './condition.ts'
import {type KubeObject, text} from './object.ts'
import type {Snapshot} from './snapshot.ts'

/**
 * Whether an object was created while the cluster was being read. Times have whole seconds only; the revision (comparable as a
 * number, k8s.io/docs/reference/using-api/api-concepts, Resource versions) tells what was there in that second already.
 */
export const isNewborn = (object: KubeObject, began: NonNullable<Snapshot['began']>): boolean => {
  // First, because it is false of nearly every object, and reading a time costs more.
  if (!(Number(text(object.body, 'metadata', 'resourceVersion')) > Number(began.revision))) return false
  const created = timeOf(text(object.body, 'metadata', 'creationTimestamp'))
  return created !== undefined && created >= (timeOf(began.at) ?? Number.POSITIVE_INFINITY)
}
