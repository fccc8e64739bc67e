import {known, type Unknown, valueOr} from '../../core/knowing.ts'
import {type KubeObject, label} from '../../core/kube/object.ts'
import {refKey} from '../../core/kube/ref.ts'
import {dataKeys, pemOf} from '../../core/kube/secret.ts'
import type {Fact, View} from '../../core/kube/view.ts'
import type {Certificate} from '../../core/x509/certificate.ts'
import {CertificatePool} from '../../core/x509/path/path.ts'
import {certificateTexts} from '../certificate/certificate-texts.ts'
import {bundleSources, type SourceObject} from './bundle-sources.ts'
import {BUNDLE_LABEL, type Bundle, bundles} from './bundles.ts'
import {meantCertificates} from './source-keys.ts'

/** What all Bundles together distribute. */
export interface TrustedRoots {
  /** The Bundles, by name. */
  readonly bundles: readonly Bundle[]
  readonly pool: CertificatePool
  /** A Bundle that holds a certificate of the pool. */
  bundleOf(certificate: Certificate): Bundle | undefined
  /** Sources by Secret: those from which its own certificate is taken, and those from which its CA is. By `refKey`. */
  readonly ownCertificates: ReadonlySet<string>
  readonly authorities: ReadonlySet<string>
  /** Why there may be more in them than was seen. */
  readonly unread?: Unknown
}

export const trustedRoots: Fact<TrustedRoots> = {
  name: 'roots in bundles',
  of: bundles.of,
  reads: bundleSources.reads,
  derive: view => {
    const all = view.fact(bundles)
    if (!all.known) return all
    const sources = valueOr(view.fact(bundleSources), [])
    const own = all.value.filter(({api}) => api === 'Bundle').sort((a, b) => (a.name < b.name ? -1 : 1))
    const targets = targetTexts(view)
    const holders = new Map<string, Bundle>()
    const certificates = own.flatMap(bundle => {
      const found = certificatesOf(view, bundle, sources, targets.get(bundle.name) ?? [])
      for (const {fingerprint} of found) if (!holders.has(fingerprint)) holders.set(fingerprint, bundle)
      return found
    })
    const unread = unreadOf(all.value, sources, targets)
    return known({
      bundles: own,
      pool: new CertificatePool(certificates),
      bundleOf: ({fingerprint}) => holders.get(fingerprint),
      ownCertificates: secretsWith(sources, key => key !== 'ca.crt'),
      authorities: secretsWith(sources, key => key === undefined || key === 'ca.crt'),
      ...(unread !== undefined && {unread}),
    })
  },
}

/** The texts of the targets that were seen, each once, by Bundle. */
const targetTexts = (view: View): ReadonlyMap<string, readonly string[]> => {
  const texts = new Map<string, Set<string>>()
  for (const kind of ['core/configmaps', 'core/secrets'] as const) {
    for (const object of valueOr(view.list(kind), [])) {
      const name = label(object, BUNDLE_LABEL)
      if (name === undefined) continue
      const found = texts.get(name) ?? new Set<string>()
      for (const text of textsIn(object, undefined)) found.add(text)
      texts.set(name, found)
    }
  }
  return new Map([...texts].map(([name, found]) => [name, [...found]]))
}

const textsIn = (object: KubeObject, key: string | undefined): readonly string[] =>
  (key === undefined ? dataKeys(object) : [key]).flatMap(each => pemOf(object, each) ?? [])

const certificatesOf = (
  view: View,
  bundle: Bundle,
  sources: readonly SourceObject[],
  targets: readonly string[],
): readonly Certificate[] => {
  const texts = valueOr(view.fact(certificateTexts), undefined)
  const inline = bundle.sources.flatMap(({pem}) => pem ?? [])
  const read = sources
    .filter(source => source.bundle === bundle)
    .flatMap(each => (isMissing(each) ? meantTexts(each) : sourceTexts(each)))
  return [...new Set([...inline, ...read, ...targets])].flatMap(text => texts?.ofPem(text) ?? [])
}

const isMissing = ({object}: SourceObject): boolean => object.known && object.value === null

const sourceTexts = ({object, source}: SourceObject): readonly string[] =>
  object.known && object.value !== null ? textsIn(object.value, source.key) : []

/** What a source that lies in the wrong namespace will bring once it is mended: that it is missing is said elsewhere. */
const meantTexts = ({elsewhere, source}: SourceObject): readonly string[] =>
  elsewhere.flatMap(({object}) => (object === undefined ? [] : (meantCertificates(object, source.key) ?? [])))

/** A Bundle is known by its targets, where there are any; one whose source is missing will hold more than they do. */
const unreadOf = (
  all: readonly Bundle[],
  sources: readonly SourceObject[],
  targets: ReadonlyMap<string, readonly string[]>,
): Unknown | undefined => {
  for (const {api, name, isReconciled, sources: own} of all) {
    if (api === 'ClusterBundle' && isReconciled) return unseen(`what clusterbundle/${name} holds was not read`)
    if (own.some(({type}) => type === 'defaultCAs') && !targets.has(name))
      return unseen(`the default CAs of bundle/${name} were not seen`)
  }
  for (const each of sources) {
    const {bundle, object} = each
    if (isMissing(each) && meantTexts(each).length === 0) return unseen(`a source of bundle/${bundle.name} is missing`)
    if (!object.known && !targets.has(bundle.name)) return object.because
  }
  return undefined
}

const unseen = (detail: string): Unknown => ({reason: 'undeclared', detail})

const secretsWith = (
  sources: readonly SourceObject[],
  isMeant: (key: string | undefined) => boolean,
): ReadonlySet<string> =>
  new Set(
    sources.flatMap(({source, target}) =>
      source.type === 'secret' && target.known && isMeant(source.key) ? [refKey(target.value)] : [],
    ),
  )
