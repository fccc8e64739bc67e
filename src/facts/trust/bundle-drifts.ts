import {given} from '../../core/given.ts'
import {known, type Unknown, valueOr} from '../../core/knowing.ts'
import {createdAt} from '../../core/kube/condition.ts'
import type {KubeObject} from '../../core/kube/object.ts'
import {type ObjectRef, ref} from '../../core/kube/ref.ts'
import {pemOf} from '../../core/kube/secret.ts'
import type {Fact, View} from '../../core/kube/view.ts'
import type {Certificate} from '../../core/x509/certificate.ts'
import {certificateTexts} from '../certificate/certificate-texts.ts'
import {writersOf} from '../certificate/secret-writers.ts'
import {type BundleContent, bundleContents} from './bundle-contents.ts'
import {type BundleTargets, bundleTargets} from './bundle-targets.ts'
import type {Bundle} from './bundles.ts'

/** A namespace in which a Bundle's target is not what its sources give now. */
export interface Drift {
  readonly target: ObjectRef
  /** When the namespace was created; epoch milliseconds. */
  readonly created?: number
  /** Undefined: there is none. */
  readonly object?: KubeObject
  /** CA certificates of the sources that it lacks, and certificates of no source that it has. */
  readonly lacks: readonly Certificate[]
  readonly keeps: readonly Certificate[]
  /** Who has written the data key last, where that is not trust-manager. */
  readonly writer?: string
}

/** A Bundle of a cluster, and where it has drifted. */
export interface BundleDrift {
  readonly bundle: Bundle
  /** In how many namespaces it was compared. */
  readonly compared: number
  readonly drifts: readonly Drift[]
  /** Why some could not be compared. */
  readonly unread?: Unknown
  /** When it was created, or one of its sources written last, as far as that is known; epoch milliseconds. */
  readonly changed: number
}

export const bundleDrifts: Fact<readonly BundleDrift[]> = {
  name: 'drifts of bundles',
  of: bundleContents.of,
  reads: [
    ...new Set([
      ...bundleContents.reads,
      ...bundleTargets.of,
      ...bundleTargets.reads,
      'core/configmaps' as const,
      'core/secrets' as const,
    ]),
  ],
  derive: view => {
    const contents = view.fact(bundleContents)
    if (!contents.known) return contents
    const targets = new Map(valueOr(view.fact(bundleTargets), []).map(each => [each.bundle, each]))
    return known(
      contents.value.flatMap(content => {
        const reached = targets.get(content.bundle)
        const isLive = content.bundle.created !== undefined
        return isLive && reached !== undefined ? [driftOf(view, content, reached)] : []
      }),
    )
  },
}

const driftOf = (view: View, content: BundleContent, {seen}: BundleTargets): BundleDrift => {
  const {bundle, sources} = content
  const compare = comparer(view, content)
  const drifts: Drift[] = []
  const compared = new Set<string>()
  let unread: Unknown | undefined
  for (const {kind, key} of kindsOf(bundle)) {
    for (const namespace of seen) {
      const target = ref(kind, namespace.ref.name, bundle.name)
      const found = view.find(target)
      if (!found.known) unread ??= found.because
      if (!found.known) continue
      compared.add(namespace.ref.name)
      const difference = compare(found.value, key)
      if (difference !== null) drifts.push({target, ...difference, ...given({created: createdAt(namespace)})})
    }
  }
  const written = sources.flatMap(({object}) => (object === undefined ? [] : lastWrites(object)))
  return {
    bundle,
    compared: compared.size,
    drifts,
    changed: Math.max(bundle.created ?? 0, ...written),
    ...given({unread}),
  }
}

const kindsOf = ({configMapKey, secretKey}: Bundle): readonly {kind: ObjectRef['kind']; key: string}[] => [
  ...(configMapKey === undefined ? [] : [{kind: 'core/configmaps' as const, key: configMapKey}]),
  ...(secretKey === undefined ? [] : [{kind: 'core/secrets' as const, key: secretKey}]),
]

const lastWrites = (object: KubeObject): readonly number[] => writersOf(object).flatMap(({time}) => time ?? [])

type Difference = Pick<Drift, 'object' | 'lacks' | 'keeps' | 'writer'>

/** Compares sets, not texts: trust-manager sorts by hash and drops repeats. Nearly all targets of a Bundle have one text. */
const comparer = (view: View, {sources, unread}: BundleContent) => {
  const texts = valueOr(view.fact(certificateTexts), undefined)
  const wanted = new Map(sources.flatMap(({certificates}) => certificates).map(each => [each.fingerprint, each]))
  const cas = [...wanted.values()].filter(({isCa}) => isCa)
  const seen = new Map<string, Pick<Difference, 'lacks' | 'keeps'>>()
  const differ = (pem: string): Pick<Difference, 'lacks' | 'keeps'> => {
    const has = texts?.ofPem(pem) ?? []
    const held = new Set(has.map(({fingerprint}) => fingerprint))
    return {
      lacks: cas.filter(({fingerprint}) => !held.has(fingerprint)),
      keeps: unread === undefined ? has.filter(({fingerprint}) => !wanted.has(fingerprint)) : [],
    }
  }
  return (object: KubeObject | null, key: string): Difference | null => {
    if (object === null) return {lacks: cas, keeps: []}
    const pem = pemOf(object, key) ?? ''
    const difference = seen.get(pem) ?? differ(pem)
    seen.set(pem, difference)
    if (difference.lacks.length + difference.keeps.length === 0) return null
    return {object, ...difference, ...given({writer: otherWriter(object, key)})}
  }
}

/** Who has the data key now, where that is not trust-manager: whoever wrote it last has it. */
const otherWriter = (object: KubeObject, key: string): string | undefined =>
  writersOf(object).find(({manager, data}) => manager !== 'trust-manager' && data.includes(key))?.manager
