import {known} from '../../core/knowing.ts'
import {flag, isBeingDeleted, type KubeObject, text} from '../../core/kube/object.ts'
import type {ObjectRef} from '../../core/kube/ref.ts'
import type {Fact} from '../../core/kube/view.ts'
import {serviceOf} from './webhooks.ts'

/** A part of the API that another server answers for (apiregistration.k8s.io/v1, APIService). */
export interface ApiService {
  readonly object: KubeObject
  /** `v1beta1.metrics.k8s.io`, as people read it: `metrics.k8s.io/v1beta1`. */
  readonly groupVersion: string
  readonly service: ObjectRef
  readonly skipsVerification: boolean
}

/** Those that are not answered by the API server itself. */
export const apiServices: Fact<readonly ApiService[]> = {
  name: 'API services',
  of: ['apiregistration.k8s.io/apiservices'],
  reads: [],
  derive: view => {
    const objects = view.list('apiregistration.k8s.io/apiservices')
    if (!objects.known) return objects
    return known(
      objects.value
        .filter(object => !isBeingDeleted(object))
        .flatMap((object): readonly ApiService[] => {
          const service = serviceOf(object.body.spec)
          if (service === undefined) return []
          const [group, version] = [text(object.body, 'spec', 'group'), text(object.body, 'spec', 'version')]
          return [
            {
              object,
              groupVersion: group === undefined || version === undefined ? object.ref.name : `${group}/${version}`,
              service,
              skipsVerification: flag(object.body, 'spec', 'insecureSkipTLSVerify') === true,
            },
          ]
        }),
    )
  },
}
