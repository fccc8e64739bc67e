import type {StepView} from '../../core/inspect/story.ts'
import {valueOr} from '../../core/knowing.ts'
import {createdAt, timeOf} from '../../core/kube/condition.ts'
import type {Kind} from '../../core/kube/kind.ts'
import {flag, type KubeObject, list, text} from '../../core/kube/object.ts'
import {kubectlName} from '../../core/kube/ref.ts'
import type {View} from '../../core/kube/view.ts'
import {timeText} from '../../core/x509/path/reason.ts'
import type {CertificateRequest} from '../certificate/certificate-requests.ts'
import {issuerOf} from '../issuer/issuer-ref.ts'
import {issuers} from '../issuer/issuers.ts'
import {eventsAbout} from './object-events.ts'

const ORDERS: Kind = 'acme.cert-manager.io/orders'
const CHALLENGES: Kind = 'acme.cert-manager.io/challenges'

/** What tells of requests to an ACME server: their orders and, as long as there is no certificate, the challenges of these. */
export const acmeKinds = (view: View, requests: readonly CertificateRequest[]): readonly Kind[] => {
  const asked = requests.filter(request => isAtAcme(view, request))
  if (asked.length === 0) return []
  return asked.every(({ready}) => ready?.status === 'True') ? [ORDERS] : [ORDERS, CHALLENGES]
}

const isAtAcme = (view: View, {issuer, namespace}: CertificateRequest): boolean => {
  const target = issuerOf(issuer, namespace)
  const own = valueOr(view.fact(issuers), []).find(
    ({object: {ref}}) => ref.kind === target?.kind && ref.name === target.name && ref.namespace === target.namespace,
  )
  return own?.type === 'acme'
}

/** The order that a request led to and its challenges, each with what the ACME server or the solver says. */
export const acmeSteps = (view: View, request: CertificateRequest): readonly StepView[] => {
  if (!isAtAcme(view, request)) return []
  const {namespace, object, revision} = request
  return ownedBy(view, ORDERS, namespace, object).flatMap(order => [
    stepOf(view, order, {what: '', revision}),
    ...ownedBy(view, CHALLENGES, namespace, order).map(challenge => {
      const what = ` (${text(challenge.body, 'spec', 'type') ?? ''} for ${domainOf(challenge)})`
      return stepOf(view, challenge, {what, revision})
    }),
  ])
}

const domainOf = ({body}: KubeObject): string =>
  `${flag(body, 'spec', 'wildcard') === true ? '*.' : ''}${text(body, 'spec', 'dnsName') ?? ''}`

const ownedBy = (view: View, kind: Kind, namespace: string, {body, ref}: KubeObject): readonly KubeObject[] => {
  const [uid, manifestKind] = [text(body, 'metadata', 'uid'), text(body, 'kind')]
  return valueOr(view.list(kind, namespace), []).filter(each =>
    list(each.body, 'metadata', 'ownerReferences').some(owner =>
      uid !== undefined && text(owner, 'uid') !== undefined
        ? text(owner, 'uid') === uid
        : text(owner, 'kind') === manifestKind && text(owner, 'name') === ref.name,
    ),
  )
}

/** States of RFC 8555 §7.1.6, as cert-manager writes them. */
const ENDED_BADLY: ReadonlySet<string> = new Set(['invalid', 'errored', 'expired'])

/** It has the time at which it was made, and the state that it is in now. */
const STATES: Readonly<Record<string, string>> = {'': 'was not looked at yet', valid: 'now valid'}

/**
 * Both may stand still without saying why, while an event does: an order for which no solver was found is only `pending`. What
 * has failed did so when it says (orders) or when the event was made (challenges).
 */
const stepOf = (
  view: View,
  object: KubeObject,
  {what, revision}: {what: string; revision: number | undefined},
): StepView => {
  const state = text(object.body, 'status', 'state') ?? ''
  const hasFailed = ENDED_BADLY.has(state)
  const warning = state === 'valid' ? undefined : eventsAbout(view, object)?.findLast(({isWarning}) => isWarning)
  const why = text(object.body, 'status', 'reason') || warning?.message || ''
  const said = [STATES[state] ?? state, why].filter(part => part !== '').join(', ')
  const failed = timeOf(text(object.body, 'status', 'failureTime')) ?? (warning?.at || undefined)
  const at = hasFailed ? failed : createdAt(object)
  return {
    is: hasFailed ? 'failed' : state === 'valid' ? 'event' : 'pending',
    detail: `${kubectlName(object.ref)}${what}: ${said}`,
    ...(revision !== undefined && {revision}),
    ...(at !== undefined && {at: timeText(at)}),
  }
}
