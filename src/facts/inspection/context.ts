import type {View} from '../../core/kube/view.ts'
import type {Anchors} from './anchors.ts'

/** What every part of an inspection is made from. */
export interface InspectionContext {
  readonly view: View
  readonly now: Date
  readonly anchors: Anchors
}
