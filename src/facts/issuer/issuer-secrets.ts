import {known, type Unknown, unknown, valueOr} from '../../core/knowing.ts'
import {isFilledLater} from '../../core/kube/filled-later.ts'
import {flag, type KubeObject, text} from '../../core/kube/object.ts'
import {type ObjectRef, ref} from '../../core/kube/ref.ts'
import type {Fact, View} from '../../core/kube/view.ts'
import {certificates} from '../certificate/certificates.ts'
import {namesakes} from '../certificate/namesakes.ts'
import {secretMakers} from '../certificate/secret-makers.ts'
import {fullnameOf, type HelmRelease} from '../component/helm-releases.ts'
import {stepCaReleases} from '../step-ca/step-cas.ts'
import {type Issuer, type IssuerSecret, issuers} from './issuers.ts'

/** A Secret, or what makes one, in another namespace than the one that is looked in. */
export interface Place {
  readonly namespace: string
  readonly object: KubeObject
}

/** A Secret that an issuer needs, and whether it is where the issuer looks for it. */
export interface SoughtSecret {
  readonly issuer: Issuer
  readonly secret: IssuerSecret
  /** `ordered`: not there yet, but something makes it. `elsewhere`: one of that name is in other namespaces only. */
  readonly state: 'there' | 'ordered' | 'elsewhere' | 'missing' | 'unknown'
  /** Of an ordered one: cert-manager makes it. */
  readonly isIssued: boolean
  readonly elsewhere: readonly Place[]
  readonly unsure?: Unknown
}

export const soughtSecrets: Fact<readonly SoughtSecret[]> = {
  name: 'Secrets of issuers',
  of: issuers.of,
  reads: [
    ...new Set([
      ...issuers.reads,
      'core/secrets' as const,
      ...secretMakers.of,
      ...secretMakers.reads,
      ...stepCaReleases.of,
      ...stepCaReleases.reads,
    ]),
  ],
  derive: view => {
    const all = view.fact(issuers)
    if (!all.known) return all
    const places = placesByName(view)
    return known(
      all.value.flatMap(issuer => [
        ...unplaced(issuer),
        ...issuer.secrets.map(secret => soughtSecret(view, issuer, secret, places)),
      ]),
    )
  },
}

type Places = (target: ObjectRef) => readonly Place[]

/** Where a Secret of a name is or will be: the Secrets, the Certificates that make one, and the releases of step-ca. */
const placesByName = (view: View): Places => {
  const seen = valueOr(view.fact(namesakes), undefined)
  const made = new Map<string, Place[]>()
  const add = (name: string, place: Place) => {
    const before = made.get(name)
    if (before === undefined) made.set(name, [place])
    else before.push(place)
  }
  for (const {secretName, namespace, object} of valueOr(view.fact(certificates), []))
    add(secretName, {namespace, object})
  for (const release of valueOr(view.fact(stepCaReleases), []).filter(makesPasswords)) {
    const {namespace, object} = release
    for (const name of PASSWORDS) add(`${fullnameOf(release)}-${name}`, {namespace, object})
  }
  return target => {
    const there = (seen?.of(target) ?? []).map(object => ({namespace: object.ref.namespace ?? '', object}))
    const known = new Set(there.map(({namespace}) => namespace))
    return [...there, ...(made.get(target.name) ?? []).filter(({namespace}) => !known.has(namespace))]
  }
}

/** Secrets that the chart of step-ca makes, or its bootstrap job fills (templates/secrets.yaml). */
const PASSWORDS = ['provisioner-password', 'ca-password']

const makesPasswords = ({values}: HelmRelease): boolean =>
  flag(values, 'existingSecrets', 'enabled') !== true &&
  (flag(values, 'bootstrap', 'secrets') !== false || flag(values, 'inject', 'enabled') === true)

/** A ClusterIssuer's Secret, where the namespace of such Secrets is not known. */
const unplaced = (issuer: Issuer): readonly SoughtSecret[] => {
  const name = text(issuer.object.body, 'spec', 'ca', 'secretName')
  if (name === undefined || issuer.resourceNamespace?.known !== false) return []
  const secret = {
    target: ref('core/secrets', undefined, name),
    path: ['spec', 'ca', 'secretName'],
    purpose: 'signing',
  } as const
  const unsure = issuer.resourceNamespace.because
  return [{issuer, secret, state: 'unknown', isIssued: false, elsewhere: [], unsure}]
}

const soughtSecret = (view: View, issuer: Issuer, secret: IssuerSecret, placesOf: Places): SoughtSecret => {
  const {namespace = '', name} = secret.target
  const found = view.find(secret.target)
  const places = placesOf(secret.target)
  const elsewhere = places.filter(place => place.namespace !== namespace)
  const rest = {issuer, secret, elsewhere, isIssued: false}
  if (isFilledLater(name)) return {...rest, state: 'unknown', unsure: PLACEHOLDER}
  if (found.known && found.value !== null) return {...rest, state: 'there'}
  const makers = valueOr(view.fact(secretMakers), undefined)?.of(namespace, name) ?? []
  const isIssued = makers.some(({how}) => how !== 'other')
  if (makers.length > 0 || elsewhere.length < places.length) return {...rest, state: 'ordered', isIssued}
  if (found.known) return {...rest, state: elsewhere.length > 0 ? 'elsewhere' : 'missing'}
  if (elsewhere.length > 0 && isDeclaredWhole(view, found.because, namespace)) return {...rest, state: 'elsewhere'}
  return {...rest, state: 'unknown', unsure: found.because}
}

const PLACEHOLDER = unknown('undeclared', 'the name of the Secret is filled in later').because

/**
 * Secrets are never all in manifests. Where these are the whole configuration, what makes one of that name in another
 * namespace, while nothing makes it here, tells enough.
 */
const isDeclaredWhole = (view: View, because: Unknown, namespace: string): boolean =>
  because.reason === 'undeclared' && view.isClosed('cert-manager.io/certificates', namespace)
