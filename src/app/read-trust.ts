import {PkiError} from '../core/errors.ts'
import type {Gap} from '../core/inspect/inspection.ts'
import type {Snapshot} from '../core/kube/snapshot.ts'
import {viewOf} from '../core/kube/view.ts'
import type {ReadOptions, Source} from '../core/ports.ts'
import {followTrust} from '../facts/inspection/follow-trust.ts'
import {NOTHING, readRounds, readWhole} from './read-for-inspect.ts'

/** A cluster that does not answer must not keep people from the server that they asked about. */
const PATIENCE_MS = 3000

/** What a source says that its cluster trusts, or why that is not known: it is wanted, and nothing depends on it. */
export const readTrust = async (
  source: Source,
  read: ReadOptions,
): Promise<{readonly trusted: Snapshot; readonly untold?: Gap}> => {
  const limit = AbortSignal.timeout(PATIENCE_MS)
  const signal = read.signal === undefined ? limit : AbortSignal.any([read.signal, limit])
  const asked = new Set<string>()
  try {
    return {
      trusted:
        source.namespace === undefined
          ? await readWhole(source, {...read, signal})
          : await readRounds(source, seen => followTrust(viewOf(seen), asked), {...read, signal}),
    }
  } catch (error) {
    read.signal?.throwIfAborted()
    if (!(error instanceof PkiError) && !limit.aborted) throw error
    const detail = limit.aborted ? 'the cluster did not answer within 3 s' : (error as PkiError).message
    return {trusted: NOTHING, untold: {part: 'what the cluster trusts', because: {reason: 'unreachable', detail}}}
  }
}
