import {known, valueOr} from '../../core/knowing.ts'
import type {Kind} from '../../core/kube/kind.ts'
import type {KubeObject} from '../../core/kube/object.ts'
import type {ObjectRef} from '../../core/kube/ref.ts'
import {RefMap} from '../../core/kube/ref-map.ts'
import {type Fact, listAll} from '../../core/kube/view.ts'
import {injectionRef} from './ca-injections.ts'
import {podTemplates} from './pod-templates.ts'
import {tlsNames} from './tls-names.ts'
import {WEBHOOK_KINDS} from './webhooks.ts'

/** Who names a Secret. Programs that read Secrets through the API name it nowhere. */
export interface SecretUsers {
  /** Ingresses, Gateways, workloads that mount it, webhooks whose CA is taken from it. */
  of(secret: ObjectRef): readonly KubeObject[]
  /** Whether an Ingress or Gateway serves it. */
  isServed(secret: ObjectRef): boolean
}

export const secretUsers: Fact<SecretUsers> = {
  name: 'users of Secrets',
  of: [],
  reads: [...new Set<Kind>([...tlsNames.of, ...tlsNames.reads, ...WEBHOOK_KINDS, ...podTemplates.of])],
  derive: view => {
    const users = new RefMap<KubeObject[]>()
    const served = new RefMap<true>()
    const add = (target: ObjectRef, user: KubeObject) => users.ensure(target, () => []).push(user)
    for (const {object, target} of valueOr(view.fact(tlsNames), [])) {
      add(target, object)
      served.set(target, true)
    }
    for (const object of valueOr(listAll(view, WEBHOOK_KINDS), [])) {
      const from = injectionRef(object)
      if (from !== undefined) add(from, object)
    }
    for (const {object, volumes} of valueOr(view.fact(podTemplates), [])) {
      for (const shown of volumes.values()) for (const target of shown) add(target, object)
    }
    return known({of: secret => users.get(secret) ?? [], isServed: secret => served.get(secret) === true})
  },
}
