import {parseDuration} from '../core/duration.ts'
import {given} from '../core/given.ts'
import {known} from '../core/knowing.ts'
import {type Condition, condition, createdAt, timeOf} from '../core/kube/condition.ts'
import {flag, isBeingDeleted, type KubeObject, number, text, texts} from '../core/kube/object.ts'
import type {Fact} from '../core/kube/view.ts'
import {type CertificateRequest, certificateRequests} from './certificate-requests.ts'
import {type IssuerRef, issuerRefOf} from './issuer-ref.ts'

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

export const certificates: Fact<readonly Certificate[]> = {
  name: 'certificates',
  of: ['cert-manager.io/certificates'],
  reads: ['cert-manager.io/certificaterequests'],
  derive: view => {
    const objects = view.list('cert-manager.io/certificates')
    if (!objects.known) return objects
    const requests = view.fact(certificateRequests)
    const byOwner = new Map<string, CertificateRequest[]>()
    for (const request of requests.known ? requests.value : []) {
      if (request.certificateName === undefined) continue
      const key = `${request.namespace}/${request.certificateName}`
      const siblings = byOwner.get(key)
      if (siblings === undefined) byOwner.set(key, [request])
      else siblings.push(request)
    }
    for (const siblings of byOwner.values()) siblings.sort((a, b) => (b.revision ?? 0) - (a.revision ?? 0))
    return known(
      objects.value
        .filter(object => !isBeingDeleted(object))
        .map(object => certificate(object, byOwner.get(`${object.ref.namespace}/${object.ref.name}`) ?? [])),
    )
  },
}

const certificate = (object: KubeObject, requests: readonly CertificateRequest[]): Certificate => {
  const {body, ref} = object
  return {
    object,
    namespace: ref.namespace ?? '',
    name: ref.name,
    secretName: text(body, 'spec', 'secretName') ?? '',
    issuer: issuerRefOf(body),
    dnsNames: texts(body, 'spec', 'dnsNames'),
    isCa: flag(body, 'spec', 'isCA') ?? false,
    failedAttempts: number(body, 'status', 'failedIssuanceAttempts') ?? 0,
    requests,
    ...given({
      duration: parseDuration(text(body, 'spec', 'duration')),
      renewBefore: parseDuration(text(body, 'spec', 'renewBefore')),
      ready: condition(object, 'Ready'),
      issuing: condition(object, 'Issuing'),
      created: createdAt(object),
      notAfter: timeOf(text(body, 'status', 'notAfter')),
      renewalTime: timeOf(text(body, 'status', 'renewalTime')),
      revision: number(body, 'status', 'revision'),
      lastFailure: timeOf(text(body, 'status', 'lastFailureTime')),
    }),
  }
}
