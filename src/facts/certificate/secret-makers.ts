import {known, type Unknown, valueOr} from '../../core/knowing.ts'
import {condition, createdAt} from '../../core/kube/condition.ts'
import type {Kind} from '../../core/kube/kind.ts'
import {namespaceLabels, requirementsOf, selects} from '../../core/kube/label-selector.ts'
import {at, type KubeObject, list, text, texts} from '../../core/kube/object.ts'
import {type ObjectRef, ref} from '../../core/kube/ref.ts'
import type {Fact, View} from '../../core/kube/view.ts'
import {type Certificate, certificates} from './certificates.ts'
import {issuingAnnotation, orderedSecrets} from './issuing-annotations.ts'

/** Something that makes a Secret of a certain name in a certain namespace. */
export interface SecretMaker {
  readonly object: KubeObject
  /** What it makes; of a ClusterExternalSecret without a namespace. */
  readonly makes: ObjectRef
  /** `certificate`: it does; `annotation`: it has cert-manager make a Certificate first; `other`: external-secrets and the like. */
  readonly how: 'certificate' | 'annotation' | 'other'
  readonly certificate?: Certificate
  /** The annotation of an Ingress or Gateway. */
  readonly annotation?: string
}

export interface SecretMakers {
  /** Whoever makes this Secret, Certificates before all others. */
  of(namespace: string, name: string): readonly SecretMaker[]
  /** Whoever makes a Secret of this name in whatever namespace. */
  named(name: string): readonly SecretMaker[]
  /** Why there may be others that were not seen; undefined where all kinds that make Secrets were listed. */
  readonly unseen?: Unknown
}

const KINDS: readonly Kind[] = [
  'cert-manager.io/certificates',
  'networking.k8s.io/ingresses',
  'gateway.networking.k8s.io/gateways',
  'external-secrets.io/externalsecrets',
  'external-secrets.io/clusterexternalsecrets',
  'bitnami.com/sealedsecrets',
]

/** Everything that is known to make Secrets: Certificates, annotations of cert-manager, External Secrets, Sealed Secrets. */
export const secretMakers: Fact<SecretMakers> = {
  name: 'makers of Secrets',
  of: KINDS,
  reads: [...certificates.reads, 'core/namespaces'],
  derive: view => {
    const byName = Map.groupBy(made(view), ({makes}) => makes.name)
    const named = (name: string) => byName.get(name) ?? []
    const gap = KINDS.flatMap(kind => view.gaps(kind))[0]
    return known({
      named,
      of: (namespace, name) =>
        named(name).filter(({makes, object}) =>
          makes.namespace === undefined ? reaches(view, object, namespace) : makes.namespace === namespace,
        ),
      ...(gap !== undefined && {unseen: gap.because}),
    })
  },
}

const made = (view: View): readonly SecretMaker[] => {
  const all = (...kinds: readonly Kind[]) => kinds.flatMap(kind => valueOr(view.list(kind), []))
  return [
    ...valueOr(view.fact(certificates), []).map((certificate): SecretMaker => {
      const {object, secretName} = certificate
      return {object, makes: secretBeside(object, secretName), how: 'certificate', certificate}
    }),
    ...all('networking.k8s.io/ingresses', 'gateway.networking.k8s.io/gateways').flatMap(byAnnotation),
    ...all('external-secrets.io/externalsecrets')
      .filter(creates)
      .map(object => other(object, text(object.body, 'spec', 'target', 'name') || object.ref.name)),
    ...all('external-secrets.io/clusterexternalsecrets').map(object => other(object, nameOf(object))),
    ...all('bitnami.com/sealedsecrets').map(object => other(object, object.ref.name)),
  ]
}

const secretBeside = (object: KubeObject, name: string): ObjectRef => ref('core/secrets', object.ref.namespace, name)

const other = (object: KubeObject, name: string): SecretMaker => ({
  object,
  makes: secretBeside(object, name),
  how: 'other',
})

const byAnnotation = (object: KubeObject): readonly SecretMaker[] => {
  const annotation = issuingAnnotation(object)?.name ?? ''
  return orderedSecrets(object).map(name => ({
    object,
    makes: secretBeside(object, name),
    how: 'annotation',
    annotation,
  }))
}

/** With `Merge` and `None` an ExternalSecret makes no Secret (external-secrets api `ExternalSecretCreationPolicy`). */
const creates = ({body}: KubeObject): boolean =>
  !['Merge', 'None'].includes(text(body, 'spec', 'target', 'creationPolicy') ?? 'Owner')

/** Of the Secrets that a ClusterExternalSecret has made. */
const nameOf = ({body, ref: own}: KubeObject): string =>
  text(body, 'spec', 'externalSecretSpec', 'target', 'name') || text(body, 'spec', 'externalSecretName') || own.name

/** Whether a ClusterExternalSecret takes a namespace. What cannot be told counts as taken. */
const reaches = (view: View, {body}: KubeObject, namespace: string): boolean => {
  if (texts(body, 'spec', 'namespaces').includes(namespace)) return true
  const single = at(body, 'spec', 'namespaceSelector')
  const selectors = [...(single === undefined ? [] : [single]), ...list(body, 'spec', 'namespaceSelectors')]
  const found = view.find(ref('core/namespaces', undefined, namespace))
  if (!found.known || found.value === null) return true
  const labels = namespaceLabels(found.value)
  return selectors.some(selector => selects(requirementsOf(selector) ?? [], labels))
}

/** cert-manager issues within seconds; an ACME order waits for DNS. As long as `certificate/stuck-issuing` waits. */
const PATIENCE = 5 * 60_000
const PATIENCE_WITH_ACME = 15 * 60_000

/** Whether a maker should have made its Secret by now: it has failed, or has had time enough. */
export const isLate = (maker: SecretMaker, now: number): boolean => {
  if (maker.certificate !== undefined) return isCertificateLate(maker.certificate, now)
  const state = condition(maker.object, maker.object.ref.kind.startsWith('bitnami') ? 'Synced' : 'Ready')
  if (maker.how === 'other' && state?.status === 'False') return now - (state.since ?? 0) > PATIENCE
  return now - (createdAt(maker.object) ?? now) > PATIENCE
}

const isCertificateLate = ({failedAttempts, issuing, created, requests}: Certificate, now: number): boolean => {
  if (failedAttempts > 0 && issuing?.status !== 'True') return true
  const {reason, message} = requests[0]?.ready ?? {reason: '', message: ''}
  const isOrdering = reason === 'Pending' && /\border\b/i.test(message)
  const start = issuing?.status === 'True' ? issuing.since : created
  return now - (start ?? now) > (isOrdering ? PATIENCE_WITH_ACME : PATIENCE)
}

/** What a maker says about why there is no Secret; undefined where it says nothing. */
export const excuseOf = ({object, certificate}: SecretMaker): string | undefined => {
  const said = certificate?.issuing ?? certificate?.ready ?? condition(object, 'Ready') ?? condition(object, 'Synced')
  return said === undefined || said.message === '' ? undefined : said.message
}
