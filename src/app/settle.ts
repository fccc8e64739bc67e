import {examine} from '../core/doctor/engine.ts'
import type {Report} from '../core/doctor/report.ts'
import {lookedAgain, worthAnotherLook} from '../core/doctor/second-look.ts'
import {refKey} from '../core/kube/ref.ts'
import {takenAt} from '../core/kube/taken-at.ts'
import {type View, viewOf} from '../core/kube/view.ts'
import type {ReadOptions, Seen, Source} from '../core/ports.ts'
import type {DoctorOptions} from './read-for-doctor.ts'

/** What is gone may leave others behind that seem to miss it: Certificate, then Secret, then Ingress, and once more. */
const MOST_LOOKS = 4

export interface Settled {
  readonly view: View
  readonly report: Report
}

/**
 * Judges a reading. Of a live cluster it looks again at what findings rest on, and where something has gone, come or changed
 * since it was listed, judges anew: lists are taken side by side, and what is deleted between two of them is no problem of
 * the cluster.
 */
export const settle = async (
  source: Source,
  first: View,
  options: DoctorOptions,
  read: ReadOptions = {},
): Promise<Settled> => {
  const seen = new Set<string>()
  const isNew = ({ref}: Seen) => seen.size < seen.add(refKey(ref)).size
  let settled = judgeView(first, options)
  for (let looks = 0; looks < MOST_LOOKS && source.lookAgain !== undefined; looks += 1) {
    const {view, report} = settled
    const wanted = worthAnotherLook(report, view, options).filter(isNew)
    if (wanted.length === 0) break
    const snapshot = lookedAgain(view.snapshot, await source.lookAgain(wanted, read))
    if (snapshot === null) break
    settled = judgeView(viewOf(snapshot), options)
  }
  return settled
}

const judgeView = (view: View, options: DoctorOptions): Settled => ({
  view,
  report: examine(view, {...options, now: options.now ?? takenAt(view.snapshot)}),
})
