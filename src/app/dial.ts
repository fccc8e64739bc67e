import {valueOr} from '../core/knowing.ts'
import type {Endpoint, Handshake} from '../core/kube/snapshot.ts'
import type {Fact, View} from '../core/kube/view.ts'
import type {ReadOptions} from '../core/ports.ts'

/** Which servers to look at, beside the objects that were read. */
export interface Dialling {
  /** Servers that objects name, and that a handshake could say something about. */
  readonly endpoints: Fact<readonly Endpoint[]>
  /** Shakes hands with them. Absent: nobody is dialled. */
  readonly probe?: (endpoints: readonly Endpoint[], options: ReadOptions) => Promise<readonly Handshake[]>
}

/** What the servers show that the objects name. */
export const dial = async (
  {probe, endpoints}: Dialling,
  view: View,
  read: ReadOptions,
): Promise<readonly Handshake[]> => {
  if (probe === undefined) return []
  const wanted = valueOr(view.fact(endpoints), [])
  return wanted.length === 0 ? [] : probe(wanted, read)
}
