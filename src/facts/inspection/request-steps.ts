import type {StepView} from '../../core/inspect/story.ts'
import type {Condition} from '../../core/kube/condition.ts'
import {kubectlName} from '../../core/kube/ref.ts'
import type {View} from '../../core/kube/view.ts'
import {describeIdentity} from '../../core/rbac/identity.ts'
import {timeText} from '../../core/x509/path/reason.ts'
import type {CertificateRequest} from '../certificate/certificate-requests.ts'
import {describeIssuerRef} from '../issuer/issuer-ref.ts'
import {acmeSteps} from './acme-steps.ts'
import {decidedBy} from './deciders.ts'
import {eventsAbout} from './object-events.ts'

/** What happened to one request: asked for, decided, signed or failed, as far as it got. */
export const requestSteps = (view: View, request: CertificateRequest): readonly StepView[] => {
  const {created, requester, object, approved, denied, ready, revision} = request
  const by = requester === undefined ? '' : ` by ${describeIdentity(requester)}`
  const step = (is: StepView['is'], detail: string, at: number | undefined): StepView => ({
    is,
    detail,
    ...(revision !== undefined && {revision}),
    ...(at !== undefined && {at: timeText(at)}),
    ...(at !== undefined && created !== undefined && is !== 'requested' && {after: Math.max(0, at - created)}),
  })
  const decided = (is: 'approved' | 'denied', condition: Condition | undefined): readonly StepView[] =>
    condition?.status === 'True' ? [step(is, decisionText(is, condition), condition.since)] : []
  return [
    step('requested', `${kubectlName(object.ref)}${by}`, created),
    ...decided('approved', approved),
    ...decided('denied', denied),
    ...answered(request, ready, step),
    ...acmeSteps(view, request),
    ...remarks(view, request).map(({message, at}) => step('event', message, at)),
  ]
}

const decisionText = (is: 'approved' | 'denied', condition: Condition): string =>
  is === 'approved' ? `by ${decidedBy(condition)}` : `by ${decidedBy(condition)}: ${condition.message}`

type Make = (is: StepView['is'], detail: string, at: number | undefined) => StepView

/** A denied request says so a second time in its Ready condition. */
const answered = (request: CertificateRequest, ready: Condition | undefined, step: Make): readonly StepView[] => {
  if (ready === undefined || request.decision === 'denied') return []
  const issuer = describeIssuerRef(request.issuer)
  if (ready.status === 'True') return [step('signed', `by ${issuer}`, ready.since)]
  if (ready.reason === 'Failed') return [step('failed', ready.message, request.failureTime ?? ready.since)]
  return [step('pending', `${issuer}: ${ready.message || ready.reason}`, ready.since)]
}

/** Said over and over by every issuer's controller until somebody decides. */
const NOISE: ReadonlySet<string> = new Set(['WaitingForApproval', 'Pending', 'Approved', 'Denied', 'Failed', 'Issued'])

/** What controllers said about a request that nobody has decided: the condition does not tell. */
const remarks = (view: View, {object, decision, ready}: CertificateRequest) => {
  if (decision !== 'none' || ready?.status === 'True') return []
  const events = eventsAbout(view, object) ?? []
  const stuck = events.filter(({reason, by}) => reason === 'Approved' || (!NOISE.has(reason) && by !== ''))
  return stuck.slice(-2).map(({message, by, at}) => ({message: `${by}: ${message}`, at: at === 0 ? undefined : at}))
}
