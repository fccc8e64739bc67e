import {given} from '../../core/given.ts'
import {known, type Unknown, valueOr} from '../../core/knowing.ts'
import {isFilledLater} from '../../core/kube/filled-later.ts'
import {texts} from '../../core/kube/object.ts'
import {ref} from '../../core/kube/ref.ts'
import {RefMap} from '../../core/kube/ref-map.ts'
import {serviceOfHost} from '../../core/kube/service-host.ts'
import type {Fact, View} from '../../core/kube/view.ts'
import {secretUsers} from '../consumer/secret-users.ts'
import {WEBHOOK_KINDS} from '../consumer/webhooks.ts'
import {issuerOf} from '../issuer/issuer-ref.ts'
import {type Issuer, issuers} from '../issuer/issuers.ts'
import {privateTrust} from '../trust/private-trust.ts'
import {type Certificate, certificates} from './certificates.ts'

/** A certificate of a server that signs itself. */
export interface BootstrapLeaf {
  readonly certificate: Certificate
  readonly issuer: Issuer
  /** It is only for Services of its own namespace, from an issuer of that namespace: parts of one program trust each other. */
  readonly isInside: boolean
  /** A CA issuer that could sign it instead. */
  readonly other?: Issuer
  /** Why it is not known whether only the API server verifies it. */
  readonly unsure?: Unknown
}

/**
 * Certificates with names of servers whose issuer is of type selfSigned, but for those that only the API server verifies: of
 * webhooks and aggregated APIs, whose CA is written into an object.
 */
export const bootstrapLeaves: Fact<readonly BootstrapLeaf[]> = {
  name: 'leaves of bootstrap issuers',
  of: certificates.of,
  reads: [
    ...new Set([...certificates.reads, ...issuers.of, ...issuers.reads, ...privateTrust.of, ...secretUsers.reads]),
  ],
  derive: view => {
    const all = view.fact(certificates)
    if (!all.known) return all
    const byRef = new RefMap<Issuer>()
    for (const issuer of valueOr(view.fact(issuers), [])) byRef.set(issuer.object.ref, issuer)
    const cas = [...byRef.values()].filter(({type}) => type === 'ca')
    return known(all.value.flatMap(certificate => leaf(view, certificate, byRef, cas)))
  },
}

const leaf = (
  view: View,
  certificate: Certificate,
  byRef: RefMap<Issuer>,
  cas: readonly Issuer[],
): readonly BootstrapLeaf[] => {
  const {namespace, secretName, isCa, dnsNames, object} = certificate
  const target = issuerOf(certificate.issuer, namespace)
  const issuer = target === null ? undefined : byRef.get(target)
  const names = [...dnsNames, ...texts(object.body, 'spec', 'ipAddresses')]
  if (isCa || issuer?.type !== 'selfSigned' || names.length === 0) return []
  if (valueOr(view.fact(privateTrust), undefined)?.holds(certificate) === true) return []
  const users = valueOr(view.fact(secretUsers), undefined)?.of(ref('core/secrets', namespace, secretName)) ?? []
  if (users.some(({ref: {kind}}) => WEBHOOK_KINDS.includes(kind))) return []
  const isInside = issuer.object.ref.namespace !== undefined && names.every(name => isOwnService(name, namespace))
  const other = cas.find(({object: {ref: ca}}) => ca.namespace === undefined || ca.namespace === namespace)
  const gap = privateTrust.of.flatMap(kind => view.gaps(kind))[0]
  const isOpen = isInside && privateTrust.of.some(kind => !view.isClosed(kind))
  const unsure = gap?.because ?? (isOpen ? ELSEWHERE : undefined)
  return [{certificate, issuer, isInside, ...given({other, unsure})}]
}

const ELSEWHERE: Unknown = {
  reason: 'undeclared',
  detail: 'a webhook that takes its CA from it may be installed elsewhere',
}

/** A name that kustomize fills in (`SERVICE_NAME.SERVICE_NAMESPACE.svc`) is of a Service of the program that it stands with. */
const isOwnService = (name: string, namespace: string): boolean => {
  if (name === 'localhost' || name.startsWith('127.')) return true
  if (isFilledLater(name)) return /\.svc(?:\.|$)/.test(name)
  const host = name.replace(/^\*\./, '')
  return serviceOfHost(host, {namespaces: new Set([namespace]), home: namespace})?.namespace === namespace
}
