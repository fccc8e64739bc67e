import {known, valueOr} from '../../core/knowing.ts'
import {text} from '../../core/kube/object.ts'
import type {Fact} from '../../core/kube/view.ts'
import {type CertificateRequest, certificateRequests} from '../certificate/certificate-requests.ts'
import type {IssuerRef} from '../issuer/issuer-ref.ts'

/** What shows who approves, whatever the roles say. */
export interface ApprovalSigns {
  /** A request for this issuer that somebody has approved. */
  approvedFor(issuer: IssuerRef): CertificateRequest | undefined
  /** One that cert-manager's own approver has approved. */
  approvedByCertManager(issuer: IssuerRef): CertificateRequest | undefined
  /** The policy by which approver-policy says in an event that it has approved a request. Events are gone after an hour. */
  policyInEvent(request: CertificateRequest): string | undefined
}

const keyOf = ({group, kind, name}: IssuerRef): string => `${group}/${kind}/${name}`

/** Reason of the condition (cert-manager pkg/controller/certificaterequests/approver). */
const BUILT_IN = 'cert-manager.io'

export const approvalSigns: Fact<ApprovalSigns> = {
  name: 'signs of approval',
  of: certificateRequests.of,
  reads: ['core/events'],
  derive: view => {
    const requests = view.fact(certificateRequests)
    if (!requests.known) return requests
    const all = new Map<string, CertificateRequest>()
    const builtIn = new Map<string, CertificateRequest>()
    for (const request of requests.value) {
      if (request.decision !== 'approved') continue
      all.set(keyOf(request.issuer), request)
      if (request.approved?.reason === BUILT_IN) builtIn.set(keyOf(request.issuer), request)
    }
    const events = new Map<string, string>()
    for (const {body} of valueOr(view.list('core/events'), [])) {
      const policy = text(body, 'reason') === 'Approved' ? policyIn(text(body, 'message')) : undefined
      const {namespace, name} = {namespace: about(body, 'namespace'), name: about(body, 'name')}
      if (policy !== undefined && about(body, 'kind') === 'CertificateRequest')
        events.set(`${namespace}/${name}`, policy)
    }
    return known({
      approvedFor: issuer => all.get(keyOf(issuer)),
      approvedByCertManager: issuer => builtIn.get(keyOf(issuer)),
      policyInEvent: ({namespace, name}) => events.get(`${namespace}/${name}`),
    })
  },
}

const about = (body: Parameters<typeof text>[0], field: string): string | undefined =>
  text(body, 'involvedObject', field) ?? text(body, 'regarding', field)

const policyIn = (message: string | undefined): string | undefined =>
  /^Approved by CertificateRequestPolicy: "(.*)"$/.exec(message ?? '')?.[1]
