import {known, valueOr} from '../../core/knowing.ts'
import type {Kind} from '../../core/kube/kind.ts'
import {list, record} from '../../core/kube/object.ts'
import {RefMap} from '../../core/kube/ref-map.ts'
import {type Fact, listAll} from '../../core/kube/view.ts'
import type {Certificate} from '../certificate/certificates.ts'
import {injectionRef} from '../consumer/ca-injections.ts'
import {serviceOf, WEBHOOK_KINDS} from '../consumer/webhooks.ts'

/** Whose certificates nobody but the API server verifies, with a CA that is written into an object. */
export interface PrivateTrust {
  /** Whether a Certificate is only for a webhook or an aggregated API. */
  holds(certificate: Certificate): boolean
}

const KINDS: readonly Kind[] = [...WEBHOOK_KINDS, 'apiregistration.k8s.io/apiservices']

/** Certificates that cainjector takes a CA from, and Certificates for Services that only the API server calls. */
export const privateTrust: Fact<PrivateTrust> = {
  name: 'certificates for the API server alone',
  of: KINDS,
  reads: [],
  derive: view => {
    const objects = valueOr(listAll(view, KINDS), [])
    const injected = new RefMap<true>()
    for (const target of objects.flatMap(object => injectionRef(object) ?? [])) injected.set(target, true)
    const services = new Set(
      objects
        .flatMap(({body}) => [
          serviceOf(record(body, 'spec')),
          ...list(body, 'webhooks').map(hook => serviceOf(record(hook, 'clientConfig'))),
        ])
        .flatMap(service => (service === undefined ? [] : [`${service.name}.${service.namespace}`])),
    )
    return known({
      holds: ({object, namespace, dnsNames}) =>
        injected.get(object.ref) === true ||
        (dnsNames.length > 0 && dnsNames.every(name => services.has(serviceName(name, namespace)))),
    })
  },
}

/** `guard.ns.svc.cluster.local` and `guard` mean the same Service to those beside it. */
const serviceName = (dnsName: string, namespace: string): string => {
  const [service = '', own = namespace] = dnsName.split('.')
  return `${service}.${own}`
}
