import type {StepView, StoryView} from '../../core/inspect/story.ts'
import {valueOr} from '../../core/knowing.ts'
import {timeOf} from '../../core/kube/condition.ts'
import {annotation, type KubeObject, list, text} from '../../core/kube/object.ts'
import {kubectlName, ref} from '../../core/kube/ref.ts'
import type {View} from '../../core/kube/view.ts'
import {timeText} from '../../core/x509/path/reason.ts'
import {type BackOff, isBackingOff} from '../certificate/back-offs.ts'
import type {CertificateRequest} from '../certificate/certificate-requests.ts'
import type {Certificate} from '../certificate/certificates.ts'
import {standstill} from '../certificate/issuance-gates.ts'
import {type Issuance, issuances} from '../certificate/issuances.ts'
import {eventsAbout} from './object-events.ts'
import {requestSteps} from './request-steps.ts'

/** The story of a Certificate: what set it off, each request, what was stored, and what comes next. */
export const storyOf = (view: View, certificate: Certificate, now: Date): StoryView => {
  const issuance = valueOr(view.fact(issuances), []).find(each => each.certificate === certificate)
  const trigger = triggerOf(view, certificate)
  const requests = certificate.requests.toSorted((a, b) => (a.created ?? 0) - (b.created ?? 0))
  const {revision, failedAttempts} = certificate
  return {
    ...(revision !== undefined && {revision}),
    failedAttempts,
    steps: inOrder([
      ...trigger,
      ...requests.flatMap(request => [...requestSteps(view, request), ...stored(view, certificate, request)]),
    ]).concat(issuance === undefined ? [] : ahead(issuance, now)),
    lost: lostParts(view, certificate, trigger.length > 0),
  }
}

/** What has no time stays behind what it stands behind. */
const inOrder = (steps: readonly StepView[]): readonly StepView[] => {
  let last = Number.NEGATIVE_INFINITY
  const timed = steps.map(step => {
    last = step.at === undefined ? last : Date.parse(step.at)
    return {step, time: last}
  })
  return timed.sort((a, b) => a.time - b.time).map(({step}) => step)
}

/** Why the last issuance began: the condition while it lasts, the event for an hour after that. */
const triggerOf = (view: View, {object, issuing}: Certificate): readonly StepView[] => {
  if (issuing?.status === 'True') return [triggered(issuing.message, issuing.since)]
  const events = eventsAbout(view, object) ?? []
  const last = events.findLast(({reason, by}) => reason === 'Issuing' && by.endsWith('-trigger'))
  return last === undefined ? [] : [triggered(last.message, last.at)]
}

const triggered = (detail: string, at: number | undefined): StepView => ({
  is: 'triggered',
  detail,
  ...(at !== undefined && at > 0 && {at: timeText(at)}),
})

const WRITER = /^cert-manager-certificates-issuing$/

/** When cert-manager wrote the Secret of the current revision: whole seconds, out of its managed fields. */
const stored = (
  view: View,
  {namespace, secretName, revision, name}: Certificate,
  request: CertificateRequest,
): readonly StepView[] => {
  const secret = valueOr(view.find(ref('core/secrets', namespace, secretName)), null)
  const isCurrent = request.revision === revision && request.ready?.status === 'True'
  if (secret === null || !isCurrent || annotation(secret, 'cert-manager.io/certificate-name') !== name) return []
  const at = writtenAt(secret)
  const isLater = at !== undefined && request.created !== undefined && at >= request.created
  const where = `in ${kubectlName(secret.ref)}`
  return [
    {
      is: 'stored',
      detail: where,
      ...(revision !== undefined && {revision}),
      ...(isLater && {at: timeText(at), after: at - (request.created ?? at)}),
    },
  ]
}

const writtenAt = ({body}: KubeObject): number | undefined => {
  const own = list(body, 'metadata', 'managedFields').filter(entry => WRITER.test(text(entry, 'manager') ?? ''))
  const times = own.flatMap(entry => timeOf(text(entry, 'time')) ?? [])
  return times.length === 0 ? undefined : Math.max(...times)
}

const ahead = (issuance: Issuance, now: Date): readonly StepView[] => {
  const {certificate, backOff} = issuance
  if (backOff !== undefined && isBackingOff(certificate, now)) return retries(backOff)
  if (certificate.issuing?.status === 'True') return [waits(issuance)]
  const {renewalTime} = certificate
  if (renewalTime === undefined || certificate.ready?.status !== 'True') return []
  return [{is: 'renews', detail: '', at: timeText(renewalTime), ahead: true}]
}

const retries = ({next, useful, stuck}: BackOff): readonly StepView[] => {
  const request = stuck === undefined ? '' : kubectlName(stuck.request.object.ref)
  const blocked = stuck?.blocksRetry === true ? `finds ${request} again and fails on it` : ''
  const first: StepView = {is: 'retries', detail: blocked, at: timeText(next), ahead: true}
  if (useful === next) return [first]
  const detail = useful === null ? `never, while ${request} is there` : `or at once, when ${request} is deleted first`
  return [first, {is: 'can-succeed', detail, ahead: true, ...(useful !== null && {at: timeText(useful)})}]
}

const GATES = {
  blind: 'its requests could not be read',
  unrequested: 'for its request to be made',
  several: 'for ever: there are several requests of one revision',
  undecided: 'for somebody to approve or deny',
  unsigned: 'for the issuer to sign',
  pending: 'for the issuer, which says why above',
  unstored: 'for cert-manager to store the answer, which only its log knows why it does not',
  ended: 'for cert-manager to take up the answer',
} as const

const waits = (issuance: Issuance): StepView => {
  const {gate} = standstill(issuance)
  const why = gate === 'unrequested' && issuance.warning !== undefined ? `: ${issuance.warning}` : ''
  return {is: 'waits', detail: `${GATES[gate]}${why}`, ahead: true}
}

/** What nothing tells any more, so that nobody takes a short story for a whole one. */
const lostParts = (view: View, certificate: Certificate, hasTrigger: boolean): readonly string[] => {
  const {requests, revision = 0, namespace} = certificate
  const oldest = Math.min(...requests.map(request => request.revision ?? revision), revision + 1)
  const events = view.list('core/events', namespace)
  return [
    ...(oldest > 1 && revision >= 1 ? [`revisions before ${Math.min(oldest, revision)}, whose requests are gone`] : []),
    ...(hasTrigger
      ? []
      : [
          events.known ? 'what set it off: events are gone after an hour' : `what set it off: ${events.because.detail}`,
        ]),
  ]
}
