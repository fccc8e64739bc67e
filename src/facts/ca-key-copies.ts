import {known, valueOr} from '../core/knowing.ts'
import {type KubeObject, list, type Path, record, text} from '../core/kube/object.ts'
import {refKey} from '../core/kube/ref.ts'
import {dataEntry, dataKeys, pemOf} from '../core/kube/secret.ts'
import type {Fact, View} from '../core/kube/view.ts'
import {certificateTexts} from './certificate-texts.ts'
import {type Issuer, issuers} from './issuers.ts'
import {type SecretMaker, secretMakers} from './secret-makers.ts'

/** A Secret that holds the private key of a CA outside the namespace in which its issuer looks for it. */
export interface CaKeyCopy {
  readonly object: KubeObject
  /** Of the data key. */
  readonly path: Path
  /** Where the key belongs, and an issuer that signs with it there. */
  readonly home: KubeObject
  readonly issuer: Issuer
  /** An issuer that signs with the copy. */
  readonly usedBy?: Issuer
  /** The tool that has copied it, by its marks. */
  readonly copiedBy?: string
  readonly maker?: SecretMaker
}

export const caKeyCopies: Fact<readonly CaKeyCopy[]> = {
  name: 'copies of CA keys',
  of: ['core/secrets'],
  reads: [...new Set([...issuers.of, ...issuers.reads, ...secretMakers.of, ...secretMakers.reads])],
  derive: view => {
    const secrets = view.list('core/secrets')
    if (!secrets.known) return secrets
    const keys = caKeys(view)
    const makers = view.fact(secretMakers)
    if (keys.size === 0) return known([])
    return known(
      secrets.value.flatMap(object =>
        copiesIn(object, keys).map(copy => {
          const {namespace = '', name} = object.ref
          const [maker] = makers.known ? makers.value.of(namespace, name) : []
          return {...copy, ...(maker !== undefined && {maker})}
        }),
      ),
    )
  },
}

/** One place in which an issuer finds the key of its CA. */
interface Home {
  readonly issuer: Issuer
  readonly secret: KubeObject
}

/** The Secrets of CA issuers, by the hash of the CA's public key, the one where the key belongs first. */
const caKeys = (view: View): ReadonlyMap<string, readonly Home[]> => {
  const texts = view.fact(certificateTexts)
  const homes = valueOr(view.fact(issuers), []).flatMap(issuer =>
    issuer.secrets.flatMap(({target, purpose}): readonly [string, Home][] => {
      const secret = valueOr(view.find(target), null)
      if (purpose !== 'signing' || secret === null || !texts.known) return []
      const [own] = texts.value.ofPem(pemOf(secret, 'tls.crt'))
      return own?.isCa === true && hashesOf(secret, 'tls.key').includes(own.publicKey.hash)
        ? [[own.publicKey.hash, {issuer, secret}]]
        : []
    }),
  )
  const byKey = Map.groupBy(homes, ([hash]) => hash)
  return new Map([...byKey].map(([hash, same]) => [hash, same.map(([, home]) => home).sort(byRight)]))
}

/** Cluster-wide issuers first, then whose Secret cert-manager has made, then by name. */
const byRight = (a: Home, b: Home): number => (rankOf(a) < rankOf(b) ? -1 : 1)

const rankOf = ({issuer, secret}: Home): string => {
  const isMade = text(secret.body, 'metadata', 'annotations', 'cert-manager.io/certificate-name') !== undefined
  return [issuer.object.ref.namespace === undefined ? 0 : 1, isMade ? 0 : 1, refKey(secret.ref)].join(' ')
}

const hashesOf = (secret: KubeObject, key: string): readonly string[] =>
  (dataEntry(secret, key)?.keys ?? []).flatMap(each => ('hash' in each ? [each.hash] : []))

const copiesIn = (object: KubeObject, keys: ReadonlyMap<string, readonly Home[]>): readonly CaKeyCopy[] => {
  const {namespace} = object.ref
  for (const key of dataKeys(object)) {
    for (const hash of hashesOf(object, key)) {
      const [first, ...others] = keys.get(hash) ?? []
      if (first === undefined || first.secret.ref.namespace === namespace) continue
      const usedBy = others.find(({secret}) => refKey(secret.ref) === refKey(object.ref))?.issuer
      const copiedBy = copierOf(object)
      return [
        {
          object,
          path: ['data', key],
          home: first.secret,
          issuer: first.issuer,
          ...(usedBy !== undefined && {usedBy}),
          ...(copiedBy !== undefined && {copiedBy}),
        },
      ]
    }
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

const copierOf = ({body}: KubeObject): string | undefined => {
  const marks = [
    ...Object.keys(record(body, 'metadata', 'annotations')),
    ...Object.keys(record(body, 'metadata', 'labels')),
  ]
  const [tool] = COPIERS.flatMap(([mark, name]) => (marks.some(each => mark.test(each)) ? [name] : []))
  const owner = list(body, 'metadata', 'ownerReferences').find(each => text(each, 'kind') === 'ExternalSecret')
  return tool ?? (owner === undefined ? undefined : `externalsecret/${text(owner, 'name')}`)
}
