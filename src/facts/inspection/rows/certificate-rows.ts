import {subjectOf} from '../../../core/doctor/judge.ts'
import type {CertificateRow} from '../../../core/inspect/certificate-row.ts'
import type {JudgedChain} from '../../../core/inspect/judge-chain.ts'
import {valueOr} from '../../../core/knowing.ts'
import type {KubeObject} from '../../../core/kube/object.ts'
import {refKey} from '../../../core/kube/ref.ts'
import {dataKeys, pemOf} from '../../../core/kube/secret.ts'
import {certificates} from '../../certificate/certificates.ts'
import type {InspectionContext} from '../context.ts'
import {type Held, heldBy} from '../held-certificates.ts'
import {authorityRows, inBundles, inClients, inIssuers, type Trusted} from './authority-rows.ts'
import {orderRows, secretKey} from './order-rows.ts'
import {requestRows} from './request-rows.ts'
import {labelsOf, rowOfChain} from './row-of-chain.ts'

/** A Secret or ConfigMap with certificates in it. */
interface Store {
  readonly object: KubeObject
  readonly held: Held
}

/**
 * Every certificate that was seen, each once: what Certificates order, what else is stored, what signing requests were
 * answered with, and the CAs that anything trusts, at the first place that has them.
 * @param namespaces that were asked for; then nothing that is cluster-wide is shown
 */
export const certificateRows = (
  context: InspectionContext,
  namespaces?: readonly string[],
): readonly CertificateRow[] => {
  const {view, now} = context
  const isAsked = (namespace: string | undefined): boolean =>
    namespaces === undefined || namespaces.includes(namespace ?? '')
  const stores = storesIn(context, isAsked)
  const orders = orderRows(context, new Map(stores.map(({object, held}) => [refKey(object.ref), held])), isAsked)
  const rows = [...orders, ...storedRows(context, stores), ...(namespaces === undefined ? requestRows(context) : [])]
  const wide = (trusted: readonly Trusted[]) => trusted.filter(({object}) => isAsked(object.ref.namespace))
  const trusted = [
    ...wide(inBundles(view)),
    ...wide(inIssuers(view)),
    ...stores.flatMap(trustedIn),
    ...wide(inClients(view)),
  ]
  const shown = new Set(rows.flatMap(({fingerprint}) => fingerprint ?? []))
  return [...rows, ...authorityRows(trusted, shown, now)]
}

const storesIn = (context: InspectionContext, isAsked: (namespace: string | undefined) => boolean): readonly Store[] =>
  (['core/secrets', 'core/configmaps'] as const)
    .flatMap(kind => valueOr(context.view.list(kind), []))
    .filter(({ref}) => isAsked(ref.namespace))
    .filter(object => dataKeys(object).some(key => pemOf(object, key) !== undefined))
    .sort((a, b) => rankOf(b) - rankOf(a))
    .map(object => ({object, held: heldBy(context, object)}))

/** What every namespace has a copy of is shown where it is the cluster's own. */
const rankOf = ({ref: {namespace, name}}: KubeObject): number =>
  namespace !== 'kube-system' ? 0 : name === 'kube-root-ca.crt' ? 2 : 1

/** Chains in Secrets and ConfigMaps, each leaf once for each object; what a Certificate orders has its row. */
const storedRows = ({view, now}: InspectionContext, stores: readonly Store[]): readonly CertificateRow[] => {
  const ordered = new Set(valueOr(view.fact(certificates), []).map(secretKey))
  return stores.flatMap(({object, held}) => {
    const chains = held.chains.filter(({view: {role}}) => role === 'chain')
    const sorted = chains.toSorted((a, b) => Number(isServed(b)) - Number(isServed(a)))
    const first = new Map(sorted.toReversed().map(chain => [chain.seen[0]?.fingerprint, chain])).values()
    const isOrdered = ordered.has(refKey(object.ref))
    return [...first]
      .toReversed()
      .filter(chain => !isOrdered || !isServed(chain))
      .flatMap(chain => rowOfChain(chain, held.keys, now) ?? [])
      .map(row => ({subject: subjectOf(object), ...row, labels: labelsOf(object)}))
  })
}

const isServed = ({view: {at}}: JudgedChain): boolean => at === 'tls.crt'

const trustedIn = ({object, held}: Store): readonly Trusted[] =>
  held.chains
    .filter(({view: {role}}) => role === 'authorities')
    .flatMap(({seen, view: {at}}) => seen.map(certificate => ({certificate, object, at})))
