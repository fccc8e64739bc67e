import {parseDuration} from '../../core/duration.ts'
import {given} from '../../core/given.ts'
import {known} from '../../core/knowing.ts'
import {type Condition, conditions, createdAt, timeOf} from '../../core/kube/condition.ts'
import {annotation, flag, isBeingDeleted, type KubeObject, list, record, text, texts} from '../../core/kube/object.ts'
import type {Fact} from '../../core/kube/view.ts'
import type {Identity} from '../../core/rbac/identity.ts'
import {type IssuerRef, issuerRefOf} from '../issuer/issuer-ref.ts'

/** A CertificateRequest (cert-manager.io/v1) that is not being deleted. Times are epoch milliseconds, durations milliseconds. */
export interface CertificateRequest {
  readonly object: KubeObject
  readonly namespace: string
  readonly name: string
  readonly issuer: IssuerRef
  /** Who created it, as cert-manager's webhook stamped it; undefined where no webhook did. */
  readonly requester?: Identity
  readonly certificateName?: string
  readonly revision?: number
  readonly created?: number
  readonly duration?: number
  readonly isCa: boolean
  readonly usages: readonly string[]
  /** The decision, if somebody has made one. It is final. */
  readonly decision: 'approved' | 'denied' | 'none'
  readonly denied?: Condition
  readonly approved?: Condition
  readonly ready?: Condition
  readonly failureTime?: number
}

export const certificateRequests: Fact<readonly CertificateRequest[]> = {
  name: 'certificate requests',
  of: ['cert-manager.io/certificaterequests'],
  reads: [],
  lasting: true,
  derive: view => {
    const objects = view.list('cert-manager.io/certificaterequests')
    return objects.known
      ? known(objects.value.filter(object => !isBeingDeleted(object)).map(certificateRequest))
      : objects
  },
}

const certificateRequest = (object: KubeObject): CertificateRequest => {
  const {body, ref} = object
  const spec = record(body, 'spec')
  const user = text(spec, 'username')
  const [denied, approved, ready] = conditions(object, 'Denied', 'Approved', 'Ready')
  return {
    object,
    namespace: ref.namespace ?? '',
    name: ref.name,
    issuer: issuerRefOf(body),
    isCa: flag(spec, 'isCA') ?? false,
    usages: texts(spec, 'usages'),
    decision: denied?.status === 'True' ? 'denied' : approved?.status === 'True' ? 'approved' : 'none',
    ...given({
      requester: user === undefined ? undefined : {user, groups: texts(spec, 'groups')},
      certificateName: annotation(object, 'cert-manager.io/certificate-name') ?? ownerName(object),
      revision: revisionOf(object),
      created: createdAt(object),
      duration: parseDuration(text(spec, 'duration')),
      denied,
      approved,
      ready,
      failureTime: timeOf(text(body, 'status', 'failureTime')),
    }),
  }
}

const ownerName = ({body}: KubeObject): string | undefined => {
  const owner = list(body, 'metadata', 'ownerReferences').find(each => text(each, 'kind') === 'Certificate')
  return text(owner, 'name')
}

const revisionOf = (object: KubeObject): number | undefined => {
  const revision = Number(annotation(object, 'cert-manager.io/certificate-revision') ?? Number.NaN)
  return Number.isInteger(revision) && revision > 0 ? revision : undefined
}
