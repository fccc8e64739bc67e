import {given} from '../../core/given.ts'
import {known, valueOr} from '../../core/knowing.ts'
import {timeOf} from '../../core/kube/condition.ts'
import {annotation, label, number, type Path, text} from '../../core/kube/object.ts'
import {ref} from '../../core/kube/ref.ts'
import type {Fact} from '../../core/kube/view.ts'
import {DEFAULT_LIFETIME, renewalInterval} from '../../core/renewal-interval.ts'
import {type SecretUsers, secretUsers} from '../consumer/secret-users.ts'
import {CERT_MANAGER_GROUP} from '../issuer/issuer-ref.ts'
import {type Certificate, certificates} from './certificates.ts'
import {type IssuedCertificate, issuedCertificates} from './issued-certificates.ts'

/** A Certificate that nobody needs: it is renewed often, to show that its issuer still works. Times in milliseconds. */
export interface Canary {
  readonly certificate: Certificate
  /** From one issuance to the next; undefined where its issuer alone decides that. */
  readonly period?: number
  /** The same by what its spec asks for, which may not have been issued yet. */
  readonly asked?: number
  /** When it was issued last, epoch. */
  readonly lastSuccess?: number
  /** The field that says how long it lasts. */
  readonly path: Path
}

/** On the Certificate, as a label or as an annotation: `"true"` makes it a canary whatever its name, `"false"` never. */
export const CANARY = 'kubectl-pki/canary'

export const canaries: Fact<readonly Canary[]> = {
  name: 'canaries',
  of: certificates.of,
  reads: [
    ...new Set([...certificates.reads, ...issuedCertificates.of, ...issuedCertificates.reads, ...secretUsers.reads]),
  ],
  derive: view => {
    const all = view.fact(certificates)
    if (!all.known) return all
    const users = valueOr(view.fact(secretUsers), undefined)
    const found = all.value.filter(certificate => isCanary(certificate, users))
    if (found.length === 0) return known([])
    const issued = new Map(valueOr(view.fact(issuedCertificates), []).map(each => [each.certificate, each]))
    return known(found.map(certificate => canary(certificate, issued.get(certificate))))
  },
}

/**
 * By its mark, else by its name: `canary`, `canary-step`, `acme-canary`, where nothing serves or mounts its Secret. A
 * Certificate for the canary of an application has somebody who uses it.
 */
const isCanary = ({object, name, namespace, secretName}: Certificate, users: SecretUsers | undefined): boolean => {
  const mark = label(object, CANARY) ?? annotation(object, CANARY)
  if (mark !== undefined) return mark === 'true'
  return /^canary(?:-|$)|-canary$/.test(name) && users?.of(ref('core/secrets', namespace, secretName)).length === 0
}

const canary = (certificate: Certificate, issued: IssuedCertificate | undefined): Canary => ({
  certificate,
  path: certificate.duration === undefined ? ['spec'] : ['spec', 'duration'],
  ...given({
    period: periodOf(certificate, issued),
    asked: certificate.duration === undefined ? undefined : periodOf(certificate, undefined),
    lastSuccess: lastSuccessOf(certificate, issued),
  }),
})

/** What was issued counts before what was asked for. Other issuers than cert-manager's decide themselves where nothing is asked. */
const periodOf = (certificate: Certificate, issued: IssuedCertificate | undefined): number | undefined => {
  const {object, duration, renewBefore, issuer} = certificate
  const unasked = issuer.group === CERT_MANAGER_GROUP ? DEFAULT_LIFETIME : undefined
  const lifetime = issued === undefined ? (duration ?? unasked) : issued.leaf.notAfter - issued.leaf.notBefore
  const renewBeforePercentage = number(object.body, 'spec', 'renewBeforePercentage')
  return lifetime === undefined ? undefined : renewalInterval({lifetime, renewBefore, renewBeforePercentage})
}

/** By the request that was answered, as long as it is there; else by the certificate, whose start many CAs put a little back. */
const lastSuccessOf = ({object}: Certificate, issued: IssuedCertificate | undefined): number | undefined => {
  const times = [
    issued?.request?.ready?.since,
    issued?.leaf.notBefore,
    timeOf(text(object.body, 'status', 'notBefore')),
  ]
  const seen = times.filter(time => time !== undefined)
  return seen.length === 0 ? undefined : Math.max(...seen)
}
