import {annotation, type at, type KubeObject, list, text, texts} from '../../core/kube/object.ts'
import type {IssuerRef} from '../issuer/issuer-ref.ts'

/** What makes cert-manager order certificates for an Ingress or a Gateway. */
export interface IssuingAnnotation {
  readonly name: string
  /** Undefined where cert-manager's default issuer is meant. */
  readonly issuer?: IssuerRef
}

/**
 * The annotation by which an Ingress or Gateway asks cert-manager for certificates. `kubernetes.io/tls-acme` counts on
 * Ingresses only. Source: cert-manager pkg/controller/certificate-shim/sync.go (`hasShimAnnotation`, `issuerForIngressLike`).
 */
export const issuingAnnotation = (object: KubeObject): IssuingAnnotation | undefined => {
  for (const [name, kind] of NAMES) {
    const issuer = annotation(object, name)
    if (issuer === undefined) continue
    const group = annotation(object, 'cert-manager.io/issuer-group')
    return {
      name,
      issuer: {
        kind: annotation(object, 'cert-manager.io/issuer-kind') ?? kind,
        group: group ?? 'cert-manager.io',
        name: issuer,
        hasGroup: group !== undefined,
      },
    }
  }
  const isAuto = object.ref.kind.endsWith('/ingresses') && /^(?:1|t|true)$/i.test(annotation(object, TLS_ACME) ?? '')
  return isAuto ? {name: TLS_ACME} : undefined
}

const NAMES = [
  ['cert-manager.io/cluster-issuer', 'ClusterIssuer'],
  ['cert-manager.io/issuer', 'Issuer'],
] as const

const TLS_ACME = 'kubernetes.io/tls-acme'

/**
 * The Secrets that cert-manager orders for an annotated Ingress or Gateway, each in its own namespace: of TLS blocks with
 * hosts and a name that stands once, of listeners with a host name that terminate TLS. Source: as above
 * (`validateIngressLike`, `validateIngressTLSBlock`, `handleGatewayAPIListeners`).
 */
export const orderedSecrets = (object: KubeObject): readonly string[] => {
  if (issuingAnnotation(object) === undefined) return []
  return object.ref.kind.endsWith('/ingresses') ? ofIngress(object) : ofGateway(object)
}

const ofIngress = ({body}: KubeObject): readonly string[] => {
  const blocks = list(body, 'spec', 'tls').map(block => ({
    name: text(block, 'secretName') ?? '',
    hosts: texts(block, 'hosts'),
  }))
  const names = blocks.map(({name}) => name)
  if (new Set(names).size < names.length) return []
  return blocks.filter(({name, hosts}) => name !== '' && hosts.length > 0).map(({name}) => name)
}

const ofGateway = (object: KubeObject): readonly string[] => {
  const ignored = (annotation(object, 'cert-manager.io/ignore-tls-listeners') ?? '').split(',').map(name => name.trim())
  return list(object.body, 'spec', 'listeners').flatMap(listener => {
    const isMeant =
      ['HTTPS', 'TLS'].includes(text(listener, 'protocol') ?? '') &&
      (text(listener, 'tls', 'mode') ?? 'Terminate') === 'Terminate' &&
      (text(listener, 'hostname') ?? '') !== '' &&
      !ignored.includes(text(listener, 'name') ?? '')
    const refs = list(listener, 'tls', 'certificateRefs')
    if (!isMeant || refs.some(each => !isOwn(each, object.ref.namespace))) return []
    return refs.map(each => text(each, 'name') ?? '').filter(name => name !== '')
  })
}

const isOwn = (reference: Parameters<typeof at>[0], namespace: string | undefined): boolean =>
  ['', 'core'].includes(text(reference, 'group') ?? '') &&
  ['', 'Secret'].includes(text(reference, 'kind') ?? '') &&
  (text(reference, 'namespace') ?? namespace) === namespace
