import {given} from '../../core/given.ts'
import {known, type Unknown, valueOr} from '../../core/knowing.ts'
import {text} from '../../core/kube/object.ts'
import {ref} from '../../core/kube/ref.ts'
import {pemOf} from '../../core/kube/secret.ts'
import type {Fact, View} from '../../core/kube/view.ts'
import type {CertificateRequest} from './certificate-requests.ts'
import {certificateTexts} from './certificate-texts.ts'
import type {Certificate} from './certificates.ts'
import {issuances} from './issuances.ts'

/** A request of the revision that comes next which was answered, and whose certificate is not in the Secret. */
export interface UnstoredAnswer {
  readonly certificate: Certificate
  readonly request: CertificateRequest
  /** Epoch milliseconds of the answer. */
  readonly since: number
  /** The certificate in use is still good, and is not to be renewed yet at `now`. */
  isHarmless(now: Date): boolean
  /** The Secret could not be looked at, and nothing else says that the certificate is not there. */
  readonly unsure?: Unknown
}

/** Where no issuance is under way that could still store it. */
export const unstoredAnswers: Fact<readonly UnstoredAnswer[]> = {
  name: 'answers that were not stored',
  of: issuances.of,
  reads: [...new Set([...issuances.reads, 'core/secrets' as const])],
  derive: view => {
    const all = view.fact(issuances)
    if (!all.known) return all
    return known(
      all.value.flatMap(({certificate, requests}) => {
        if (certificate.issuing?.status === 'True') return []
        const request = (requests ?? []).find(({ready}) => ready?.status === 'True')
        return request?.ready?.since === undefined ? [] : unstored(view, certificate, request, request.ready.since)
      }),
    )
  },
}

const unstored = (
  view: View,
  certificate: Certificate,
  request: CertificateRequest,
  since: number,
): readonly UnstoredAnswer[] => {
  const {namespace, secretName, failedAttempts, ready, renewalTime} = certificate
  const secret = view.find(ref('core/secrets', namespace, secretName))
  const texts = valueOr(view.fact(certificateTexts), undefined)
  const answer = texts?.ofBase64(text(request.object.body, 'status', 'certificate'))
  const [answered] = answer?.is === 'certificates' ? answer.certificates : []
  const [stored] =
    texts?.ofPem(secret.known && secret.value !== null ? pemOf(secret.value, 'tls.crt') : undefined) ?? []
  if (answered === undefined || stored?.fingerprint === answered.fingerprint) return []
  const unsure = secret.known || failedAttempts > 0 ? undefined : secret.because
  const isGood = ready?.status === 'True' && renewalTime !== undefined
  const isHarmless = (now: Date) => isGood && now.getTime() < renewalTime
  return [{certificate, request, since, isHarmless, ...given({unsure})}]
}
