import type {PkiError} from '../../core/errors.ts'
import type {Unknown} from '../../core/knowing.ts'

/** A request that was not answered, as a reason why something is not known. */
export const asUnknown = (error: PkiError | undefined): Unknown => ({
  reason: error?.code === 'E_ANSWER_UNREADABLE' ? 'unreadable' : 'unreachable',
  detail: error?.message ?? 'the API server did not answer',
})
