import {known, valueOr} from '../core/knowing.ts'
import type {Endpoint} from '../core/kube/snapshot.ts'
import type {Fact} from '../core/kube/view.ts'
import {kubeletEndpoints} from './kubelet/kubelet-servings.ts'
import {caEndpoints} from './step-ca/ca-addresses.ts'

const PARTS: readonly Fact<readonly Endpoint[]>[] = [caEndpoints, kubeletEndpoints]

/** Every server that a rule would like to shake hands with: what `--probe` dials. What was not read names none. */
export const probeEndpoints: Fact<readonly Endpoint[]> = {
  name: 'endpoints to probe',
  of: [],
  reads: [...new Set(PARTS.flatMap(({of, reads}) => [...of, ...reads]))],
  derive: view => known(PARTS.flatMap(part => valueOr(view.fact(part), []))),
}
