import {known, type Reading, valueOr} from '../../core/knowing.ts'
import {annotation, type KubeObject, text} from '../../core/kube/object.ts'
import {kubectlName, type ObjectRef, ref} from '../../core/kube/ref.ts'
import {pemOf} from '../../core/kube/secret.ts'
import type {View} from '../../core/kube/view.ts'
import type {Certificate as X509} from '../../core/x509/certificate.ts'
import {certificateTexts} from '../certificate/certificate-texts.ts'

/** What cainjector is asked to put into an object, by an annotation (cert-manager pkg/controller/cainjector/sources.go). */
export interface Injection {
  readonly annotation: string
  /** The Certificate or Secret that it names; undefined for the API server's own CA, and for a name without a namespace. */
  readonly from?: ObjectRef
  /** The Secret that the CA is read from: of the Certificate, or the named one. */
  readonly secret?: Reading<KubeObject | null>
  /** Why cainjector injects nothing; undefined where nothing stands in its way. */
  readonly obstacle?: string
  /** What it injects: `ca.crt` of that Secret. */
  readonly authorities: readonly X509[]
  /** What stands in `tls.crt` of that Secret, leaf first. */
  readonly chain: readonly X509[]
}

const NAMES = {
  certificate: 'cert-manager.io/inject-ca-from',
  secret: 'cert-manager.io/inject-ca-from-secret',
  apiserver: 'cert-manager.io/inject-apiserver-ca',
} as const

/** The injection that an object asks for; undefined where it asks for none. */
export const injectionOf = (view: View, object: KubeObject): Injection | undefined => {
  const certificate = annotation(object, NAMES.certificate)
  if (certificate !== undefined) return fromCertificate(view, certificate)
  const secret = annotation(object, NAMES.secret)
  if (secret !== undefined) return fromSecret(view, secret)
  if (annotation(object, NAMES.apiserver) !== 'true') return undefined
  return {annotation: NAMES.apiserver, authorities: [], chain: []}
}

/** `namespace/name`, as both annotations want it. */
export const injectionRef = (object: KubeObject): ObjectRef | undefined => {
  const certificate = annotation(object, NAMES.certificate)
  if (certificate !== undefined) return refOf('cert-manager.io/certificates', certificate)
  return refOf('core/secrets', annotation(object, NAMES.secret) ?? '')
}

const refOf = (kind: ObjectRef['kind'], text: string): ObjectRef | undefined => {
  const slash = text.indexOf('/')
  return slash < 1 ? undefined : ref(kind, text.slice(0, slash), text.slice(slash + 1))
}

const NAMELESS = 'the annotation does not say NAMESPACE/NAME'

const fromCertificate = (view: View, named: string): Injection => {
  const from = refOf('cert-manager.io/certificates', named)
  const base = {annotation: NAMES.certificate, authorities: [], chain: []}
  if (from === undefined) return {...base, obstacle: NAMELESS}
  const found = view.find(from)
  if (!found.known) return {...base, from}
  if (found.value === null) return {...base, from, obstacle: `there is no ${kubectlName(from)}`}
  const target = ref('core/secrets', from.namespace, text(found.value.body, 'spec', 'secretName') ?? '')
  return {...base, from, ...readSecret(view, target, notMadeBy(from))}
}

/** cainjector takes only Secrets that carry the name of the Certificate. */
const notMadeBy =
  ({name}: ObjectRef) =>
  (secret: KubeObject): string | undefined =>
    annotation(secret, 'cert-manager.io/certificate-name') === name
      ? undefined
      : `${kubectlName(secret.ref)} does not say that certificate/${name} has made it`

const fromSecret = (view: View, named: string): Injection => {
  const from = refOf('core/secrets', named)
  const base = {annotation: NAMES.secret, authorities: [], chain: []}
  if (from === undefined) return {...base, obstacle: NAMELESS}
  return {...base, from, ...readSecret(view, from, notAllowed)}
}

const notAllowed = (secret: KubeObject): string | undefined =>
  annotation(secret, 'cert-manager.io/allow-direct-injection') === 'true'
    ? undefined
    : `${kubectlName(secret.ref)} has no annotation cert-manager.io/allow-direct-injection: "true"`

const readSecret = (
  view: View,
  target: ObjectRef,
  refusal: (secret: KubeObject) => string | undefined,
): Pick<Injection, 'secret' | 'obstacle' | 'authorities' | 'chain'> => {
  const secret = view.find(target)
  const nothing = {authorities: [], chain: []}
  if (!secret.known) return {...nothing, secret}
  if (secret.value === null) return {...nothing, secret, obstacle: `there is no ${kubectlName(target)} yet`}
  const texts = valueOr(view.fact(certificateTexts), undefined)
  const authorities = texts?.ofPem(pemOf(secret.value, 'ca.crt')) ?? []
  const chain = texts?.ofPem(pemOf(secret.value, 'tls.crt')) ?? []
  const obstacle =
    refusal(secret.value) ?? (authorities.length === 0 ? `${kubectlName(target)} has no ca.crt` : undefined)
  return {secret: known(secret.value), authorities, chain, ...(obstacle !== undefined && {obstacle})}
}
