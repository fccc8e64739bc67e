import {parseDuration} from '../../core/duration.ts'
import {given} from '../../core/given.ts'
import {known} from '../../core/knowing.ts'
import {type Condition, conditions, createdAt, timeOf} from '../../core/kube/condition.ts'
import {flag, isBeingDeleted, type KubeObject, number, record, text, texts} from '../../core/kube/object.ts'
import {ref} from '../../core/kube/ref.ts'
import {RefMap} from '../../core/kube/ref-map.ts'
import type {Fact} from '../../core/kube/view.ts'
import {type IssuerRef, issuerRefOf} from '../issuer/issuer-ref.ts'
import {type CertificateRequest, certificateRequests} from './certificate-requests.ts'

/**
 * A Certificate (cert-manager.io/v1) that is not being deleted, with what its controllers wrote into its status. Times are
 * epoch milliseconds.
 */
export interface Certificate {
  readonly object: KubeObject
  readonly namespace: string
  readonly name: string
  readonly secretName: string
  readonly issuer: IssuerRef
  readonly dnsNames: readonly string[]
  readonly isCa: boolean
  /** Milliseconds; undefined where the manifest leaves it out (cert-manager then means 90 days). */
  readonly duration?: number
  readonly renewBefore?: number
  readonly ready?: Condition
  readonly issuing?: Condition
  readonly created?: number
  readonly notAfter?: number
  readonly renewalTime?: number
  readonly revision?: number
  readonly failedAttempts: number
  readonly lastFailure?: number
  /** Its CertificateRequests, by `cert-manager.io/certificate-name` or owner, newest revision first. */
  readonly requests: readonly CertificateRequest[]
}

const KIND = 'cert-manager.io/certificates'

export const certificates: Fact<readonly Certificate[]> = {
  name: 'certificates',
  of: [KIND],
  reads: ['cert-manager.io/certificaterequests'],
  lasting: true,
  derive: view => {
    const objects = view.list(KIND)
    if (!objects.known) return objects
    const requests = view.fact(certificateRequests)
    const byOwner = new RefMap<CertificateRequest[]>()
    for (const request of requests.known ? requests.value : []) {
      const {namespace, certificateName} = request
      if (certificateName !== undefined) byOwner.ensure(ref(KIND, namespace, certificateName), () => []).push(request)
    }
    return known(
      objects.value
        .filter(object => !isBeingDeleted(object))
        .map(object => certificate(object, (byOwner.get(object.ref) ?? []).sort(newestFirst))),
    )
  },
}

const newestFirst = (a: CertificateRequest, b: CertificateRequest): number => (b.revision ?? 0) - (a.revision ?? 0)

const certificate = (object: KubeObject, requests: readonly CertificateRequest[]): Certificate => {
  const {body, ref: own} = object
  const [spec, status] = [record(body, 'spec'), record(body, 'status')]
  const [ready, issuing] = conditions(object, 'Ready', 'Issuing')
  return {
    object,
    namespace: own.namespace ?? '',
    name: own.name,
    secretName: text(spec, 'secretName') ?? '',
    issuer: issuerRefOf(body),
    dnsNames: texts(spec, 'dnsNames'),
    isCa: flag(spec, 'isCA') ?? false,
    failedAttempts: number(status, 'failedIssuanceAttempts') ?? 0,
    requests,
    ...given({
      duration: parseDuration(text(spec, 'duration')),
      renewBefore: parseDuration(text(spec, 'renewBefore')),
      ready,
      issuing,
      created: createdAt(object),
      notAfter: timeOf(text(status, 'notAfter')),
      renewalTime: timeOf(text(status, 'renewalTime')),
      revision: number(status, 'revision'),
      lastFailure: timeOf(text(status, 'lastFailureTime')),
    }),
  }
}
