import {known, type Unknown, unknown, valueOr} from '../core/knowing.ts'
import {type KubeObject, text} from '../core/kube/object.ts'
import {type ObjectRef, ref} from '../core/kube/ref.ts'
import type {Fact, View} from '../core/kube/view.ts'
import {certificates} from './certificates.ts'
import {type Issuer, type IssuerSecret, issuers} from './issuers.ts'
import {namesakes} from './namesakes.ts'
import {secretMakers} from './secret-makers.ts'

/** A Secret that an issuer needs, and whether it is where the issuer looks for it. */
export interface SoughtSecret {
  readonly issuer: Issuer
  readonly secret: IssuerSecret
  /** `ordered`: not there yet, but something makes it. `elsewhere`: one of that name is in other namespaces only. */
  readonly state: 'there' | 'ordered' | 'elsewhere' | 'missing' | 'unknown'
  /** Where one of that name is, or will be made: the Secrets, and the Certificates that make one. */
  readonly elsewhere: readonly KubeObject[]
  readonly unsure?: Unknown
}

export const soughtSecrets: Fact<readonly SoughtSecret[]> = {
  name: 'Secrets of issuers',
  of: issuers.of,
  reads: [...new Set([...issuers.reads, 'core/secrets' as const, ...secretMakers.of, ...secretMakers.reads])],
  derive: view => {
    const all = view.fact(issuers)
    if (!all.known) return all
    const bySecret = Map.groupBy(valueOr(view.fact(certificates), []), ({secretName}) => secretName)
    const elsewhereOf = ({namespace, name}: ObjectRef): readonly KubeObject[] => {
      const secrets = valueOr(view.fact(namesakes), {of: () => []}).of(ref('core/secrets', namespace, name))
      const made = (bySecret.get(name) ?? []).map(({object}) => object)
      const there = new Set(secrets.map(each => each.ref.namespace))
      return [...secrets, ...made.filter(({ref: own}) => own.namespace !== namespace && !there.has(own.namespace))]
    }
    return known(
      all.value.flatMap(issuer => [
        ...unplaced(issuer),
        ...issuer.secrets.map(secret => soughtSecret(view, issuer, secret, elsewhereOf(secret.target))),
      ]),
    )
  },
}

/** A ClusterIssuer's Secret, where the namespace of such Secrets is not known. */
const unplaced = (issuer: Issuer): readonly SoughtSecret[] => {
  const name = text(issuer.object.body, 'spec', 'ca', 'secretName')
  if (name === undefined || issuer.resourceNamespace?.known !== false) return []
  const secret = {
    target: ref('core/secrets', undefined, name),
    path: ['spec', 'ca', 'secretName'],
    purpose: 'signing',
  } as const
  return [{issuer, secret, state: 'unknown', elsewhere: [], unsure: issuer.resourceNamespace.because}]
}

const soughtSecret = (
  view: View,
  issuer: Issuer,
  secret: IssuerSecret,
  elsewhere: readonly KubeObject[],
): SoughtSecret => {
  const {namespace = '', name} = secret.target
  const found = view.find(secret.target)
  const rest = {issuer, secret, elsewhere}
  if (name.includes('${')) return {...rest, state: 'unknown', unsure: PLACEHOLDER}
  if (found.known && found.value !== null) return {...rest, state: 'there'}
  const makers = valueOr(view.fact(secretMakers), undefined)
  if ((makers?.of(namespace, name) ?? []).length > 0) return {...rest, state: 'ordered'}
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
