import {subjectOf} from '../../core/doctor/judge.ts'
import type {Gap} from '../../core/inspect/inspection.ts'
import type {UseView} from '../../core/inspect/parts.ts'
import {valueOr} from '../../core/knowing.ts'
import {type Kind, pluralOf} from '../../core/kube/kind.ts'
import {type KubeObject, list, record, text} from '../../core/kube/object.ts'
import {type ObjectRef, refKey} from '../../core/kube/ref.ts'
import {listAll, type Gap as NotSeen, type View} from '../../core/kube/view.ts'
import type {Certificate} from '../../core/x509/certificate.ts'
import {matchesHost} from '../../core/x509/name/hostname.ts'
import {injectionRef} from '../consumer/ca-injections.ts'
import {mountsOf, type PodTemplate, podTemplates} from '../consumer/pod-templates.ts'
import {namedIn, TLS_CONSUMERS} from '../consumer/tls-names.ts'
import {WEBHOOK_KINDS} from '../consumer/webhooks.ts'
import {issuers} from '../issuer/issuers.ts'
import {bundleSources} from '../trust/bundle-sources.ts'

/** Who uses a Secret or ConfigMap, and what could not be asked. */
export interface Users {
  readonly usedBy: readonly UseView[]
  readonly gaps: readonly Gap[]
}

const INJECTED: readonly Kind[] = [...WEBHOOK_KINDS, 'apiregistration.k8s.io/apiservices']

/**
 * Everything that names an object: Ingresses and Gateways that serve it, pods that mount it or take a variable from it,
 * webhooks and API services whose CA comes from it, Bundles whose source it is, issuers that sign with it.
 * @param leaf of the chain in it, for the hosts that it is served for
 * @param makers Certificates that store into it: a CA can be injected by their name, too
 */
export const usersOf = (
  view: View,
  target: ObjectRef,
  {leaf, makers = []}: {readonly leaf?: Certificate | undefined; readonly makers?: readonly ObjectRef[]} = {},
): Users => {
  const targets = new Set([target, ...makers].map(refKey))
  return {
    usedBy: [
      ...valueOr(listAll(view, TLS_CONSUMERS), []).flatMap(object => servedBy(view, object, target, leaf)),
      ...valueOr(listAll(view, TLS_CONSUMERS), []).flatMap(object => annotatedBy(object, target)),
      ...valueOr(view.fact(podTemplates), []).flatMap(template => heldByPods(template, target)),
      ...valueOr(listAll(view, INJECTED), []).flatMap(object => injectedInto(object, targets)),
      ...valueOr(view.fact(bundleSources), []).flatMap(({bundle, source, target: from}) =>
        from.known && refKey(from.value) === refKey(target)
          ? [{subject: subjectOf(bundle.object), how: `distributes ${source.key ?? 'all of it'}`}]
          : [],
      ),
      ...valueOr(view.fact(issuers), []).flatMap(issuer =>
        issuer.secrets
          .filter(each => refKey(each.target) === refKey(target))
          .map(({purpose}) => ({subject: subjectOf(issuer.object), how: PURPOSES[purpose]})),
      ),
    ],
    gaps: [TLS_CONSUMERS, podTemplates.of, INJECTED].flatMap(kinds => gapsOf(view, kinds, target.namespace)),
  }
}

const PURPOSES = {
  signing: 'signs with it',
  provisioner: 'opens its provisioner with it',
  account: 'has its account key in it',
  credentials: 'logs in with it',
} as const

/** What of some kinds was not looked at in a namespace. */
export const gapsOf = (view: View, kinds: readonly Kind[], namespace: string | undefined): readonly Gap[] => {
  const refused = kinds.flatMap((kind): readonly NotSeen[] => {
    const seen = namespace === undefined ? view.list(kind) : view.list(kind, namespace)
    return seen.known ? [] : [{kind, because: seen.because}]
  })
  return refused.map(({kind, because}) => ({part: pluralOf(kind), because}))
}

const servedBy = (
  view: View,
  object: KubeObject,
  target: ObjectRef,
  leaf: Certificate | undefined,
): readonly UseView[] =>
  namedIn(view, object)
    .filter(named => refKey(named.target) === refKey(target))
    .map(({hosts}) => {
      const missed = leaf === undefined ? [] : hosts.filter(host => !matchesHost(leaf, sampleHost(host)))
      const what = hosts.length === 0 ? 'serves it' : `serves ${hosts.join(', ')}`
      return {
        subject: subjectOf(object),
        how: missed.length === 0 ? what : `${what}: it is not for ${missed.join(', ')}`,
        ...(leaf !== undefined && hosts.length > 0 && {ok: missed.length === 0}),
      }
    })

/** A host that a wildcard stands for: `*.corp` serves `any.corp`. */
export const sampleHost = (host: string): string => host.replace(/^\*\./, 'any.')

/** Controllers take Secrets from annotations too: `nginx.ingress.kubernetes.io/auth-tls-secret: shop/clients`. */
const annotatedBy = (object: KubeObject, {namespace, name}: ObjectRef): readonly UseView[] =>
  Object.entries(record(object.body, 'metadata', 'annotations')).flatMap(([annotation, value]) =>
    value === `${namespace}/${name}` ? [{subject: subjectOf(object), how: `names it in ${annotation}`}] : [],
  )

const heldByPods = (template: PodTemplate, target: ObjectRef): readonly UseView[] => {
  const subject = subjectOf(template.object)
  const isTarget = (each: ObjectRef): boolean => refKey(each) === refKey(target)
  const mounts = mountsOf(template).filter(({shows}) => shows.some(isTarget))
  const places = [
    ...new Set(
      mounts.map(({mountPath, subPath}) =>
        subPath === undefined ? mountPath : `${mountPath} (one file, which never changes)`,
      ),
    ),
  ]
  const mounted = places.length === 0 ? [] : [{subject, how: `mounts it at ${places.join(', ')}`}]
  return target.namespace === template.object.ref.namespace && readsVariable(template, target)
    ? [...mounted, {subject, how: 'takes variables from it, which change with a restart'}]
    : mounted
}

const readsVariable = ({spec}: PodTemplate, {kind, name}: ObjectRef): boolean => {
  const [one, all] = kind === 'core/secrets' ? ['secretKeyRef', 'secretRef'] : ['configMapKeyRef', 'configMapRef']
  return ['containers', 'initContainers']
    .flatMap(role => list(spec, role))
    .some(
      container =>
        list(container, 'env').some(each => text(each, 'valueFrom', one, 'name') === name) ||
        list(container, 'envFrom').some(each => text(each, all, 'name') === name),
    )
}

const injectedInto = (object: KubeObject, targets: ReadonlySet<string>): readonly UseView[] => {
  const from = injectionRef(object)
  return from !== undefined && targets.has(refKey(from))
    ? [{subject: subjectOf(object), how: 'has its CA injected from it'}]
    : []
}
