import {mapReading} from '../../core/knowing.ts'
import type {Fact} from '../../core/kube/view.ts'
import {bundleTargets} from './bundle-targets.ts'

/** By the name of each Bundle with a target: the namespaces that it goes to, as far as they were seen, sorted. */
export const bundleReach: Fact<ReadonlyMap<string, readonly string[]>> = {
  name: 'reach of bundles',
  of: bundleTargets.of,
  reads: bundleTargets.reads,
  derive: view =>
    mapReading(
      view.fact(bundleTargets),
      all => new Map(all.map(({bundle, seen}) => [bundle.name, seen.map(({ref: {name}}) => name).sort()])),
    ),
}
