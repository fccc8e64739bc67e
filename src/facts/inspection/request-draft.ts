import {given} from '../../core/given.ts'
import {keyView, nameView} from '../../core/inspect/certificate-view.ts'
import type {AskedView, RequestView} from '../../core/inspect/parts.ts'
import {valueOr} from '../../core/knowing.ts'
import {type KubeObject, list, text} from '../../core/kube/object.ts'
import {describeIdentity} from '../../core/rbac/identity.ts'
import {type CertificateRequest as Csr, readCsr} from '../../core/x509/csr.ts'
import {timeText} from '../../core/x509/path/reason.ts'
import {type CertificateRequest, certificateRequests} from '../certificate/certificate-requests.ts'
import {certificates} from '../certificate/certificates.ts'
import {describeIssuerRef} from '../issuer/issuer-ref.ts'
import {acmeKinds} from './acme-steps.ts'
import type {InspectionContext} from './context.ts'
import {decidedBy} from './deciders.ts'
import type {Draft} from './draft.ts'
import {type Held, heldIn} from './held-certificates.ts'
import {lanesOf, policyViews} from './policy-views.ts'
import {requestSteps} from './request-steps.ts'
import {storyOf} from './story.ts'
import {gapsOf} from './users.ts'

/** A CertificateRequest: what it asks for, who has decided, what came of it. */
export const requestDraft = (context: InspectionContext, object: KubeObject): Draft => {
  const {view, now} = context
  const own = valueOr(view.fact(certificateRequests), []).find(each => each.object.ref === object.ref)
  if (own === undefined) return {held: [], parts: {}, gaps: []}
  const maker = valueOr(view.fact(certificates), []).find(({requests}) => requests.includes(own))
  const lanes = lanesOf(view, own.issuer, own.namespace)
  const [lane] = lanes
  const policies = lane === undefined ? [] : policyViews([lane])
  const unread = lane?.policies.known === false ? [{part: 'policies', because: lane.policies.because}] : []
  return {
    held: [answeredWith(context, object)],
    parts: {
      requests: [{...requestView(own), ...(policies.length > 0 && {policies})}],
      story:
        maker === undefined ? {failedAttempts: 0, steps: requestSteps(view, own), lost: []} : storyOf(view, maker, now),
    },
    gaps: [...unread, ...gapsOf(view, acmeKinds(view, [own]), own.namespace)],
  }
}

const requestView = (request: CertificateRequest): RequestView => {
  const {object, name, issuer, requester, created, duration, decision, approved, denied} = request
  const csr = decodedCsr(object)
  const decided = decision === 'none' ? undefined : (denied ?? approved)
  return {
    name,
    signer: describeIssuerRef(issuer),
    decision,
    state: stateOf(request),
    ...(csr !== null && {asks: {...askedIn(csr), usages: usagesOf(object)}}),
    ...given({
      duration,
      requester: requester === undefined ? undefined : describeIdentity(requester),
      created: created === undefined ? undefined : timeText(created),
      decidedBy: decided === undefined ? undefined : decidedBy(decided),
      signatureProblem: csr?.signatureProblem,
    }),
  }
}

const stateOf = ({decision, ready}: CertificateRequest): string => {
  if (decision === 'denied') return 'denied'
  if (ready?.status === 'True') return 'signed'
  if (ready?.reason === 'Failed') return 'failed'
  if (decision === 'none') return 'nobody has decided'
  return ready === undefined ? 'approved, not signed yet' : 'approved, pending'
}

/** The PKCS#10 in `spec.request`, base64 of PEM; null where it cannot be read. */
export const decodedCsr = ({body}: KubeObject): Csr | null =>
  valueOr(readCsr(Buffer.from(text(body, 'spec', 'request') ?? '', 'base64').toString('latin1')), null)

/** What a PKCS#10 request asks for. */
export const askedIn = (csr: Csr): AskedView => ({
  subject: String(csr.subject),
  sans: csr.sans.map(nameView),
  isCa: csr.isCa,
  usages: [...(csr.keyUsage ?? []), ...(csr.extendedKeyUsage ?? [])],
  key: keyView(csr.publicKey),
})

const usagesOf = ({body}: KubeObject): readonly string[] =>
  list(body, 'spec', 'usages').filter(usage => typeof usage === 'string')

/** The certificate that a request was answered with, as issued: `status.certificate`, and its CA in `status.ca`. */
export const answeredWith = (context: InspectionContext, {body}: KubeObject): Held =>
  heldIn(
    context,
    ['certificate', 'ca'].flatMap(field => {
      const pem = Buffer.from(text(body, 'status', field) ?? '', 'base64').toString('latin1')
      return pem === '' ? [] : [{at: `status.${field}`, entry: {pem}}]
    }),
  )
