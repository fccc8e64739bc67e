import type {Snapshot} from '../snapshot.ts'
import {findings} from './scrub/findings.ts'
import {scrubValue} from './scrub-value.ts'

/**
 * A snapshot whose objects have passed the door, with all that stands beside them looked through as well: names of files,
 * what a server said when it refused, and what it calls itself may quote a key.
 */
export const admit = ({objects, ...beside}: Snapshot): Snapshot => ({
  ...(scrubValue(beside, [], findings({byName: false, saved: true})) as unknown as Omit<Snapshot, 'objects'>),
  objects,
})
