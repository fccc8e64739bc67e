import {given} from '../core/given.ts'
import {known, type Reading, type Unknown, unknown, valueOr} from '../core/knowing.ts'
import type {Kind} from '../core/kube/kind.ts'
import {
  annotation,
  isBeingDeleted,
  type Json,
  type KubeObject,
  list,
  type Path,
  text,
  texts,
} from '../core/kube/object.ts'
import {type ObjectRef, ref, refKey} from '../core/kube/ref.ts'
import {type Fact, listAll, type View} from '../core/kube/view.ts'
import type {IssuerRef} from './issuer-ref.ts'
import {issuers} from './issuers.ts'
import {issuingAnnotation} from './issuing-annotations.ts'
import {namesakes} from './namesakes.ts'
import {type SecretMaker, secretMakers} from './secret-makers.ts'

/** A Secret with a certificate that an Ingress or Gateway names, and whether it is there. */
export interface TlsReference {
  readonly object: KubeObject
  /** Of the name. */
  readonly path: Path
  readonly target: ObjectRef
  /** What is served with it here, and by all that name it. */
  readonly hosts: readonly string[]
  readonly allHosts: readonly string[]
  readonly secret: Reading<KubeObject | null>
  /** What makes it, where it is not there. */
  readonly makers: readonly SecretMaker[]
  /** Why something else may make it after all. */
  readonly unseen?: Unknown
  /** Why cert-manager passes it over, although the object has an annotation that orders certificates. */
  readonly skipped?: string
  /** Other namespaces with a Secret of that name. */
  readonly elsewhere: readonly string[]
}

export const TLS_CONSUMERS: readonly Kind[] = ['networking.k8s.io/ingresses', 'gateway.networking.k8s.io/gateways']

export const tlsReferences: Fact<readonly TlsReference[]> = {
  name: 'TLS references',
  of: TLS_CONSUMERS,
  reads: [
    ...new Set([
      'networking.k8s.io/ingressclasses' as const,
      ...namesakes.of,
      ...secretMakers.of,
      ...secretMakers.reads,
    ]),
  ],
  derive: view => {
    const objects = listAll(view, TLS_CONSUMERS)
    if (!objects.known) return objects
    const named = objects.value
      .filter(object => !isBeingDeleted(object))
      .flatMap(object => namedIn(view, object).map(each => ({object, ...each})))
    const hosts = new Map<string, Set<string>>()
    for (const each of named) {
      const key = refKey(each.target)
      hosts.set(key, new Set([...(hosts.get(key) ?? []), ...each.hosts]))
    }
    return known(
      named.map(each => ({...resolved(view, each), allHosts: [...(hosts.get(refKey(each.target)) ?? [])].sort()})),
    )
  },
}

type Named = Pick<TlsReference, 'path' | 'target' | 'hosts'>

/** The Secrets that an Ingress or Gateway names, whether they are there or not. */
export const namedIn = (view: View, object: KubeObject): readonly Named[] =>
  object.ref.kind === 'networking.k8s.io/ingresses' ? ofIngress(view, object) : ofGateway(object)

const ofIngress = (view: View, object: KubeObject): readonly Named[] => {
  if (takesNoSecrets(view, object)) return []
  const namespace = annotation(object, 'projectcontour.io/tls-cert-namespace') || object.ref.namespace
  return list(object.body, 'spec', 'tls').flatMap((block, i) => {
    const name = text(block, 'secretName') ?? ''
    const path = ['spec', 'tls', i, 'secretName']
    if (name === '' || name.includes('/')) return []
    return [{path, hosts: texts(block, 'hosts'), target: ref('core/secrets', namespace, name)}]
  })
}

const ofGateway = ({body, ref: own}: KubeObject): readonly Named[] =>
  list(body, 'spec', 'listeners').flatMap((listener, i) => {
    if (text(listener, 'tls', 'mode') === 'Passthrough') return []
    const host = text(listener, 'hostname')
    return list(listener, 'tls', 'certificateRefs').flatMap((reference, j) => {
      const name = text(reference, 'name') ?? ''
      if (name === '' || !isSecret(reference)) return []
      const target = ref('core/secrets', text(reference, 'namespace') ?? own.namespace, name)
      const path = ['spec', 'listeners', i, 'tls', 'certificateRefs', j, 'name']
      return [{path, hosts: host === undefined ? [] : [host], target}]
    })
  })

const isSecret = (reference: Json): boolean =>
  ['', 'core'].includes(text(reference, 'group') ?? '') && ['', 'Secret'].includes(text(reference, 'kind') ?? '')

/** Annotations that take the certificate from somewhere else than the named Secret. */
const OTHER_CERTIFICATES = [
  'alb.ingress.kubernetes.io/certificate-arn',
  'appgw.ingress.kubernetes.io/appgw-ssl-certificate',
  'ingress.gcp.kubernetes.io/pre-shared-cert',
  'networking.gke.io/managed-certificates',
]

/** AWS load balancers have their certificates from ACM, found by host; they read no Secret. */
const ALB = /(?:^|[./])alb$/

const takesNoSecrets = (view: View, object: KubeObject): boolean => {
  if (OTHER_CERTIFICATES.some(name => annotation(object, name) !== undefined)) return true
  const name = text(object.body, 'spec', 'ingressClassName') ?? annotation(object, 'kubernetes.io/ingress.class')
  if (name === undefined) return false
  const found = valueOr(view.find(ref('networking.k8s.io/ingressclasses', undefined, name)), null)
  return ALB.test(text(found?.body, 'spec', 'controller') ?? name)
}

const resolved = (view: View, named: Named & {readonly object: KubeObject}): Omit<TlsReference, 'allHosts'> => {
  const {object, target} = named
  const {namespace = '', name} = target
  const secret = name.includes('${') ? unknown('undeclared', 'its name is filled in later') : view.find(target)
  if (secret.known && secret.value !== null) return {...named, secret, makers: [], elsewhere: []}
  const makers = valueOr(view.fact(secretMakers), undefined)
  const others = valueOr(view.fact(namesakes), undefined)?.of(target) ?? []
  return {
    ...named,
    secret,
    makers: makers?.of(namespace, name) ?? [],
    elsewhere: others.map(each => each.ref.namespace ?? ''),
    ...given({unseen: makers?.unseen, skipped: skippedFor(object, named)}),
  }
}

/** By `validateIngressLike` and its like in cert-manager pkg/controller/certificate-shim/sync.go; only an event says it. */
const skippedFor = (object: KubeObject, {hosts, target: {name}}: Named): string | undefined => {
  if (issuingAnnotation(object) === undefined) return undefined
  if (hosts.length === 0) return 'it has no host'
  const same = list(object.body, 'spec', 'tls').filter(block => text(block, 'secretName') === name)
  return same.length > 1 ? 'two entries name the same Secret' : undefined
}

/** The issuer that all of a cluster may use, where there is but one: what a new Certificate would name. */
export const onlyIssuer: Fact<IssuerRef | null> = {
  name: 'only cluster-wide issuer',
  of: issuers.of,
  reads: issuers.reads,
  derive: view => {
    const wide = valueOr(view.fact(issuers), []).filter(
      ({object, type}) => object.ref.namespace === undefined && type !== 'selfSigned' && type !== 'unknown',
    )
    const [one] = wide
    if (one === undefined || wide.length > 1) return known(null)
    const isStep = one.type === 'step'
    return known({
      kind: isStep ? 'StepClusterIssuer' : 'ClusterIssuer',
      group: isStep ? 'certmanager.step.sm' : 'cert-manager.io',
      name: one.object.ref.name,
      hasGroup: true,
    })
  },
}
