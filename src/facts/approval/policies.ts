import {given} from '../../core/given.ts'
import {known} from '../../core/knowing.ts'
import {type Condition, condition} from '../../core/kube/condition.ts'
import {type JsonObject, type KubeObject, record} from '../../core/kube/object.ts'
import type {Fact} from '../../core/kube/view.ts'

/** A CertificateRequestPolicy (policy.cert-manager.io/v1alpha1). */
export interface Policy {
  readonly object: KubeObject
  readonly name: string
  readonly selector: JsonObject
  readonly allowed: JsonObject
  readonly constraints: JsonObject
  readonly ready?: Condition
}

export const policies: Fact<readonly Policy[]> = {
  name: 'policies',
  of: ['policy.cert-manager.io/certificaterequestpolicies'],
  reads: [],
  derive: view => {
    const objects = view.list('policy.cert-manager.io/certificaterequestpolicies')
    return objects.known ? known(objects.value.map(policy)) : objects
  },
}

const policy = (object: KubeObject): Policy => ({
  object,
  name: object.ref.name,
  selector: record(object.body, 'spec', 'selector'),
  allowed: record(object.body, 'spec', 'allowed'),
  constraints: record(object.body, 'spec', 'constraints'),
  ...given({ready: condition(object, 'Ready')}),
})
