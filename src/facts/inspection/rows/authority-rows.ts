import {subjectOf} from '../../../core/doctor/judge.ts'
import type {CertificateRow} from '../../../core/inspect/certificate-row.ts'
import {valueOr} from '../../../core/knowing.ts'
import {formatPath, type KubeObject, text} from '../../../core/kube/object.ts'
import type {View} from '../../../core/kube/view.ts'
import type {Certificate} from '../../../core/x509/certificate.ts'
import {timeText} from '../../../core/x509/path/reason.ts'
import type {EncodedBundle} from '../../../core/x509/pem/encoded-bundle.ts'
import {certificateTexts} from '../../certificate/certificate-texts.ts'
import {webhooks} from '../../consumer/webhooks.ts'
import {issuers} from '../../issuer/issuers.ts'
import {trustedRoots} from '../../trust/trusted-roots.ts'
import {endedText, labelsOf, rowOfCertificate} from './row-of-chain.ts'

/** A certificate that something trusts, and where. */
export interface Trusted {
  readonly certificate: Certificate
  readonly object: KubeObject
  readonly at: string
}

/** What Bundles distribute. */
export const inBundles = (view: View): readonly Trusted[] => {
  const roots = valueOr(view.fact(trustedRoots), undefined)
  return (roots?.pool.certificates ?? []).flatMap(certificate => {
    const bundle = roots?.bundleOf(certificate)
    return bundle === undefined ? [] : [{certificate, object: bundle.object, at: ''}]
  })
}

/** The caBundles of issuers. */
export const inIssuers = (view: View): readonly Trusted[] => {
  const texts = valueOr(view.fact(certificateTexts), undefined)
  return valueOr(view.fact(issuers), []).flatMap(({object}) =>
    [['spec'], ['spec', 'acme'], ['spec', 'vault']].flatMap(path =>
      inField(object, [...path, 'caBundle'], texts?.ofBase64(text(object.body, ...path, 'caBundle'))),
    ),
  )
}

/** What the API server verifies webhooks and API services by. */
export const inClients = (view: View): readonly Trusted[] => {
  const texts = valueOr(view.fact(certificateTexts), undefined)
  return [
    ...valueOr(view.fact(webhooks), []).flatMap(({object, path, caBundle}) => inField(object, path, caBundle)),
    ...valueOr(view.list('apiregistration.k8s.io/apiservices'), []).flatMap(object =>
      inField(object, ['spec', 'caBundle'], texts?.ofBase64(text(object.body, 'spec', 'caBundle'))),
    ),
  ]
}

const inField = (
  object: KubeObject,
  path: readonly (string | number)[],
  bundle: EncodedBundle | undefined,
): readonly Trusted[] =>
  bundle?.is === 'certificates'
    ? bundle.certificates.map(certificate => ({certificate, object, at: formatPath(path)}))
    : []

/** One row for each certificate, at the first place that has it; those in `shown` (fingerprints) have one already. */
export const authorityRows = (
  trusted: readonly Trusted[],
  shown: ReadonlySet<string>,
  now: Date,
): readonly CertificateRow[] => {
  const groups = Map.groupBy(
    trusted.filter(({certificate}) => !shown.has(certificate.fingerprint)),
    ({certificate}) => certificate.fingerprint,
  )
  return [...groups.values()].flatMap(([first, ...others]) =>
    first === undefined ? [] : [rowOf(first, new Set(others.map(({object}) => object)).size, now)],
  )
}

const rowOf = ({certificate, object, at}: Trusted, others: number, now: Date): CertificateRow => {
  const problem = endedText(certificate, now)
  return {
    subject: subjectOf(object),
    ...rowOfCertificate(certificate),
    effectiveNotAfter: timeText(certificate.notAfter),
    ...(at !== '' && {at}),
    ...(others > 0 && {others}),
    ...(problem !== undefined && {problem}),
    labels: labelsOf(object),
  }
}
