import {valueOr} from '../../core/knowing.ts'
import type {Kind} from '../../core/kube/kind.ts'
import {listAll} from '../../core/kube/view.ts'
import {helperOf} from '../component/component-workloads.ts'
import {WORKLOAD_KINDS} from '../component/components.ts'
import {stackWebhooks} from '../component/stack-webhooks.ts'
import {injectionRef} from '../consumer/ca-injections.ts'
import {serviceBackings} from '../consumer/service-backings.ts'
import {WEBHOOK_KINDS} from '../consumer/webhooks.ts'
import type {DependencyPart} from './index.ts'

/**
 * A webhook of the trust layer → the workloads behind its Service. One that asks for a CA → cainjector. Certificates → the
 * webhooks that their requests have to pass.
 */
export const webhookDependencies: DependencyPart = {
  kinds: [...new Set<Kind>([...WEBHOOK_KINDS, ...WORKLOAD_KINDS, ...serviceBackings.reads])],
  *edges(view) {
    const backings = valueOr(view.fact(serviceBackings), undefined)
    for (const {object, service} of valueOr(view.fact(stackWebhooks), [])) {
      const backing = backings?.of(service)
      if (!backing?.known || backing.value.is !== 'selected') continue
      for (const template of backing.value.templates) yield [object.ref, template.object.ref]
    }
    const injectors = valueOr(listAll(view, WORKLOAD_KINDS), []).filter(each => helperOf(each) === CAINJECTOR)
    for (const webhook of valueOr(listAll(view, WEBHOOK_KINDS), [])) {
      if (injectionRef(webhook) === undefined) continue
      for (const {ref} of injectors) yield [webhook.ref, ref]
    }
  },
  *edgesOfKinds(view) {
    for (const {object, takesRequests} of valueOr(view.fact(stackWebhooks), [])) {
      if (takesRequests) yield ['cert-manager.io/certificates', object.ref]
    }
  },
}

const CAINJECTOR = 'cert-manager-cainjector'
