import {parseDuration} from '../../core/duration.ts'
import {known, valueOr} from '../../core/knowing.ts'
import {ref} from '../../core/kube/ref.ts'
import type {Fact, View} from '../../core/kube/view.ts'
import {type StuckRequest, stuckRequests} from '../approval/stuck-requests.ts'
import {components, type Installation, installationsOf} from '../component/components.ts'
import {type Certificate, certificates} from './certificates.ts'
import {rotationPolicyOf} from './key-rotation.ts'

/** The wait of a Certificate whose last issuance failed. Times are epoch milliseconds. */
export interface BackOff {
  /** The request that failed, if it is still there. */
  readonly stuck?: StuckRequest
  /** When cert-manager tries again by itself. */
  readonly next: number
  /** When an attempt can succeed at the earliest; null: never, while the stuck request is there. */
  readonly useful: number | null
}

/** Every Certificate with failed attempts and a time of the last. */
export const backOffs: Fact<ReadonlyMap<Certificate, BackOff>> = {
  name: 'back-offs',
  of: certificates.of,
  reads: [
    ...new Set([
      ...certificates.reads,
      ...stuckRequests.of,
      ...stuckRequests.reads,
      ...components.of,
      ...components.reads,
      'core/secrets' as const,
    ]),
  ],
  derive: view => {
    const all = view.fact(certificates)
    if (!all.known) return all
    const [certManager] = installationsOf(valueOr(view.fact(components), []), 'cert-manager')
    const clock = clockOf(certManager)
    const stuck = new Map(
      valueOr(view.fact(stuckRequests), []).flatMap(each =>
        each.certificate === undefined ? [] : [[each.certificate, each] as const],
      ),
    )
    const out = new Map<Certificate, BackOff>()
    for (const certificate of all.value) {
      const {failedAttempts, lastFailure} = certificate
      if (failedAttempts <= 0 || lastFailure === undefined) continue
      const own = stuck.get(certificate)
      const next = lastFailure + clock(failedAttempts)
      const useful =
        own?.blocksRetry !== true ? next : keepsKey(view, certificate) ? null : next + clock(failedAttempts + 1)
      out.set(certificate, {next, useful, ...(own !== undefined && {stuck: own})})
    }
    return known(out)
  },
}

const HOUR = 3_600_000

/**
 * How long cert-manager waits after so many failures: an hour, doubled each time, at most 32 (pkg/controller/certificates/
 * trigger `shouldBackoffReissuingOnFailure`); both ends are flags since 1.20 and 1.21.
 */
const clockOf = (certManager: Installation | undefined): ((attempts: number) => number) => {
  const flag = (name: string) =>
    parseDuration(certManager?.args.find(arg => arg.startsWith(`--${name}=`))?.slice(name.length + 3))
  const least = flag('certificate-request-minimum-backoff-duration') ?? HOUR
  const most = flag('certificate-request-maximum-backoff-duration') ?? 32 * HOUR
  return attempts => Math.min(least * 2 ** (attempts - 1), most)
}

/** Whether each attempt asks with the key that is already in the Secret, and so finds the old request for ever. */
const keepsKey = (view: View, certificate: Certificate): boolean =>
  rotationPolicyOf(view, certificate) === 'Never' &&
  valueOr(view.find(ref('core/secrets', certificate.namespace, certificate.secretName)), null) !== null

/** Whether a Certificate waits for its next attempt. A renewal that was tried too early and failed has done no harm yet. */
export const isBackingOff = ({ready, renewalTime, issuing}: Certificate, now: Date): boolean =>
  issuing?.status !== 'True' &&
  (ready?.status !== 'True' || (renewalTime !== undefined && now.getTime() >= renewalTime))

/** A controller that comes a little late is no news. */
const PATIENCE = 5 * 60_000

/** Whether the time of the next attempt has passed, and cert-manager has not made it. */
export const isAttemptOverdue = ({next, useful}: BackOff, now: Date): boolean =>
  useful !== null && now.getTime() > next + PATIENCE

/** Whether the certificate in use will have expired before an attempt can succeed. */
export const expiresFirst = ({notAfter}: Certificate, backOff: BackOff, now: Date): boolean =>
  notAfter !== undefined &&
  notAfter > now.getTime() &&
  !isAttemptOverdue(backOff, now) &&
  (backOff.useful === null || backOff.useful > notAfter)
