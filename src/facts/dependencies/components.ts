import {COMPONENTS, componentInfo} from '../../core/component.ts'
import {valueOr} from '../../core/knowing.ts'
import {listAll} from '../../core/kube/view.ts'
import {askedSigners} from '../asked-signers.ts'
import {components, installationsOf} from '../components.ts'
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
    const all = valueOr(view.fact(components), [])
    for (const {id, serves, home} of COMPONENTS) {
      const installed = installationsOf(all, id).map(({object}) => object.ref)
      for (const object of valueOr(listAll(view, serves), [])) {
        for (const target of [...installed, home]) yield [object.ref, target]
      }
    }
    const approver = componentInfo('approver-policy').home
    for (const {object} of valueOr(view.fact(askedSigners), [])) yield [object.ref, approver]
  },
}
