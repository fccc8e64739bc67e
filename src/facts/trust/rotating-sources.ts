import {known, type Reading, unknown, valueOr} from '../../core/knowing.ts'
import {number, text} from '../../core/kube/object.ts'
import {type ObjectRef, refKey} from '../../core/kube/ref.ts'
import type {Fact, View} from '../../core/kube/view.ts'
import {DEFAULT_LIFETIME, renewalInterval} from '../../core/renewal-interval.ts'
import type {Certificate} from '../certificate/certificates.ts'
import {rotationPolicyOf} from '../certificate/key-rotation.ts'
import {secretMakers} from '../certificate/secret-makers.ts'
import {issuerOf} from '../issuer/issuer-ref.ts'
import {type Issuer, issuers} from '../issuer/issuers.ts'
import {type BundleContent, bundleContents, type SourceContent} from './bundle-contents.ts'
import {bundleSources, type SourceObject} from './bundle-sources.ts'

/** A source of a Bundle that gets another key when cert-manager renews it. */
export interface RotatingSource {
  readonly source: SourceObject
  readonly secret: ObjectRef
  /** The Certificate whose key changes: that of the source, or that of the CA which has signed it. */
  readonly certificate: Certificate
  /** Whether the Bundle has all that is in the source from elsewhere too, so that it stays when the source changes. */
  readonly isKept: Reading<boolean>
  readonly content?: SourceContent
}

/** Sources that are Secrets of cert-manager with a CA that does not keep its key. */
export const rotatingSources: Fact<readonly RotatingSource[]> = {
  name: 'sources that rotate',
  of: bundleSources.of,
  reads: [
    ...new Set([
      ...bundleSources.reads,
      ...bundleContents.reads,
      ...secretMakers.of,
      ...secretMakers.reads,
      ...issuers.of,
      ...issuers.reads,
    ]),
  ],
  derive: view => {
    const all = view.fact(bundleSources)
    if (!all.known) return all
    const contents = new Map(valueOr(view.fact(bundleContents), []).map(each => [each.bundle, each]))
    const found = all.value.flatMap(source => rotating(view, source))
    const rotates = new Set(found.map(({source: {bundle, source}}) => `${bundle.name}\u0000${source.path.join()}`))
    const isStatic = ({bundle, source}: Pick<SourceObject, 'bundle' | 'source'>) =>
      !rotates.has(`${bundle.name}\u0000${source.path.join()}`)
    return known(found.map(each => withContent(each, contents.get(each.source.bundle), isStatic)))
  },
}

type Found = Pick<RotatingSource, 'source' | 'secret' | 'certificate'>

const rotating = (view: View, source: SourceObject): readonly Found[] => {
  const {target} = source
  if (!target.known || target.value.kind !== 'core/secrets') return []
  const maker = certificateOf(view, target.value)
  const certificate = maker === undefined ? undefined : keyHolder(view, maker, source.source.key)
  if (certificate === undefined || rotationPolicyOf(view, certificate) === 'Never' || isNeverRenewed(certificate))
    return []
  return [{source, secret: target.value, certificate}]
}

const certificateOf = (view: View, {namespace = '', name}: ObjectRef): Certificate | undefined =>
  valueOr(view.fact(secretMakers), undefined)
    ?.of(namespace, name)
    .find(({how}) => how === 'certificate')?.certificate

/** Whose key it is that a data key hands out: `tls.crt` has the Certificate's own, `ca.crt` that of the CA which signs it. */
const keyHolder = (view: View, certificate: Certificate, key: string | undefined): Certificate | undefined => {
  const issuer = issuerBehind(view, certificate)
  const isOwn = issuer?.type === 'selfSigned' || key === 'tls.crt'
  if (isOwn) return certificate.isCa || issuer?.type === 'selfSigned' ? certificate : undefined
  const signing = issuer?.secrets.find(({purpose}) => purpose === 'signing')
  return signing === undefined ? undefined : certificateOf(view, signing.target)
}

const issuerBehind = (view: View, {issuer, namespace}: Certificate): Issuer | undefined => {
  const target = issuerOf(issuer, namespace)
  if (target === null) return undefined
  const key = refKey(target)
  return valueOr(view.fact(issuers), []).find(({object}) => refKey(object.ref) === key)
}

/** `spec.renewal.policy: Disabled` of cert-manager 1.21. */
export const isNeverRenewed = ({object}: Certificate): boolean =>
  text(object.body, 'spec', 'renewal', 'policy') === 'Disabled'

const withContent = (
  found: Found,
  content: BundleContent | undefined,
  isStatic: (source: Pick<SourceObject, 'bundle' | 'source'>) => boolean,
): RotatingSource => {
  const {bundle, source} = found.source
  const own = content?.sources.find(each => each.source === source && each.certificates.length > 0)
  const others = content?.sources.filter(each => isStatic({bundle, source: each.source})) ?? []
  const held = new Set(others.flatMap(({certificates}) => certificates.map(({fingerprint}) => fingerprint)))
  const isKept = own?.certificates.every(({fingerprint}) => held.has(fingerprint)) ?? false
  const mayBe = bundle.sources.some(each => each.type !== 'secret' && each.type !== 'defaultCAs')
  const isOpen = !isKept && mayBe && (own === undefined || content?.unread?.reason === 'forbidden')
  return {
    ...found,
    isKept: isOpen ? unknown('undeclared', 'another source of the Bundle may hold the same CA') : known(isKept),
    ...(own !== undefined && {content: own}),
  }
}

/** A rotation further away than that is worth knowing, and no more. Milliseconds. */
export const FAR_ROTATION = 180 * 24 * 3_600_000

/** Milliseconds until the key changes: by the time that cert-manager has written, else from an issuance to the next. */
export const untilRotation = ({renewalTime, duration, renewBefore, object}: Certificate, now: Date): number =>
  renewalTime === undefined
    ? renewalInterval({
        lifetime: duration ?? DEFAULT_LIFETIME,
        renewBefore,
        renewBeforePercentage: number(object.body, 'spec', 'renewBeforePercentage'),
      })
    : renewalTime - now.getTime()
