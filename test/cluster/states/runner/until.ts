import type {Bed} from '../../bed/bed.ts'
import {waitForDecision} from '../../play/wait-for-decision.ts'

/** Waits by `kubectl wait`, also for an object that is not there yet: `-n shop certificate/web --for=condition=Ready`. */
export const until = (bed: Bed, condition: string): Promise<string> =>
  waitForDecision(bed, condition, () => bed.kubectl(['wait', '--timeout=5s', ...condition.split(' ')]))
