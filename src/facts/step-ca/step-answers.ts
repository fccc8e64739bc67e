import {known, valueOr} from '../../core/knowing.ts'
import {RefMap} from '../../core/kube/ref-map.ts'
import type {Fact} from '../../core/kube/view.ts'
import {type CertificateRequest, certificateRequests} from '../certificate/certificate-requests.ts'
import {issuerOf, STEP_GROUP} from '../issuer/issuer-ref.ts'
import type {Issuer} from '../issuer/issuers.ts'

/** How the latest request of a Step issuer ended. */
export interface StepAnswer {
  readonly request: CertificateRequest
  /** What step-ca or the network said; undefined where it was signed. */
  readonly refusal?: string
}

export interface StepAnswers {
  of(issuer: Issuer): StepAnswer | undefined
}

const SIGNING = 'Failed to sign certificate request: '

/** The latest answer that each Step issuer has given: what a request says of the CA is newer than its Ready. */
export const stepAnswers: Fact<StepAnswers> = {
  name: 'answers of step-ca',
  of: certificateRequests.of,
  reads: [],
  derive: view => {
    const latest = new RefMap<CertificateRequest>()
    for (const request of valueOr(view.fact(certificateRequests), [])) {
      const {issuer, namespace, ready, created = 0} = request
      const target = issuer.group === STEP_GROUP ? issuerOf(issuer, namespace) : null
      const isOver = ready?.status === 'True' || ready?.reason === 'Failed'
      if (target === null || !isOver) continue
      const before = latest.get(target)
      if (before === undefined || created >= (before.created ?? 0)) latest.set(target, request)
    }
    return known({
      of: ({object}) => {
        const request = latest.get(object.ref)
        if (request === undefined) return undefined
        const message = request.ready?.message ?? ''
        return request.ready?.status === 'True' ? {request} : {request, refusal: message.replace(SIGNING, '')}
      },
    })
  },
}
