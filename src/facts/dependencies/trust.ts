import {valueOr} from '../../core/knowing.ts'
import type {Kind} from '../../core/kube/kind.ts'
import {label} from '../../core/kube/object.ts'
import {type ObjectRef, ref, refKey} from '../../core/kube/ref.ts'
import type {View} from '../../core/kube/view.ts'
import {podTemplates} from '../consumer/pod-templates.ts'
import {bundleSources} from '../trust/bundle-sources.ts'
import {bundlesByName} from '../trust/bundle-targets.ts'
import {BUNDLE_LABEL, bundles} from '../trust/bundles.ts'
import type {DependencyPart} from './index.ts'

/** ConfigMap or Secret that a Bundle writes → Bundle → its sources (a Secret → Certificate is `issuance.ts`). */
export const trustDependencies: DependencyPart = {
  kinds: [
    ...new Set<Kind>([
      ...bundles.of,
      ...bundleSources.of,
      ...bundleSources.reads,
      ...podTemplates.of,
      'core/configmaps',
    ]),
  ],
  *edges(view) {
    for (const {bundle, target} of valueOr(view.fact(bundleSources), [])) {
      if (target.known) yield [bundle.object.ref, target.value]
    }
    const targets = bundlesByName(valueOr(view.fact(bundles), []))
    if (targets.size === 0) return
    const seen = new Set<string>()
    for (const target of [...written(view), ...mounted(view)]) {
      const bundle = targets.get(refKey(ref(target.kind, undefined, target.name)))
      if (bundle === undefined || seen.has(refKey(target))) continue
      seen.add(refKey(target))
      yield [target, bundle.object.ref]
    }
  },
}

/** ConfigMaps that trust-manager has written. */
const written = (view: View): readonly ObjectRef[] =>
  valueOr(view.list('core/configmaps'), [])
    .filter(object => label(object, BUNDLE_LABEL) === object.ref.name)
    .map(({ref: own}) => own)

/** What pods mount, whether it is there or not. */
const mounted = (view: View): readonly ObjectRef[] =>
  valueOr(view.fact(podTemplates), []).flatMap(({volumes}) => [...volumes.values()].flat())
