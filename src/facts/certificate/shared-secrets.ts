import {known, valueOr} from '../../core/knowing.ts'
import {annotation} from '../../core/kube/object.ts'
import {ref} from '../../core/kube/ref.ts'
import type {Fact, View} from '../../core/kube/view.ts'
import {type Certificate, certificates} from './certificates.ts'

/** A Certificate that names the Secret of another, and is not the one that it belongs to. */
export interface SharedSecret {
  readonly certificate: Certificate
  /** The Certificate whose Secret it is, or will be. */
  readonly owner: Certificate
  /** Known, and not only the first by name: manifests do not say which is older. */
  readonly isOwnerKnown: boolean
}

export const sharedSecrets: Fact<readonly SharedSecret[]> = {
  name: 'shared Secrets',
  of: certificates.of,
  reads: [...certificates.reads, 'core/secrets'],
  derive: view => {
    const all = view.fact(certificates)
    if (!all.known) return all
    const living = all.value.filter(({secretName}) => secretName !== '')
    const groups = Map.groupBy(living, ({namespace, secretName}) => `${namespace}/${secretName}`)
    return known([...groups.values()].map(oncePerName).flatMap(group => (group.length > 1 ? losers(view, group) : [])))
  },
}

/** A repository may hold one Certificate several times, once for each cluster. */
const oncePerName = (group: readonly Certificate[]): readonly Certificate[] =>
  group.length === 1 ? group : [...new Map(group.map(each => [each.name, each])).values()]

/**
 * cert-manager's own choice (internal/controller/certificates `CertificateOwnsSecret`): whoever the Secret says it was made
 * for, else the oldest, else the first by name.
 */
const losers = (view: View, group: readonly Certificate[]): readonly SharedSecret[] => {
  const sorted = group.toSorted((a, b) => (a.created ?? 0) - (b.created ?? 0) || (a.name < b.name ? -1 : 1))
  const [{namespace, secretName} = {namespace: '', secretName: ''}] = sorted
  const secret = view.find(ref('core/secrets', namespace, secretName))
  const named = valueOr(secret, null)
  const writer = named === null ? undefined : annotation(named, 'cert-manager.io/certificate-name')
  const owner = sorted.find(({name}) => name === writer) ?? sorted[0]
  if (owner === undefined) return []
  const isOwnerKnown = owner.name === writer || (secret.known && sorted.every(({created}) => created !== undefined))
  return sorted.filter(each => each !== owner).map(certificate => ({certificate, owner, isOwnerKnown}))
}
