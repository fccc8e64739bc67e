import {certificateObjects, dnsNamesOf, type Place} from './certificate-objects.ts'
import {materialMaker} from './issued.ts'
import {app, controllers, ingress, namespaceObjects, trustLayer} from './surroundings.ts'

export const NAMESPACES = 200

/** How many Certificates share one Deployment. */
const CERTIFICATES_PER_APP = 10

/** Every so many Ingresses names a Secret that nobody makes. */
const LOST_INGRESS = 1000

/** What a benchmark looks at: the trust layer of a cluster, its namespaces, and its Certificates one by one. */
export interface BigCluster {
  /** Issuers, policies, bundles, and what grants their use. */
  readonly trustLayer: readonly object[]
  /** Controllers, namespaces with what is in every one. */
  readonly surroundings: readonly object[]
  /** For each Certificate its Secret, itself and its latest request. */
  certificates(): Generator<ReturnType<typeof certificateObjects>>
  /** Ingresses and workloads that use the Secrets. */
  users(): Generator<object>
}

/**
 * The objects of a cluster with so many Certificates in 200 namespaces, as an API server would hand them out; keys P-256 and
 * RSA-2048, all different, chains of two. One Certificate of a hundred is in trouble (`fate.ts`).
 */
export const bigCluster = (count: number, now: Date): BigCluster => {
  const maker = materialMaker(now)
  const names = Array.from({length: NAMESPACES}, (_, index) => `team-${index}`)
  const places = Array.from({length: count}, (_, index) => placeOf(index, now))
  return {
    trustLayer: trustLayer(maker.issuing, now),
    surroundings: [...controllers(), ...['cert-manager', ...names].flatMap(name => namespaceObjects(name, maker.root))],
    *certificates() {
      for (const place of places) yield certificateObjects(place, maker.material(place.index, dnsNamesOf(place)))
    },
    *users() {
      for (const {index, namespace, name} of places) {
        if (index % 2 === 0) yield ingress(namespace, name, index % LOST_INGRESS === 8 ? 'lost' : name)
        if (index % CERTIFICATES_PER_APP === 1) yield* app(namespace, name)
      }
    },
  }
}

const placeOf = (index: number, now: Date): Place => ({
  index,
  now,
  namespace: `team-${index % NAMESPACES}`,
  name: `web-${index}`,
})
