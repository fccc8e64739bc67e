import {known, valueOr} from '../../core/knowing.ts'
import {number} from '../../core/kube/object.ts'
import {RefMap} from '../../core/kube/ref-map.ts'
import type {Fact} from '../../core/kube/view.ts'
import {DEFAULT_LIFETIME, renewalInterval} from '../../core/renewal-interval.ts'
import {CERT_MANAGER_GROUP, issuerOf} from '../issuer/issuer-ref.ts'
import {canaries} from './canaries.ts'
import {type Certificate, certificates} from './certificates.ts'

/** How long a Certificate has from its renewal to its end, in milliseconds. */
export interface RenewalWindow {
  readonly certificate: Certificate
  readonly window: number
}

export interface ShortestWindows {
  /** The shortest of all Certificates of the same issuer that are no canaries. */
  beside(certificate: Certificate): RenewalWindow | undefined
}

export const shortestWindows: Fact<ShortestWindows> = {
  name: 'shortest renewal windows',
  of: [],
  reads: [...new Set([...canaries.of, ...canaries.reads])],
  derive: view => {
    const watchers = new Set(valueOr(view.fact(canaries), []).map(({certificate}) => certificate))
    const shortest = new RefMap<RenewalWindow>()
    for (const certificate of valueOr(view.fact(certificates), [])) {
      const issuer = issuerOf(certificate.issuer, certificate.namespace)
      const window = windowOf(certificate)
      if (issuer === null || window === undefined || watchers.has(certificate)) continue
      if (window < (shortest.get(issuer)?.window ?? Number.POSITIVE_INFINITY))
        shortest.set(issuer, {certificate, window})
    }
    return known({
      beside: ({issuer, namespace}) => {
        const target = issuerOf(issuer, namespace)
        return target === null ? undefined : shortest.get(target)
      },
    })
  },
}

/** By what the spec says; undefined where the issuer alone decides how long it lasts. */
const windowOf = ({object, duration, renewBefore, issuer}: Certificate): number | undefined => {
  const lifetime = duration ?? (issuer.group === CERT_MANAGER_GROUP ? DEFAULT_LIFETIME : undefined)
  if (lifetime === undefined) return undefined
  const renewBeforePercentage = number(object.body, 'spec', 'renewBeforePercentage')
  return lifetime - renewalInterval({lifetime, renewBefore, renewBeforePercentage})
}
