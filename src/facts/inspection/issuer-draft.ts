import {subjectOf} from '../../core/doctor/judge.ts'
import {given} from '../../core/given.ts'
import type {IssuerView, UseView} from '../../core/inspect/parts.ts'
import {type Reading, valueOr} from '../../core/knowing.ts'
import {condition} from '../../core/kube/condition.ts'
import {groupOf, kindInfo} from '../../core/kube/kind.ts'
import {type KubeObject, text} from '../../core/kube/object.ts'
import {type ObjectRef, refKey} from '../../core/kube/ref.ts'
import type {Endpoint} from '../../core/kube/snapshot.ts'
import type {View} from '../../core/kube/view.ts'
import {timeText} from '../../core/x509/path/reason.ts'
import {approvers} from '../approval/approvers.ts'
import {type Certificate, certificates} from '../certificate/certificates.ts'
import {type IssuerRef, issuerOf} from '../issuer/issuer-ref.ts'
import {type Issuer, issuers} from '../issuer/issuers.ts'
import {caAddresses} from '../step-ca/ca-addresses.ts'
import {approverViews} from './approver-views.ts'
import {conditionViews} from './condition-views.ts'
import type {InspectionContext} from './context.ts'
import type {Draft} from './draft.ts'
import {type Held, heldBy, heldIn} from './held-certificates.ts'
import {eventsAbout} from './object-events.ts'
import {lanesOf, policyViews} from './policy-views.ts'
import {servedOrGap} from './served-draft.ts'
import {gapsOf} from './users.ts'

/** An issuer: its CA, who asks it, who may approve what it is asked for. */
export const issuerDraft = (context: InspectionContext, object: KubeObject): Draft => {
  const {view} = context
  const own = valueOr(view.fact(issuers), []).find(each => each.object.ref === object.ref)
  if (own === undefined) return {held: [], parts: {}, gaps: []}
  const unread = own.secrets.flatMap(({target}) => {
    const secret = view.find(target)
    return secret.known ? [] : [{part: `secret/${target.name}`, because: secret.because}]
  })
  const unasked = gapsOf(view, ['cert-manager.io/certificates'], object.ref.namespace)
  const served = own.url === undefined ? NOTHING : servedOrGap(context, endpointOf(context, own))
  return {
    held: [...served.held, authorityOf(context, own)],
    parts: {issuer: issuerView(context, own), ...served.parts},
    gaps: [...unread, ...unseenApprovers(view, object.ref), ...unasked, ...served.gaps],
  }
}

/** Why others may be allowed to approve than those that are shown, or nothing of that is known. */
const unseenApprovers = (view: View, {kind, name, namespace = ''}: ObjectRef): Draft['gaps'] => {
  const part = 'who may approve'
  const lookup = view.fact(approvers)
  if (!lookup.known) return [{part, because: lookup.because}]
  const {unseen: because} = lookup.value.of(referenceTo({kind, name}), namespace)
  // What nobody asked for, or manifests leave out, is no refusal.
  const isRefused = because !== undefined && because.reason !== 'not-collected' && because.reason !== 'undeclared'
  return isRefused ? [{part, because}] : []
}

const NOTHING: Draft = {held: [], parts: {}, gaps: []}

/** Where the CA of a Step issuer answers. */
const endpointOf = ({view}: InspectionContext, issuer: Issuer): Endpoint | undefined => {
  const address = valueOr(view.fact(caAddresses), []).find(each => each.issuer === issuer)
  return address?.host === undefined ? undefined : {host: address.host, port: address.port}
}

/** The CA of a CA issuer out of its Secret, what a Step issuer verifies its CA by, or the CA bundle of any other. */
const authorityOf = (context: InspectionContext, {object, secrets}: Issuer): Held => {
  const signing = secrets.find(({purpose}) => purpose === 'signing')
  const secret = signing === undefined ? null : valueOr(context.view.find(signing.target), null)
  if (secret !== null) return heldBy(context, secret)
  return heldIn(context, bundleEntries(object))
}

const BUNDLE_PATHS = [
  ['spec', 'caBundle'],
  ['spec', 'acme', 'caBundle'],
  ['spec', 'vault', 'caBundle'],
  ['spec', 'venafi', 'tpp', 'caBundle'],
] as const

const bundleEntries = ({body}: KubeObject) =>
  BUNDLE_PATHS.flatMap(path => {
    const pem = Buffer.from(text(body, ...path) ?? '', 'base64').toString('latin1')
    return pem === '' ? [] : [{at: path.join('.'), entry: {pem}}]
  })

const issuerView = ({view}: InspectionContext, issuer: Issuer): IssuerView => {
  const {object, type, url, secrets} = issuer
  const reference = referenceTo(object.ref)
  const lookup = view.fact(approvers)
  return {
    type,
    conditions: conditionViews(object),
    secrets: secrets.map(({target, purpose}) => ({
      subject: subjectOf({ref: target, body: {}, origin: {from: 'cluster'}}),
      how: purpose,
      ...presence(view.find(target)),
    })),
    warnings: warningsOf(view, object),
    askedBy: valueOr(view.fact(certificates), [])
      .filter(each => asks(each, object.ref))
      .map(askerView)
      .sort(unreadyFirst),
    approvers: lookup.known ? approverViews(view, lookup.value.of(reference, object.ref.namespace ?? '')) : [],
    policies: policyViews(lanesOf(view, reference)),
    ...given({
      url: url ?? text(object.body, 'spec', 'acme', 'server') ?? text(object.body, 'spec', 'vault', 'server'),
      provisioner: text(object.body, 'spec', 'provisioner', 'name'),
    }),
  }
}

/** A complaint from before it was ready is of no interest any more. */
const warningsOf = (view: View, object: KubeObject): IssuerView['warnings'] => {
  const ready = condition(object, 'Ready')
  const since = ready?.status === 'True' ? (ready.since ?? 0) : 0
  return (eventsAbout(view, object) ?? [])
    .filter(({isWarning, at}) => isWarning && at > since)
    .slice(-3)
    .map(({reason, message, at}) => ({reason, message, ...(at > 0 && {at: timeText(at)})}))
}

const presence = (secret: Reading<KubeObject | null>): {ok?: boolean} =>
  secret.known ? {ok: secret.value !== null} : {}

const referenceTo = ({kind, name}: ObjectRef): IssuerRef => ({
  kind: kindInfo(kind).manifestKind,
  group: groupOf(kind),
  name,
  hasGroup: true,
})

const asks = ({issuer, namespace}: Certificate, target: ObjectRef): boolean => {
  const named = issuerOf(issuer, namespace)
  return named !== null && refKey(named) === refKey(target)
}

const askerView = ({object, ready}: Certificate): UseView => ({
  subject: subjectOf(object),
  how:
    ready?.status === 'True'
      ? 'is issued'
      : ready === undefined
        ? 'was not looked at yet'
        : `is not ready: ${ready.message || ready.reason}`,
  ok: ready?.status === 'True',
})

const unreadyFirst = (a: UseView, b: UseView): number => Number(a.ok) - Number(b.ok) || (nameOf(a) < nameOf(b) ? -1 : 1)

const nameOf = ({subject: {namespace, name}}: UseView): string => `${namespace}/${name}`
