import {known, valueOr} from '../../core/knowing.ts'
import type {Condition} from '../../core/kube/condition.ts'
import {RefMap} from '../../core/kube/ref-map.ts'
import type {Fact, View} from '../../core/kube/view.ts'
import {type PolicyDenial, parseDenial} from '../../core/policy/denial.ts'
import {type CertificateRequest, certificateRequests} from '../certificate/certificate-requests.ts'
import {type Certificate, certificates} from '../certificate/certificates.ts'
import {type Policy, policies} from './policies.ts'

/** A request that ended badly and whose end is not history yet: no later request of its Certificate took its place. */
export interface StuckRequest {
  readonly request: CertificateRequest
  readonly how: 'denied' | 'failed'
  readonly message: string
  /** Its Certificate; undefined for a request that was made by hand or by a CSI driver. */
  readonly certificate?: Certificate
  /** What approver-policy said, field by field; null where somebody else has denied it. */
  readonly denials: readonly PolicyDenial[] | null
  /** The policies as they are now, by name; null where they could not be read. */
  readonly policies: ReadonlyMap<string, Policy> | null
  /**
   * cert-manager deletes a Failed request with a `failureTime` before it tries again, but neither a Denied one nor one that
   * step-issuer failed: the next attempt finds it and fails on it at once, 24 times out of 24.
   */
  readonly blocksRetry: boolean
}

export const stuckRequests: Fact<readonly StuckRequest[]> = {
  name: 'stuck requests',
  of: certificateRequests.of,
  reads: [...certificates.of, ...policies.of],
  derive: view => {
    const requests = view.fact(certificateRequests)
    if (!requests.known) return requests
    const ended = requests.value.filter(({decision, ready}) => decision === 'denied' || hasFailed(ready))
    const byRef = new RefMap<Certificate>()
    for (const certificate of valueOr(view.fact(certificates), [])) byRef.set(certificate.object.ref, certificate)
    const named = policiesByName(view)
    return known(
      ended.flatMap(request => {
        const {namespace, certificateName: name = ''} = request
        const certificate = byRef.get({kind: 'cert-manager.io/certificates', namespace, name})
        return isHistory(request, certificate) ? [] : [stuck(request, certificate, named)]
      }),
    )
  },
}

const policiesByName = (view: View): ReadonlyMap<string, Policy> | null => {
  const all = view.fact(policies)
  return all.known ? new Map(all.value.map(policy => [policy.name, policy])) : null
}

const stuck = (
  request: CertificateRequest,
  certificate: Certificate | undefined,
  policies: ReadonlyMap<string, Policy> | null,
): StuckRequest => {
  const {decision, denied, ready, failureTime} = request
  const rest = {request, policies, ...(certificate !== undefined && {certificate})}
  if (decision === 'denied') {
    const message = denied?.message ?? ''
    return {...rest, how: 'denied', message, denials: parseDenial(message), blocksRetry: true}
  }
  const message = ready?.message ?? ''
  return {...rest, how: 'failed', message, denials: null, blocksRetry: failureTime === undefined}
}

const hasFailed = (ready: Condition | undefined): boolean => ready?.status === 'False' && ready.reason === 'Failed'

/** A later request exists, or the Certificate has got what this one asked for. */
const isHistory = ({revision, name}: CertificateRequest, certificate: Certificate | undefined): boolean => {
  if (certificate === undefined) return false
  if (certificate.revision !== undefined && revision !== undefined && revision <= certificate.revision) return true
  const [newest] = certificate.requests
  return newest !== undefined && newest.name !== name && (newest.revision ?? 0) > (revision ?? 0)
}
