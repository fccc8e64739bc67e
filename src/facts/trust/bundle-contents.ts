import {known, type Unknown, valueOr} from '../../core/knowing.ts'
import {flag, type KubeObject, type Path} from '../../core/kube/object.ts'
import {kubectlName} from '../../core/kube/ref.ts'
import {dataKeys, pemOf} from '../../core/kube/secret.ts'
import type {Fact, View} from '../../core/kube/view.ts'
import type {Certificate} from '../../core/x509/certificate.ts'
import {certificateTexts} from '../certificate/certificate-texts.ts'
import {components, installationsOf} from '../component/components.ts'
import {bundleSources, type SourceObject} from './bundle-sources.ts'
import {type Bundle, type BundleSource, bundles} from './bundles.ts'
import {flagOf} from './trust-namespace.ts'

/** What one source of a Bundle gives: the certificates of one object, or of an inline text. */
export interface SourceContent {
  readonly source: BundleSource
  /** Undefined of an inline source. */
  readonly object?: KubeObject
  readonly certificates: readonly Certificate[]
}

/** For messages: `configmap/corp-root of cert-manager`, `an inline source`. */
export const sourceName = ({object}: SourceContent): string =>
  object === undefined ? 'an inline source' : `${kubectlName(object.ref)} of ${object.ref.namespace}`

/** The field of the Bundle that names the source, down to the key. */
export const sourcePath = ({source}: SourceContent): Path =>
  source.key === undefined ? source.path : [...source.path, 'key']

/** What trust-manager makes of the sources of a Bundle, as far as they were read. */
export interface BundleContent {
  readonly bundle: Bundle
  readonly sources: readonly SourceContent[]
  /** Why there may be more in it than these: the default CAs, or a source that was not read or is not there. */
  readonly unread?: Unknown
  /** Expired certificates are left out (`--filter-expired-certificates`). */
  readonly dropsExpired: boolean
  /** Certificates that are no CA are left out (`--filter-non-ca-certs`). */
  readonly dropsLeaves: boolean
}

/** Of every Bundle with a target. Certificates stand in the order of their sources; trust-manager sorts them by hash. */
export const bundleContents: Fact<readonly BundleContent[]> = {
  name: 'contents of bundles',
  of: bundles.of,
  reads: [...new Set([...bundleSources.reads, ...components.of, ...components.reads])],
  derive: view => {
    const sources = view.fact(bundleSources)
    if (!sources.known) return sources
    const byBundle = Map.groupBy(sources.value, ({bundle}) => bundle)
    const filters = {
      dropsExpired: isSwitchedOn(view, '--filter-expired-certificates', 'filterExpiredCertificates'),
      dropsLeaves: isSwitchedOn(view, '--filter-non-ca-certs', 'filterNonCACerts'),
    }
    const own = valueOr(view.fact(bundles), []).filter(({api}) => api === 'Bundle')
    return known(own.map(bundle => ({...contentOf(view, bundle, byBundle.get(bundle) ?? []), ...filters})))
  },
}

/** A switch of trust-manager, by the arguments of its workload or by the values of its chart, where it is `<value>.enabled`. */
export const isSwitchedOn = (view: View, argument: string, value: string): boolean =>
  installationsOf(valueOr(view.fact(components), []), 'trust-manager').some(
    ({args, release}) =>
      flag(release?.values, value, 'enabled') === true ||
      (args.includes(argument) ? true : flagOf(args, argument) === 'true'),
  )

type Content = Pick<BundleContent, 'bundle' | 'sources' | 'unread'>

const contentOf = (view: View, bundle: Bundle, objects: readonly SourceObject[]): Content => {
  const texts = valueOr(view.fact(certificateTexts), undefined)
  const read = (pems: readonly string[]) => pems.flatMap(pem => texts?.ofPem(pem) ?? [])
  const sources = bundle.sources.flatMap((source): readonly SourceContent[] => {
    if (source.pem !== undefined) return [{source, certificates: read([source.pem])}]
    return objects.flatMap(each =>
      each.source !== source || !each.object.known || each.object.value === null
        ? []
        : [{source, object: each.object.value, certificates: read(textsIn(each.object.value, source.key))}],
    )
  })
  const unread = unreadOf(bundle, objects)
  return {bundle, sources, ...(unread !== undefined && {unread})}
}

/** The PEM texts of one data key, or of all. */
export const textsIn = (object: KubeObject, key: string | undefined): readonly string[] =>
  (key === undefined ? dataKeys(object) : [key]).flatMap(each => pemOf(object, each) ?? [])

const unreadOf = (bundle: Bundle, objects: readonly SourceObject[]): Unknown | undefined => {
  if (bundle.sources.some(({type}) => type === 'defaultCAs'))
    return {reason: 'undeclared', detail: 'which CAs trust-manager has by default was not read'}
  const open = objects.find(
    ({object, source}) => !object.known || object.value === null || lacksKey(object.value, source),
  )
  if (open === undefined) return undefined
  return open.object.known ? {reason: 'undeclared', detail: 'a source is missing'} : open.object.because
}

/** trust-manager treats it as it treats an object that is not there: it writes nothing. */
const lacksKey = (object: KubeObject, {key}: BundleSource): boolean =>
  key !== undefined && !dataKeys(object).includes(key)
