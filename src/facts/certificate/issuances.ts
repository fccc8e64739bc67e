import {given} from '../../core/given.ts'
import {known, valueOr} from '../../core/knowing.ts'
import {RefMap} from '../../core/kube/ref-map.ts'
import type {Fact, View} from '../../core/kube/view.ts'
import {CERT_MANAGER_GROUP, issuerOf} from '../issuer/issuer-ref.ts'
import {issuers} from '../issuer/issuers.ts'
import {type BackOff, backOffs} from './back-offs.ts'
import {certificateEvents} from './certificate-events.ts'
import type {CertificateRequest} from './certificate-requests.ts'
import {type Certificate, certificates} from './certificates.ts'

/** A Certificate, and how far its next issuance is. */
export interface Issuance {
  readonly certificate: Certificate
  /** Requests of the revision that comes next; null where requests could not be read. */
  readonly requests: readonly CertificateRequest[] | null
  /** Its issuer is of type ACME, or may be, for it could not be read: an order waits for DNS and for people. */
  readonly isAcme: boolean
  /** What cert-manager says about why there is no request: the latest warning of its controllers. */
  readonly warning?: string
  /** After a failure. */
  readonly backOff?: BackOff
}

export const issuances: Fact<readonly Issuance[]> = {
  name: 'issuances',
  of: certificates.of,
  reads: [
    ...new Set([...certificates.reads, ...issuers.of, ...issuers.reads, ...certificateEvents.of, ...backOffs.reads]),
  ],
  derive: view => {
    const all = view.fact(certificates)
    if (!all.known) return all
    const waits = valueOr(view.fact(backOffs), new Map<Certificate, BackOff>())
    const warnings = valueOr(view.fact(certificateEvents), new Map<string, string>())
    const acme = acmeIssuers(view)
    return known(
      all.value.map(certificate => ({
        certificate,
        requests: nextRequests(view, certificate),
        isAcme: mayBeOneOf(view, acme, certificate),
        ...given({
          warning: warnings.get(`${certificate.namespace}/${certificate.name}`),
          backOff: waits.get(certificate),
        }),
      })),
    )
  },
}

const mayBeOneOf = (view: View, issuers: RefMap<true>, {issuer, namespace}: Certificate): boolean => {
  const target = issuerOf(issuer, namespace)
  if (target === null) return false
  const found = view.find(target)
  if (found.known || issuer.group !== CERT_MANAGER_GROUP) return issuers.get(target) === true
  return found.because.reason !== 'undeclared' && found.because.reason !== 'not-collected'
}

const acmeIssuers = (view: View): RefMap<true> => {
  const acme = new RefMap<true>()
  for (const {object, type} of valueOr(view.fact(issuers), [])) if (type === 'acme') acme.set(object.ref, true)
  return acme
}

const nextRequests = (
  view: View,
  {requests, revision, namespace}: Certificate,
): readonly CertificateRequest[] | null => {
  if (!view.isClosed('cert-manager.io/certificaterequests', namespace)) return null
  return requests.filter(request => request.revision === (revision ?? 0) + 1)
}
