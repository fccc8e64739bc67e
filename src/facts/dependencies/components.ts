import {COMPONENTS, componentInfo} from '../../core/component.ts'
import {valueOr} from '../../core/knowing.ts'
import {askedSigners} from '../approval/asked-signers.ts'
import {components, installationsOf} from '../component/components.ts'
import type {DependencyPart} from './index.ts'

/**
 * Every object of a component's kinds → the component's workload or release, or the place where it is missing. An issuer whose
 * requests nobody may approve → approver-policy.
 */
export const componentDependencies: DependencyPart = {
  kinds: [
    ...askedSigners.of,
    ...askedSigners.reads,
    ...components.of,
    ...components.reads,
    ...COMPONENTS.flatMap(({serves}) => serves),
  ],
  *edges(view) {
    const approver = componentInfo('approver-policy').home
    for (const {object} of valueOr(view.fact(askedSigners), [])) yield [object.ref, approver]
  },
  *edgesOfKinds(view) {
    const all = valueOr(view.fact(components), [])
    for (const {id, serves, home} of COMPONENTS) {
      const targets = [...installationsOf(all, id).map(({object}) => object.ref), home]
      for (const kind of serves) for (const target of targets) yield [kind, target]
    }
  },
}
