import {authoritiesChain} from '../../core/inspect/authorities.ts'
import {keyView} from '../../core/inspect/certificate-view.ts'
import type {Place} from '../../core/inspect/chain-view.ts'
import type {PrivateKeyView} from '../../core/inspect/inspection.ts'
import {type JudgedChain, judgeChain} from '../../core/inspect/judge-chain.ts'
import type {EntryView} from '../../core/inspect/parts.ts'
import {valueOr} from '../../core/knowing.ts'
import type {KubeObject} from '../../core/kube/object.ts'
import {type DataEntry, type DataKey, dataEntry, dataKeys} from '../../core/kube/secret.ts'
import type {Certificate} from '../../core/x509/certificate.ts'
import {certificateTexts} from '../certificate/certificate-texts.ts'
import type {Placed} from './anchors.ts'
import type {InspectionContext} from './context.ts'

/** What stands under one name: a data key, a file. */
export interface HeldEntry {
  readonly at: string
  readonly entry: DataEntry
}

/** Certificates and keys that stand together, judged. */
export interface Held {
  readonly chains: readonly JudgedChain[]
  readonly keys: readonly PrivateKeyView[]
  readonly entries: readonly EntryView[]
  readonly placed: readonly Placed[]
}

export const NOTHING_HELD: Held = {chains: [], keys: [], entries: [], placed: []}

/** What a Secret or ConfigMap holds. `hosts` are those that it is served for. */
export const heldBy = (context: InspectionContext, object: KubeObject, hosts?: readonly string[]): Held =>
  heldIn(
    context,
    dataKeys(object).map(at => ({at, entry: dataEntry(object, at) ?? {}})),
    hosts,
  )

interface Read extends HeldEntry {
  readonly certificates: readonly Certificate[]
}

/**
 * Judges what stands together. What begins with a certificate that is no CA is a chain, and so is `tls.crt`; everything else
 * is trusted each on its own. A chain may lead to what stands beside it.
 */
export const heldIn = (context: InspectionContext, held: readonly HeldEntry[], hosts?: readonly string[]): Held => {
  const texts = valueOr(context.view.fact(certificateTexts), undefined)
  const read = held.map((each): Read => ({...each, certificates: texts?.ofPem(each.entry.pem) ?? []}))
  const full = read.filter(({certificates}) => certificates.length > 0)
  const authorities = full.filter(each => !isChain(each))
  const pool = context.anchors.poolWith(authorities.flatMap(({certificates}) => certificates))
  const chains = [...full.filter(isChain), ...authorities].map(each =>
    isChain(each)
      ? judgeChain({
          at: each.at,
          certificates: each.certificates,
          problems: each.entry.problems ?? [],
          anchors: pool,
          elsewhere: context.anchors.intermediates,
          now: context.now,
          ...(hosts !== undefined && {hosts}),
        })
      : authoritiesChain(each.at, each.certificates, each.entry.problems),
  )
  const leaves = full.filter(isChain).flatMap(({certificates}) => certificates[0] ?? [])
  return {
    chains,
    keys: read.flatMap(({at, entry: {keys = []}}) => keys.map(key => privateKeyView(at, key, leaves))),
    entries: read
      .filter(({certificates, entry}) => certificates.length === 0 && entry.keys === undefined)
      .map(entryView),
    placed: full.flatMap(each => each.certificates.map(certificate => placed(certificate, each.at))),
  }
}

const isChain = ({at, certificates}: Read): boolean => CHAINS.has(at) || certificates[0]?.isCa === false

/** What holds a chain even where its leaf is a CA. */
const CHAINS: ReadonlySet<string> = new Set(['tls.crt', 'status.certificate', 'served'])

const placed = (certificate: Certificate, at: string): Placed => ({certificate, place: {is: 'own', at} satisfies Place})

/** A private key by its public half, and whether one of the leaves is for it. */
export const privateKeyView = (at: string, key: DataKey, leaves: readonly Certificate[]): PrivateKeyView => {
  if ('unreadable' in key) return {at, unreadable: key.unreadable}
  const leaf = leaves.find(({publicKey}) => publicKey.hash === key.hash)
  const named =
    leaf === undefined ? {algorithm: key.algorithm, bits: key.bits, hash: key.hash} : keyView(leaf.publicKey)
  return {at, ...named, ...(leaves.length > 0 && {matches: leaf !== undefined})}
}

const STORES = {jks: 'Java key store', pkcs12: 'PKCS#12 store'} as const
const HIDDEN = {sops: 'encrypted by SOPS', placeholder: 'filled in later'} as const

const entryView = ({at, entry}: Read): EntryView => ({key: at, is: whatIs(entry), problems: entry.problems ?? []})

const whatIs = ({store, hidden, empty, problems = []}: DataEntry): string => {
  if (store !== undefined) return STORES[store]
  if (hidden !== undefined) return HIDDEN[hidden]
  if (empty === true) return 'empty'
  return problems.length > 0 ? 'unreadable' : 'something else'
}
