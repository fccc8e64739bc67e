import {subjectOf} from '../../core/doctor/judge.ts'
import {kubectlArgs} from '../../core/doctor/remedies.ts'
import type {Inspection} from '../../core/inspect/inspection.ts'
import type {Kind} from '../../core/kube/kind.ts'
import type {KubeObject} from '../../core/kube/object.ts'
import type {ObjectRef} from '../../core/kube/ref.ts'
import {kubectlName} from '../../core/kube/ref.ts'
import {TLS_CONSUMERS} from '../consumer/tls-names.ts'
import {WEBHOOK_KINDS} from '../consumer/webhooks.ts'
import {ISSUER_KINDS} from '../issuer/issuers.ts'
import {bundleDraft} from './bundle-draft.ts'
import {certificateDraft} from './certificate-draft.ts'
import {clientDraft} from './client-draft.ts'
import {consumerDraft} from './consumer-draft.ts'
import type {InspectionContext} from './context.ts'
import {csrDraft} from './csr-draft.ts'
import {type Draft, inspectionOf} from './draft.ts'
import type {ObjectTarget} from './follow.ts'
import {issuerDraft} from './issuer-draft.ts'
import {nodeDraft} from './node-draft.ts'
import {requestDraft} from './request-draft.ts'
import {secretDraft} from './secret-draft.ts'

type Drafter = (context: InspectionContext, object: KubeObject) => Draft

const DRAFTERS: Readonly<Partial<Record<Kind, Drafter>>> = {
  'core/secrets': secretDraft,
  'core/configmaps': secretDraft,
  'core/nodes': nodeDraft,
  'cert-manager.io/certificates': certificateDraft,
  'cert-manager.io/certificaterequests': requestDraft,
  'certificates.k8s.io/certificatesigningrequests': csrDraft,
  'trust.cert-manager.io/bundles': bundleDraft,
  'apiregistration.k8s.io/apiservices': clientDraft,
  ...Object.fromEntries(ISSUER_KINDS.map(kind => [kind, issuerDraft])),
  ...Object.fromEntries(WEBHOOK_KINDS.map(kind => [kind, clientDraft])),
  ...Object.fromEntries(TLS_CONSUMERS.map(kind => [kind, consumerDraft])),
}

const NOTHING: Draft = {held: [], parts: {}, gaps: []}

/** What is known of the objects that a target names: those that are there, else that there is none, or why that is not known. */
export const inspectObjects = (context: InspectionContext, target: ObjectTarget): readonly Inspection[] => {
  const readings = target.map(ref => ({ref, found: context.view.find(ref)}))
  const there = readings.flatMap(({ref, found}) =>
    found.known && found.value !== null ? [{ref, object: found.value}] : [],
  )
  if (there.length > 0) return there.map(({object}) => inspectObject(context, object))
  const [first] = readings
  if (first === undefined) return []
  const subject = subjectOf({ref: first.ref, body: {}, origin: {from: 'cluster'}})
  const unknown = readings.find(({found}) => !found.known)
  const because = unknown?.found.known === false ? unknown.found.because : undefined
  const gaps = because === undefined ? [] : [{part: kubectlName(first.ref), because}]
  const state = because === undefined ? 'absent' : 'unknown'
  return [inspectionOf(context, {target: shownTarget(first.ref), subject, state}, {...NOTHING, gaps})]
}

const inspectObject = (context: InspectionContext, object: KubeObject): Inspection => {
  const draft = DRAFTERS[object.ref.kind]?.(context, object) ?? NOTHING
  return inspectionOf(context, {target: shownTarget(object.ref), subject: subjectOf(object), state: 'shown'}, draft)
}

/** `secret/web -n shop`. */
const shownTarget = (ref: ObjectRef): string => {
  const [flag, namespace] = kubectlArgs(ref)
  return flag === '-n' ? `${kubectlName(ref)} -n ${namespace}` : kubectlName(ref)
}
