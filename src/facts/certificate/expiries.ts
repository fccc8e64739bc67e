import {given} from '../../core/given.ts'
import {known, valueOr} from '../../core/knowing.ts'
import type {KubeObject} from '../../core/kube/object.ts'
import {ref, refKey} from '../../core/kube/ref.ts'
import {pemOf} from '../../core/kube/secret.ts'
import type {Fact, View} from '../../core/kube/view.ts'
import type {Certificate as X509} from '../../core/x509/certificate.ts'
import type {Expiry} from '../../core/x509/expiry.ts'
import {describeIssuerRef} from '../issuer/issuer-ref.ts'
import {trustedRoots} from '../trust/trusted-roots.ts'
import {certificateTexts} from './certificate-texts.ts'
import {type Certificate, certificates} from './certificates.ts'

/**
 * The end of every certificate that was seen: of TLS Secrets, of Certificates whose Secret was not seen (as their status
 * reports it), and of the trust anchors in Bundles. The soonest first.
 */
export const expiries: Fact<readonly Expiry[]> = {
  name: 'ends of certificates',
  of: ['cert-manager.io/certificates', 'core/secrets'],
  reads: [...new Set([...certificates.reads, ...trustedRoots.of, ...trustedRoots.reads])],
  derive: view => {
    const secrets = view.list('core/secrets')
    const orders = view.fact(certificates)
    if (!secrets.known && !orders.known) return secrets
    const byStore = Map.groupBy(valueOr(orders, []), ({namespace, secretName}) =>
      refKey(ref('core/secrets', namespace, secretName)),
    )
    const stored = valueOr(secrets, []).flatMap(secret => ofSecret(view, secret, byStore.get(refKey(secret.ref)) ?? []))
    const seen = new Set(stored.map(({namespace, store}) => `${namespace}/${store}`))
    const reported = valueOr(orders, [])
      .filter(({namespace, secretName}) => !seen.has(`${namespace}/${secretName}`))
      .flatMap(ofStatus)
    return known([...stored, ...reported, ...anchors(view)].sort((a, b) => a.chainNotAfter - b.chainNotAfter))
  },
}

const ofSecret = (view: View, secret: KubeObject, orders: readonly Certificate[]): readonly Expiry[] => {
  const texts = valueOr(view.fact(certificateTexts), undefined)
  const [leaf, ...others] = texts?.ofPem(pemOf(secret, 'tls.crt')) ?? []
  if (leaf === undefined) return []
  const end: Expiry = {
    is: 'served',
    store: secret.ref.name,
    ...ofX509(leaf),
    chainNotAfter: Math.min(leaf.notAfter, ...others.map(({notAfter}) => notAfter)),
    isReported: false,
    ...given({namespace: secret.ref.namespace}),
  }
  return orders.length === 0 ? [end] : orders.map(order => ({...end, ...ofOrder(order)}))
}

const ofStatus = (order: Certificate): readonly Expiry[] => {
  const {notAfter, namespace, secretName, dnsNames, name, isCa} = order
  if (notAfter === undefined) return []
  const subject = dnsNames[0] ?? name
  const end = {is: 'served', store: secretName, namespace, subject, isCa, notAfter, chainNotAfter: notAfter} as const
  return [{...end, ...ofOrder(order), isReported: true}]
}

const ofOrder = ({name, issuer}: Certificate) => ({certificate: name, issuer: describeIssuerRef(issuer)})

const ofX509 = (certificate: X509) => ({
  subject: nameOf(certificate),
  isCa: certificate.isCa,
  notBefore: certificate.notBefore,
  notAfter: certificate.notAfter,
})

/** The subject, or the first subjectAltName where the subject is empty. */
const nameOf = ({subject, sans}: X509): string => {
  const text = subject.toString()
  const [first] = sans
  return text === '' && first !== undefined ? first.value : text
}

const anchors = (view: View): readonly Expiry[] => {
  const roots = view.fact(trustedRoots)
  if (!roots.known) return []
  return roots.value.pool.certificates.map(anchor => ({
    is: 'anchor',
    store: roots.value.bundleOf(anchor)?.name ?? '',
    ...ofX509(anchor),
    chainNotAfter: anchor.notAfter,
    isReported: false,
  }))
}
