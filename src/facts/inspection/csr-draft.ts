import {given} from '../../core/given.ts'
import type {RequestView} from '../../core/inspect/parts.ts'
import {valueOr} from '../../core/knowing.ts'
import {condition, createdAt, isTrue} from '../../core/kube/condition.ts'
import {type KubeObject, number, text, texts} from '../../core/kube/object.ts'
import {describeIdentity} from '../../core/rbac/identity.ts'
import {timeText} from '../../core/x509/path/reason.ts'
import {type KubeletRequest, kubeletRequests, type NodeRequests} from '../kubelet/kubelet-requests.ts'
import type {InspectionContext} from './context.ts'
import {decidedBy} from './deciders.ts'
import type {Draft} from './draft.ts'
import {answeredWith, askedIn, decodedCsr} from './request-draft.ts'

/** A CertificateSigningRequest (certificates.k8s.io): what it asks for, who asks and who has decided. */
export const csrDraft = (context: InspectionContext, object: KubeObject): Draft => {
  const {view} = context
  const nodes = valueOr(view.fact(kubeletRequests), [])
  const node = nodes.find(({requests}) => requests.some(each => each.object.ref === object.ref))
  const own = node?.requests.find(each => each.object.ref === object.ref)
  const asked = node === undefined || own === undefined ? undefined : node.asks(own)
  return {
    held: [answeredWith(context, object)],
    parts: {requests: [csrView(object, node, own)]},
    gaps: asked?.known === false ? [{part: 'whether the names are those of the node', because: asked.because}] : [],
  }
}

/** A node's own requests are compared with what the Node reports, which is its own word. */
export const csrView = (object: KubeObject, node?: NodeRequests, own?: KubeletRequest): RequestView => {
  const {body, ref} = object
  const csr = decodedCsr(object)
  const user = text(body, 'spec', 'username')
  const created = createdAt(object)
  const seconds = number(body, 'spec', 'expirationSeconds')
  const decision = condition(object, 'Denied') ?? condition(object, 'Approved')
  const asked = node === undefined || own === undefined ? undefined : valueOr(node.asks(own), undefined)
  return {
    name: ref.name,
    decision: isTrue(object, 'Denied') ? 'denied' : isTrue(object, 'Approved') ? 'approved' : 'none',
    state: stateOf(object),
    ...(csr !== null && {asks: {...askedIn(csr), usages: texts(body, 'spec', 'usages')}}),
    ...given({
      signer: text(body, 'spec', 'signerName'),
      requester: user === undefined ? undefined : describeIdentity({user, groups: []}),
      created: created === undefined ? undefined : timeText(created),
      duration: seconds === undefined ? undefined : seconds * 1000,
      decidedBy: decision === undefined ? undefined : `${decidedBy(decision)}: ${decision.message}`,
      signatureProblem: csr?.signatureProblem,
      doubtful: asked?.doubtful,
    }),
  }
}

const stateOf = (object: KubeObject): string => {
  if (isTrue(object, 'Denied')) return 'denied'
  const failed = condition(object, 'Failed')
  if (failed?.status === 'True') return `failed: ${failed.message || failed.reason}`
  if ((text(object.body, 'status', 'certificate') ?? '') !== '') return 'signed'
  return isTrue(object, 'Approved') ? 'approved, not signed yet' : 'nobody has decided'
}
