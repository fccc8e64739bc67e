import {ReadingList} from '../../core/inspect/reading-list.ts'
import {valueOr} from '../../core/knowing.ts'
import type {Kind} from '../../core/kube/kind.ts'
import {annotation, type KubeObject, text} from '../../core/kube/object.ts'
import {type ObjectRef, ref} from '../../core/kube/ref.ts'
import {serviceOfHost} from '../../core/kube/service-host.ts'
import type {View} from '../../core/kube/view.ts'
import type {ReadPlan} from '../../core/ports.ts'
import {certificateRequests} from '../certificate/certificate-requests.ts'
import {certificates} from '../certificate/certificates.ts'
import {injectionRef} from '../consumer/ca-injections.ts'
import {podTemplates} from '../consumer/pod-templates.ts'
import {namedIn, TLS_CONSUMERS} from '../consumer/tls-names.ts'
import {serviceOf, WEBHOOK_KINDS} from '../consumer/webhooks.ts'
import {issuerOf, issuerRefOf} from '../issuer/issuer-ref.ts'
import {ISSUER_KINDS, issuers} from '../issuer/issuers.ts'
import {bundleSources} from '../trust/bundle-sources.ts'
import {BUNDLE_LABEL, type Bundle, bundles} from '../trust/bundles.ts'
import {acmeKinds} from './acme-steps.ts'
import {wantApproval, wantControllers, wantNamespace} from './neighbours.ts'

/** A target that is an object. Several refs where its name alone does not say of which kind it is. */
export type ObjectTarget = readonly ObjectRef[]

/**
 * What to read next to know all about some targets, or null where there is no more. Each call looks at what was read so far:
 * a Secret leads to its Certificate, that to its issuer, that to its CA. `asked` remembers, and is added to.
 */
export const follow = (view: View, targets: readonly ObjectTarget[], asked: Set<string>): ReadPlan | null => {
  const wants = new ReadingList()
  for (const target of targets.flat()) follower(target.kind)(wants, view, target)
  wantBundles(wants, view, targets.flat())
  if (targets.length > 0) wantControllers(wants, view)
  return wants.plan(asked, target => view.find(target).known)
}

type Follower = (wants: ReadingList, view: View, target: ObjectRef) => void

const CERTIFICATES: Kind = 'cert-manager.io/certificates'

const found = (view: View, target: ObjectRef): KubeObject | null => valueOr(view.find(target), null)

/** An object with a certificate in a namespace: the object, and all around it. */
const followNamed: Follower = (wants, _, target) => {
  wants.get(target)
  wantNamespace(wants, target.namespace)
}

const followSecret: Follower = (wants, view, target) => {
  followNamed(wants, view, target)
  const object = found(view, target)
  const maker = object === null ? undefined : annotation(object, 'cert-manager.io/certificate-name')
  if (maker !== undefined) followCertificate(wants, view, ref(CERTIFICATES, target.namespace, maker))
  for (const each of valueOr(view.fact(certificates), [])) {
    const isMaker = each.namespace === target.namespace && each.secretName === target.name
    if (isMaker) followCertificate(wants, view, each.object.ref)
  }
  const bundle = object?.body === undefined ? undefined : text(object.body, 'metadata', 'labels', BUNDLE_LABEL)
  if (bundle !== undefined) wants.get(ref('trust.cert-manager.io/bundles', undefined, bundle))
}

const followCertificate: Follower = (wants, view, target) => {
  followNamed(wants, view, target)
  const own = valueOr(view.fact(certificates), []).find(({object: {ref: each}}) => isSame(each, target))
  if (own === undefined) return
  wants.get(ref('core/secrets', own.namespace, own.secretName))
  followIssuerRef(wants, view, issuerOf(own.issuer, own.namespace))
  const isOpen = own.requests.some(({decision, ready}) => decision !== 'approved' || ready?.status !== 'True')
  if (isOpen || own.requests.length === 0) wantApproval(wants, own.namespace)
  wants.within(own.namespace, acmeKinds(view, own.requests))
}

const followRequest: Follower = (wants, view, target) => {
  followNamed(wants, view, target)
  wantApproval(wants, target.namespace)
  const object = found(view, target)
  if (object === null) return
  followIssuerRef(wants, view, issuerOf(issuerRefOf(object.body), target.namespace))
  const own = valueOr(view.fact(certificateRequests), []).find(({object: {ref: each}}) => isSame(each, target))
  if (own !== undefined) wants.within(target.namespace, acmeKinds(view, [own]))
  const maker = annotation(object, 'cert-manager.io/certificate-name')
  if (maker !== undefined) followCertificate(wants, view, ref(CERTIFICATES, target.namespace, maker))
}

/** The issuer with its Secrets, and what issued the CA in them. */
const followIssuerRef = (wants: ReadingList, view: View, target: ObjectRef | null): void => {
  if (target === null) return
  wants.get(target)
  const own = valueOr(view.fact(issuers), []).find(({object}) => isSame(object.ref, target))
  for (const {target: secret} of own?.secrets ?? []) {
    wants.get(secret)
    const object = found(view, secret)
    const maker = object === null ? undefined : annotation(object, 'cert-manager.io/certificate-name')
    if (maker === undefined) continue
    const certificate = ref(CERTIFICATES, secret.namespace, maker)
    wants.get(certificate)
    const above = found(view, certificate)
    if (above !== null) followIssuerAbove(wants, view, issuerOf(issuerRefOf(above.body), secret.namespace))
  }
  if (own?.url !== undefined) wantStepCa(wants, own.url)
}

/** CAs above a CA: by gets alone. */
const followIssuerAbove = (wants: ReadingList, view: View, target: ObjectRef | null): void => {
  if (target === null) return
  wants.get(target)
  const own = valueOr(view.fact(issuers), []).find(({object}) => isSame(object.ref, target))
  for (const {target: secret} of own?.secrets ?? []) wants.get(secret)
}

/** Where the step-ca behind a URL is, and how it is configured. */
const wantStepCa = (wants: ReadingList, url: string): void => {
  const host = URL.parse(url.includes('://') ? url : `https://${url}`)?.hostname ?? ''
  const service = serviceOfHost(host)
  wants.within(service?.namespace, ['core/services', 'core/configmaps', 'apps/statefulsets', 'apps/deployments'])
}

const followIssuer: Follower = (wants, view, target) => {
  const isWide = target.namespace === undefined
  wantNamespace(wants, target.namespace)
  if (isWide) wants.list(CERTIFICATES, 'cert-manager.io/certificaterequests')
  wants.list('core/namespaces')
  wants.within(target.namespace ?? 'default', ['core/events'])
  wantApproval(wants, target.namespace)
  if (isWide) wants.list('rbac.authorization.k8s.io/roles', 'rbac.authorization.k8s.io/rolebindings')
  followIssuerRef(wants, view, target)
}

const followConfigMap: Follower = followSecret

const followBundle: Follower = (wants, view, target) => {
  wantNamespace(wants, undefined)
  wants.get(target)
  wants.list('core/namespaces', ...podTemplates.of.filter(kind => kind !== 'core/pods'))
  const own = valueOr(view.fact(bundles), []).find(({name}) => name === target.name)
  const namespaces = valueOr(view.list('core/namespaces'), [])
  if (own === undefined) return
  if (namespaces.length > MOST_GETS) wants.list(...targetKinds(own))
  else for (const {ref: namespace} of namespaces) wantTarget(wants, own, namespace.name)
}

/** Above this the kind is listed. */
const MOST_GETS = 200

const targetKinds = ({configMapKey, secretKey}: Bundle): readonly Kind[] => [
  ...(configMapKey === undefined ? [] : ['core/configmaps' as const]),
  ...(secretKey === undefined ? [] : ['core/secrets' as const]),
]

const wantTarget = (wants: ReadingList, bundle: Bundle, namespace: string): void => {
  for (const kind of targetKinds(bundle)) wants.get({kind, namespace, name: bundle.name})
}

/** What Bundles give to the namespaces of the targets, and where they have it from. */
const wantBundles = (wants: ReadingList, view: View, targets: readonly ObjectRef[]): void => {
  const namespaces = new Set(targets.flatMap(({namespace}) => namespace ?? []))
  for (const bundle of valueOr(view.fact(bundles), [])) {
    for (const namespace of namespaces) wantTarget(wants, bundle, namespace)
  }
  for (const {target} of valueOr(view.fact(bundleSources), [])) if (target.known) wants.get(target.value)
}

const followConsumer: Follower = (wants, view, target) => {
  followNamed(wants, view, target)
  const object = found(view, target)
  if (object === null) return
  for (const {target: secret} of namedIn(view, object)) followSecret(wants, view, secret)
}

/** A webhook or API service: its Service, and the Secret whose CA is injected. */
const followClient: Follower = (wants, view, target) => {
  wants.list(target.kind)
  const object = found(view, target)
  if (object === null) return
  for (const service of servicesOf(object)) {
    wants.get(service)
    wants.within(service.namespace, podTemplates.of)
  }
  const from = injectionRef(object)
  if (from === undefined) return
  wants.get(from)
  const secret = from.kind === 'core/secrets' ? from : secretOf(view, from)
  if (secret !== undefined) followSecret(wants, view, secret)
}

const secretOf = (view: View, certificate: ObjectRef): ObjectRef | undefined => {
  const name = text(found(view, certificate)?.body, 'spec', 'secretName')
  return name === undefined ? undefined : ref('core/secrets', certificate.namespace, name)
}

/** The Services that the entries of a webhook configuration, or an API service, lead to. */
export const servicesOf = ({ref: own, body}: KubeObject): readonly ObjectRef[] => {
  if (!WEBHOOK_KINDS.includes(own.kind)) return [serviceOf(body.spec) ?? []].flat()
  const hooks = Array.isArray(body.webhooks) ? body.webhooks : []
  return hooks.flatMap((hook: KubeObject['body']) => serviceOf(hook.clientConfig) ?? [])
}

const CSRS: Kind = 'certificates.k8s.io/certificatesigningrequests'

const followNode: Follower = (wants, _, target) => {
  wants.get(target)
  wants.list(CSRS)
  wants.get({kind: 'core/configmaps', namespace: 'kube-system', name: 'kube-root-ca.crt'})
}

const followCsr: Follower = (wants, view, target) => {
  wants.list(CSRS)
  wants.get({kind: 'core/configmaps', namespace: 'kube-system', name: 'kube-root-ca.crt'})
  const user = text(found(view, target)?.body, 'spec', 'username') ?? ''
  if (user.startsWith('system:node:')) wants.get(ref('core/nodes', undefined, user.slice('system:node:'.length)))
}

const FOLLOWERS: Readonly<Partial<Record<Kind, Follower>>> = {
  'core/secrets': followSecret,
  'core/configmaps': followConfigMap,
  [CERTIFICATES]: followCertificate,
  'cert-manager.io/certificaterequests': followRequest,
  'trust.cert-manager.io/bundles': followBundle,
  'core/nodes': followNode,
  [CSRS]: followCsr,
  'apiregistration.k8s.io/apiservices': followClient,
  ...Object.fromEntries(ISSUER_KINDS.map(kind => [kind, followIssuer])),
  ...Object.fromEntries(WEBHOOK_KINDS.map(kind => [kind, followClient])),
  ...Object.fromEntries(TLS_CONSUMERS.map(kind => [kind, followConsumer])),
}

const follower = (kind: Kind): Follower => FOLLOWERS[kind] ?? followNamed

const isSame = (a: ObjectRef, b: ObjectRef): boolean =>
  a.kind === b.kind && a.name === b.name && (a.namespace ?? '') === (b.namespace ?? '')
