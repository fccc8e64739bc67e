import {subjectOf} from '../../core/doctor/judge.ts'
import {given} from '../../core/given.ts'
import type {OrderView} from '../../core/inspect/parts.ts'
import {mapReading, valueOr} from '../../core/knowing.ts'
import {flag, type KubeObject, text, texts} from '../../core/kube/object.ts'
import {ref} from '../../core/kube/ref.ts'
import type {View} from '../../core/kube/view.ts'
import {timeText} from '../../core/x509/path/reason.ts'
import {type BackOff, backOffs, isBackingOff} from '../certificate/back-offs.ts'
import {type Certificate, certificates} from '../certificate/certificates.ts'
import {rotationPolicyOf} from '../certificate/key-rotation.ts'
import {describeIssuerRef} from '../issuer/issuer-ref.ts'
import {acmeKinds} from './acme-steps.ts'
import {conditionViews} from './condition-views.ts'
import type {InspectionContext} from './context.ts'
import type {Draft} from './draft.ts'
import {heldBy, NOTHING_HELD} from './held-certificates.ts'
import {answeredWith} from './request-draft.ts'
import {leafOf} from './secret-draft.ts'
import {storyOf} from './story.ts'
import {gapsOf, usersOf} from './users.ts'

/** A Certificate: what it orders, what is stored, who uses that, and how it came to be. */
export const certificateDraft = (context: InspectionContext, object: KubeObject): Draft => {
  const {view, now} = context
  const own = valueOr(view.fact(certificates), []).find(each => each.object.ref === object.ref)
  if (own === undefined) return {held: [], parts: {}, gaps: []}
  const target = ref('core/secrets', own.namespace, own.secretName)
  const secret = view.find(target)
  const stored = valueOr(secret, null)
  const users = usersOf(view, target, {
    leaf: stored === null ? undefined : leafOf(context, stored),
    makers: [object.ref],
  })
  const instead = own.requests.find(({revision, ready}) => revision === own.revision && ready?.status === 'True')
  const unread = secret.known ? [] : [{part: `secret/${own.secretName}`, because: secret.because}]
  const acme = gapsOf(view, acmeKinds(view, own.requests), own.namespace)
  const held =
    stored !== null
      ? heldBy(context, stored)
      : secret.known || instead === undefined
        ? NOTHING_HELD
        : answeredWith(context, instead.object)
  return {
    held: [held],
    parts: {order: orderOf(view, own, now), usedBy: users.usedBy, story: storyOf(view, own, now)},
    gaps: [...unread, ...users.gaps, ...acme],
  }
}

/** What a Certificate asks for, and how far it is. */
const orderOf = (view: View, certificate: Certificate, now: Date): OrderView => {
  const {object, namespace, secretName, issuer, revision, renewalTime, failedAttempts} = certificate
  const backOff = mapReading(view.fact(backOffs), all => all.get(certificate))
  const waits =
    backOff.known && backOff.value !== undefined && isBackingOff(certificate, now) ? backOff.value : undefined
  return {
    secret: subjectOf({ref: ref('core/secrets', namespace, secretName), body: {}, origin: {from: 'cluster'}}),
    issuer: describeIssuerRef(issuer),
    asks: askedBy(object),
    rotatesKey: rotationPolicyOf(view, certificate) === 'Always',
    conditions: conditionViews(object),
    failedAttempts,
    ...given({
      duration: certificate.duration,
      renewBefore: certificate.renewBefore,
      revision,
      renewalTime: renewalTime === undefined ? undefined : timeText(renewalTime),
    }),
    ...(waits !== undefined && attempts(waits)),
  }
}

const attempts = ({next, useful}: BackOff): Pick<OrderView, 'nextAttempt' | 'usefulAttempt'> => ({
  nextAttempt: timeText(next),
  usefulAttempt: useful === null ? null : timeText(useful),
})

const SANS = [
  ['dnsNames', 'dNSName'],
  ['ipAddresses', 'iPAddress'],
  ['uris', 'uniformResourceIdentifier'],
  ['emailAddresses', 'rfc822Name'],
] as const

const SUBJECT = [
  ['organizations', 'O'],
  ['organizationalUnits', 'OU'],
  ['countries', 'C'],
  ['provinces', 'ST'],
  ['localities', 'L'],
  ['streetAddresses', 'STREET'],
  ['postalCodes', 'POSTALCODE'],
] as const

/** What stands in the spec of a Certificate. */
const askedBy = ({body}: KubeObject): OrderView['asks'] => {
  const commonName = text(body, 'spec', 'commonName')
  const literal = text(body, 'spec', 'literalSubject')
  const attributes = SUBJECT.flatMap(([field, short]) =>
    texts(body, 'spec', 'subject', field).map(value => `${short}=${value}`),
  )
  return {
    subject: literal ?? [...(commonName === undefined ? [] : [`CN=${commonName}`]), ...attributes].join(','),
    sans: SANS.flatMap(([field, kind]) => texts(body, 'spec', field).map(value => ({kind, value}))),
    isCa: flag(body, 'spec', 'isCA') ?? false,
    usages: texts(body, 'spec', 'usages'),
  }
}
