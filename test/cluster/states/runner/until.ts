import type {Bed} from '../../bed/bed.ts'

/** Waits by `kubectl wait`, also for an object that is not there yet: `-n shop certificate/web --for=condition=Ready`. */
export const until = (bed: Bed, condition: string): Promise<string> =>
  bed.waitFor(condition, () => bed.kubectl(['wait', '--timeout=10s', ...condition.split(' ')]), {seconds: 30})
