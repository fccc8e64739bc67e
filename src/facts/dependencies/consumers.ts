import {valueOr} from '../../core/knowing.ts'
import type {Kind} from '../../core/kube/kind.ts'
import {listAll} from '../../core/kube/view.ts'
import {issuingAnnotation} from '../certificate/issuing-annotations.ts'
import {secretMakers} from '../certificate/secret-makers.ts'
import {injectionRef} from '../consumer/ca-injections.ts'
import {podTemplates} from '../consumer/pod-templates.ts'
import {tlsNames} from '../consumer/tls-names.ts'
import {WEBHOOK_KINDS} from '../consumer/webhooks.ts'
import {issuerOf} from '../issuer/issuer-ref.ts'
import type {DependencyPart} from './index.ts'

/**
 * Ingress, Gateway → the Secrets that they name, and the issuer that an annotation names where there is no Certificate yet;
 * webhooks → the Certificate or Secret that their CA is taken from; workloads → the ConfigMaps and Secrets that they mount.
 */
export const consumerDependencies: DependencyPart = {
  kinds: [
    ...new Set<Kind>([
      ...tlsNames.of,
      ...tlsNames.reads,
      ...WEBHOOK_KINDS,
      ...podTemplates.of,
      ...secretMakers.of,
      ...secretMakers.reads,
    ]),
  ],
  *edges(view) {
    const makers = valueOr(view.fact(secretMakers), undefined)
    for (const {object, target} of valueOr(view.fact(tlsNames), [])) {
      yield [object.ref, target]
      const issuer = issuingAnnotation(object)?.issuer
      const orderedFrom = issuer === undefined ? null : issuerOf(issuer, object.ref.namespace)
      const [maker] = orderedFrom === null ? [] : (makers?.of(target.namespace ?? '', target.name) ?? [])
      if (maker?.how === 'annotation' && orderedFrom !== null) yield [object.ref, orderedFrom]
    }
    for (const object of valueOr(listAll(view, WEBHOOK_KINDS), [])) {
      const from = injectionRef(object)
      if (from !== undefined) yield [object.ref, from]
    }
    for (const {object, volumes} of valueOr(view.fact(podTemplates), [])) {
      for (const shown of volumes.values()) for (const target of shown) yield [object.ref, target]
    }
  },
}
