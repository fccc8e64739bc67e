import {known, valueOr} from '../../core/knowing.ts'
import type {Kind} from '../../core/kube/kind.ts'
import {annotation, type Json, type KubeObject, list, type Path, text, texts} from '../../core/kube/object.ts'
import {type ObjectRef, ref} from '../../core/kube/ref.ts'
import {type Fact, listAll, type View} from '../../core/kube/view.ts'

/** A place where an Ingress or Gateway names the Secret that it serves with, whether it is there or not. */
export interface TlsName {
  readonly object: KubeObject
  /** Of the name. */
  readonly path: Path
  readonly target: ObjectRef
  /** What is served with it here. */
  readonly hosts: readonly string[]
}

export const TLS_CONSUMERS: readonly Kind[] = ['networking.k8s.io/ingresses', 'gateway.networking.k8s.io/gateways']

export const tlsNames: Fact<readonly TlsName[]> = {
  name: 'names of TLS Secrets',
  of: TLS_CONSUMERS,
  reads: ['networking.k8s.io/ingressclasses'],
  derive: view => {
    const objects = listAll(view, TLS_CONSUMERS)
    return objects.known ? known(objects.value.flatMap(object => namedIn(view, object))) : objects
  },
}

/** The Secrets that one Ingress or Gateway names. */
export const namedIn = (view: View, object: KubeObject): readonly TlsName[] =>
  object.ref.kind === 'networking.k8s.io/ingresses' ? ofIngress(view, object) : ofGateway(object)

const ofIngress = (view: View, object: KubeObject): readonly TlsName[] => {
  if (takesNoSecrets(view, object)) return []
  const namespace = annotation(object, 'projectcontour.io/tls-cert-namespace') || object.ref.namespace
  return list(object.body, 'spec', 'tls').flatMap((block, i) => {
    const name = text(block, 'secretName') ?? ''
    const path = ['spec', 'tls', i, 'secretName']
    if (name === '' || name.includes('/')) return []
    return [{object, path, hosts: texts(block, 'hosts'), target: ref('core/secrets', namespace, name)}]
  })
}

const ofGateway = (object: KubeObject): readonly TlsName[] =>
  list(object.body, 'spec', 'listeners').flatMap((listener, i) => {
    if (text(listener, 'tls', 'mode') === 'Passthrough') return []
    const host = text(listener, 'hostname')
    return list(listener, 'tls', 'certificateRefs').flatMap((reference, j) => {
      const name = text(reference, 'name') ?? ''
      if (name === '' || !isSecret(reference)) return []
      const target = ref('core/secrets', text(reference, 'namespace') ?? object.ref.namespace, name)
      const path = ['spec', 'listeners', i, 'tls', 'certificateRefs', j, 'name']
      return [{object, path, hosts: host === undefined ? [] : [host], target}]
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
