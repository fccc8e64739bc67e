import {given} from '../../core/given.ts'
import {known, type Unknown, valueOr} from '../../core/knowing.ts'
import {type KubeObject, text} from '../../core/kube/object.ts'
import type {Fact, View} from '../../core/kube/view.ts'
import {secretUsers} from '../consumer/secret-users.ts'
import {copierOf} from '../trust/ca-keys.ts'
import {patienceWith} from './issuance-patience.ts'
import {type IssuedCertificate, issuedCertificates} from './issued-certificates.ts'
import {secretMakers} from './secret-makers.ts'
import {isWrittenByHand, writersOf} from './secret-writers.ts'

/** A certificate, and what renews it. */
export interface Renewal {
  readonly issued: IssuedCertificate
  /**
   * `scheduled`: cert-manager has said when · `unscheduled`: it has not · `disabled`: its Certificate says that it is not to be
   * renewed · `nobody`.
   */
  readonly by: 'scheduled' | 'unscheduled' | 'disabled' | 'nobody'
  /** Epoch milliseconds from which a renewal that has not happened is late. */
  readonly due: number
  readonly users: readonly KubeObject[]
  /** Why something may renew it that was not seen. */
  readonly unsure?: Unknown
}

/** Of every certificate but those of CAs that issuers sign with, and those that programs make, which know when to renew. */
export const renewals: Fact<readonly Renewal[]> = {
  name: 'renewals',
  of: issuedCertificates.of,
  reads: [...new Set([...issuedCertificates.reads, ...secretMakers.of, ...secretMakers.reads, ...secretUsers.reads])],
  derive: view => {
    const all = view.fact(issuedCertificates)
    if (!all.known) return all
    return known(all.value.flatMap(issued => (issued.signs === undefined ? renewalOf(view, issued) : [])))
  },
}

/** What is left of its life when a certificate that nobody renews is news: always a share, lives last from hours to years. */
const SHARE = 6

const renewalOf = (view: View, issued: IssuedCertificate): readonly Renewal[] => {
  const {leaf, certificate, issuer, secret, maker} = issued
  const last = leaf.notAfter - (leaf.notAfter - leaf.notBefore) / SHARE
  const users = secret === undefined ? [] : (valueOr(view.fact(secretUsers), undefined)?.of(secret.ref) ?? [])
  if (certificate !== undefined) {
    const isDisabled = text(certificate.object.body, 'spec', 'renewal', 'policy') === 'Disabled'
    const {renewalTime} = certificate
    if (isDisabled) return [{issued, by: 'disabled', due: last, users}]
    if (renewalTime === undefined) return [{issued, by: 'unscheduled', due: last, users}]
    return [{issued, by: 'scheduled', due: renewalTime + patienceWith(issuer), users}]
  }
  if (secret === undefined || copierOf(secret) !== undefined || !isWrittenByHand(writersOf(secret))) return []
  const makers = valueOr(view.fact(secretMakers), undefined)
  if ((makers?.of(secret.ref.namespace ?? '', secret.ref.name).length ?? 0) > 0) return []
  const unsure = maker.known ? makers?.unseen : maker.because
  return [{issued, by: 'nobody', due: last, users, ...given({unsure})}]
}
