import type {InspectionDocument} from '../core/inspect/inspection.ts'
import {type RowSelection, selectRows} from '../core/inspect/row-selection.ts'
import {takenAt} from '../core/kube/taken-at.ts'
import {viewOf} from '../core/kube/view.ts'
import type {ReadOptions, Source} from '../core/ports.ts'
import {anchorsOf} from '../facts/inspection/anchors.ts'
import {followList, listGaps} from '../facts/inspection/follow-list.ts'
import {certificateRows} from '../facts/inspection/rows/certificate-rows.ts'
import {readRounds, readWhole} from './read-for-inspect.ts'
import {sayRefusal} from './say-refusal.ts'

export interface ListOptions extends RowSelection {
  /** Judges as of this moment instead of that of the reading. */
  readonly now?: Date
  /** Those that are listed; undefined: the whole cluster. */
  readonly namespaces?: readonly string[]
}

/** Every certificate of a source, the first that ends at the top. */
export const listCertificates = async (
  source: Source,
  options: ListOptions,
  read: ReadOptions = {},
): Promise<InspectionDocument> => {
  const {namespaces} = options
  const asked = new Set<string>()
  const seen =
    source.namespace === undefined
      ? await readWhole(source, read)
      : await readRounds(source, seen => followList(viewOf(seen), namespaces, asked), read)
  const snapshot = namespaces === undefined ? await sayRefusal(source, seen, [], read) : seen
  const view = viewOf(snapshot)
  const now = options.now ?? takenAt(snapshot)
  const rows = certificateRows({view, now, anchors: anchorsOf(view)}, namespaces)
  const unreadable = snapshot.unreadable.map(({what, detail}) => ({
    part: what,
    because: {reason: 'unreadable' as const, detail},
  }))
  return {
    schema: 'kubectl-pki/inspection.v1',
    source: snapshot.label,
    takenAt: now.toISOString(),
    inspections: [],
    certificates: selectRows(rows, options, now),
    gaps: [...listGaps(view, namespaces), ...unreadable],
  }
}
