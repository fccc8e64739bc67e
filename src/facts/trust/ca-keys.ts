import {given} from '../../core/given.ts'
import {known, valueOr} from '../../core/knowing.ts'
import {type KubeObject, list, type Path, record, text} from '../../core/kube/object.ts'
import {refKey} from '../../core/kube/ref.ts'
import {type PrivateKey, pemOf, privateKeys} from '../../core/kube/secret.ts'
import type {Fact, View} from '../../core/kube/view.ts'
import {certificateTexts} from '../certificate/certificate-texts.ts'
import {type SecretMaker, secretMakers} from '../certificate/secret-makers.ts'
import {type Issuer, issuers} from '../issuer/issuers.ts'

/** A Secret that holds the private key of a CA outside the namespace in which its issuer looks for it. */
export interface CaKeyCopy {
  readonly object: KubeObject
  /** Of the data key. */
  readonly path: Path
  /** An issuer that signs with the copy. */
  readonly usedBy?: Issuer
  /** The tool that has copied it, by its marks. */
  readonly copiedBy?: string
  readonly maker?: SecretMaker
}

/** The private key of a CA, where it belongs, and where else it is. */
export interface CaKey {
  /** The Secret in which the key belongs, and an issuer that signs with it there. */
  readonly home: KubeObject
  readonly issuer: Issuer
  readonly copies: readonly CaKeyCopy[]
}

/** The key of every CA issuer. */
export const caKeys: Fact<readonly CaKey[]> = {
  name: 'CA keys',
  of: ['core/secrets'],
  reads: [...new Set([...issuers.of, ...issuers.reads, ...secretMakers.of, ...secretMakers.reads])],
  derive: view => {
    const secrets = view.list('core/secrets')
    if (!secrets.known) return secrets
    const homes = homesByKey(view)
    const found = homes.size === 0 ? [] : secrets.value.flatMap(object => copiesIn(view, object, homes))
    const byHome = Map.groupBy(found, ({hash}) => hash)
    return known(
      [...homes].map(
        ([
          hash,
          {
            first: {issuer, secret},
          },
        ]) => ({
          issuer,
          home: secret,
          copies: (byHome.get(hash) ?? []).map(({copy}) => copy),
        }),
      ),
    )
  },
}

/** One place in which an issuer finds the key of its CA. */
interface Home {
  readonly issuer: Issuer
  readonly secret: KubeObject
  readonly rank: string
}

interface Homes {
  /** Where the key belongs. */
  readonly first: Home
  /** The issuer of every place, by `refKey` of the Secret. */
  readonly issuers: ReadonlyMap<string, Issuer>
}

/** The Secrets of CA issuers, by the hash of the CA's public key. */
const homesByKey = (view: View): ReadonlyMap<string, Homes> => {
  const texts = view.fact(certificateTexts)
  const homes = valueOr(view.fact(issuers), []).flatMap(issuer =>
    issuer.secrets.flatMap(({target, purpose}): readonly [string, Home][] => {
      const secret = valueOr(view.find(target), null)
      if (purpose !== 'signing' || secret === null || !texts.known) return []
      const [own] = texts.value.ofPem(pemOf(secret, 'tls.crt'))
      const isOwn = ({key, hash}: PrivateKey) => key === 'tls.key' && hash === own?.publicKey.hash
      return own?.isCa === true && privateKeys(secret).some(isOwn)
        ? [[own.publicKey.hash, {issuer, secret, rank: rankOf(issuer, secret)}]]
        : []
    }),
  )
  return new Map(
    [...Map.groupBy(homes, ([hash]) => hash)].flatMap(([hash, same]) => {
      const all = same.map(([, home]) => home).sort((a, b) => (a.rank < b.rank ? -1 : 1))
      const issuers = new Map(all.map(({secret, issuer}) => [refKey(secret.ref), issuer]))
      return all[0] === undefined ? [] : [[hash, {first: all[0], issuers}] as const]
    }),
  )
}

/** Cluster-wide issuers first, then whose Secret cert-manager has made, then by name. */
const rankOf = ({object}: Issuer, secret: KubeObject): string => {
  const isMade = text(secret.body, 'metadata', 'annotations', 'cert-manager.io/certificate-name') !== undefined
  return [object.ref.namespace === undefined ? 0 : 1, isMade ? 0 : 1, refKey(secret.ref)].join(' ')
}

interface Found {
  readonly hash: string
  readonly copy: CaKeyCopy
}

const copiesIn = (view: View, object: KubeObject, homes: ReadonlyMap<string, Homes>): readonly Found[] => {
  const {namespace = '', name} = object.ref
  for (const {key, hash} of privateKeys(object)) {
    const home = homes.get(hash)
    if (home === undefined || home.first.secret.ref.namespace === namespace) continue
    const rest = {
      usedBy: home.issuers.get(refKey(object.ref)),
      copiedBy: copierOf(object),
      maker: valueOr(view.fact(secretMakers), undefined)?.of(namespace, name)[0],
    }
    return [{hash, copy: {object, path: ['data', key], ...given(rest)}}]
  }
  return []
}

/** Marks that copying tools leave on the copy. */
const COPIERS: readonly (readonly [RegExp, string])[] = [
  [/^reflector\.v1\.k8s\.emberstack\.com\//, 'Reflector'],
  [/^replicator\.v1\.mittwald\.de\//, 'kubernetes-replicator'],
  [/^kubed\.appscode\.com\//, 'Config Syncer'],
  [/^generate\.kyverno\.io\//, 'Kyverno'],
]

/** The tool that has copied an object into its namespace, by its marks; undefined where there are none. */
export const copierOf = ({body}: KubeObject): string | undefined => {
  const marks = [
    ...Object.keys(record(body, 'metadata', 'annotations')),
    ...Object.keys(record(body, 'metadata', 'labels')),
  ]
  const [tool] = COPIERS.flatMap(([mark, name]) => (marks.some(each => mark.test(each)) ? [name] : []))
  const owner = list(body, 'metadata', 'ownerReferences').find(each => text(each, 'kind') === 'ExternalSecret')
  return tool ?? (owner === undefined ? undefined : `externalsecret/${text(owner, 'name')}`)
}
