import type {Snapshot} from '../core/kube/snapshot.ts'
import type {ReadOptions, Source} from '../core/ports.ts'
import {type DoctorOptions, readForDoctor} from './read-for-doctor.ts'
import {settle} from './settle.ts'

/** Where a snapshot goes. */
export interface SnapshotSink {
  write(snapshot: Snapshot): Promise<void>
}

/** Saves what doctor would have judged. @throws PkiError where nothing could be read, or the sink cannot take it */
export const saveSnapshot = async (
  source: Source,
  sink: SnapshotSink,
  options: DoctorOptions,
  read: ReadOptions = {},
): Promise<Snapshot> => {
  const {view} = await settle(source, await readForDoctor(source, options, read), options, read)
  const {snapshot} = view
  await sink.write(snapshot)
  return snapshot
}
