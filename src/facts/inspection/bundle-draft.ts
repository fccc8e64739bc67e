import {subjectOf} from '../../core/doctor/judge.ts'
import {authoritiesChain} from '../../core/inspect/authorities.ts'
import type {BundleView, TargetView, UseView} from '../../core/inspect/parts.ts'
import {setHash} from '../../core/inspect/set-hash.ts'
import {valueOr} from '../../core/knowing.ts'
import type {KubeObject} from '../../core/kube/object.ts'
import {kubectlName, type ObjectRef, ref, refKey} from '../../core/kube/ref.ts'
import {pemOf} from '../../core/kube/secret.ts'
import {certificateTexts} from '../certificate/certificate-texts.ts'
import {bundleContents, type SourceContent} from '../trust/bundle-contents.ts'
import {bundleDrifts, type Drift} from '../trust/bundle-drifts.ts'
import {bundleMounts} from '../trust/bundle-mounts.ts'
import {bundleSources, type SourceObject} from '../trust/bundle-sources.ts'
import {bundleTargets} from '../trust/bundle-targets.ts'
import {type Bundle, bundles} from '../trust/bundles.ts'
import {conditionViews} from './condition-views.ts'
import type {InspectionContext} from './context.ts'
import type {Draft} from './draft.ts'
import {NOTHING_HELD} from './held-certificates.ts'
import {gapsOf} from './users.ts'

/** A Bundle: what it is made of, which namespaces have it and as what, and who mounts it. */
export const bundleDraft = (context: InspectionContext, object: KubeObject): Draft => {
  const {view} = context
  const own = valueOr(view.fact(bundles), []).find(each => each.object.ref === object.ref)
  if (own === undefined) return {held: [], parts: {}, gaps: []}
  const content = valueOr(view.fact(bundleContents), []).find(({bundle}) => bundle === own)
  const sources = content?.sources ?? []
  const certificates = sources.flatMap(each => each.certificates)
  const gaps = content?.unread === undefined ? [] : [{part: 'some sources', because: content.unread}]
  return {
    held: [
      {
        ...NOTHING_HELD,
        chains: [authoritiesChain('sources', certificates)],
        placed: sources.flatMap(each =>
          each.certificates.map(certificate => ({certificate, place: {is: 'own' as const, at: sourceName(each)}})),
        ),
      },
    ],
    parts: {bundle: bundleView(context, own, sources), usedBy: mountedBy(context, own)},
    gaps: [...gaps, ...gapsOf(view, ['core/namespaces', 'apps/deployments'], undefined)],
  }
}

const sourceName = ({source, object}: SourceContent): string => {
  if (object === undefined) return 'inline'
  return `${kubectlName(object.ref)} -n ${object.ref.namespace}${source.key === undefined ? '' : ` (${source.key})`}`
}

const bundleView = (context: InspectionContext, bundle: Bundle, sources: readonly SourceContent[]): BundleView => {
  const {view} = context
  const missing = valueOr(view.fact(bundleSources), []).filter(
    each => each.bundle === bundle && !(each.object.known && each.object.value !== null),
  )
  const reached = valueOr(view.fact(bundleTargets), []).find(each => each.bundle === bundle)
  const drifts = valueOr(view.fact(bundleDrifts), []).find(each => each.bundle === bundle)?.drifts ?? []
  const byTarget = new Map(drifts.map(drift => [refKey(drift.target), drift]))
  return {
    conditions: conditionViews(bundle.object),
    sources: [
      ...sources.map(each => ({from: sourceName(each), certificates: each.certificates.length})),
      ...missing.map(missingSource),
      ...(bundle.sources.some(({type}) => type === 'defaultCAs')
        ? [{from: 'the default CAs of trust-manager', certificates: 0}]
        : []),
    ],
    selector: reached?.selector ?? '',
    targets: (reached?.seen ?? []).flatMap(({ref: {name}}) =>
      targetsOf(bundle, name).map(({target, key}) => targetView(context, {target, key}, byTarget.get(refKey(target)))),
    ),
  }
}

const missingSource = ({target, object, elsewhere}: SourceObject): BundleView['sources'][number] => {
  const from = target.known ? `${kubectlName(target.value)} -n ${target.value.namespace}` : 'a source'
  const others = elsewhere.map(({namespace}) => namespace).join(', ')
  if (!object.known) return {from, certificates: 0, problem: object.because.detail}
  return {from, certificates: 0, problem: others === '' ? 'is not there' : `is not there, but in ${others}`}
}

const targetsOf = ({configMapKey, secretKey, name}: Bundle, namespace: string) => [
  ...(configMapKey === undefined ? [] : [{target: ref('core/configmaps', namespace, name), key: configMapKey}]),
  ...(secretKey === undefined ? [] : [{target: ref('core/secrets', namespace, name), key: secretKey}]),
]

const targetView = (
  {view}: InspectionContext,
  {target, key}: {readonly target: ObjectRef; readonly key: string},
  drift: Drift | undefined,
): TargetView => {
  const found = view.find(target)
  const named = {
    namespace: target.namespace ?? '',
    object: subjectOf({ref: target, body: {}, origin: {from: 'cluster'}}),
  }
  if (!found.known) return {...named, state: 'unknown', detail: found.because.detail}
  if (found.value === null) return {...named, state: 'missing'}
  const texts = valueOr(view.fact(certificateTexts), undefined)
  const has = texts?.ofPem(pemOf(found.value, key)) ?? []
  return {
    ...named,
    state: drift === undefined ? 'synced' : 'drifted',
    certificates: has.length,
    hash: setHash(has.map(({fingerprint}) => fingerprint)),
    ...(drift !== undefined && {detail: driftText(drift)}),
  }
}

const driftText = ({lacks, keeps, writer}: Drift): string =>
  [
    ...(lacks.length > 0 ? [`lacks ${lacks.length}`] : []),
    ...(keeps.length > 0 ? [`has ${keeps.length} of no source`] : []),
    ...(writer === undefined ? [] : [`written by ${writer}`]),
  ].join(', ')

const mountedBy = ({view}: InspectionContext, {name}: Bundle): readonly UseView[] => {
  const mounts = valueOr(view.fact(bundleMounts), []).filter(({bundle}) => bundle === name)
  const byObject = Map.groupBy(mounts, ({object}) => refKey(object.ref))
  return [...byObject.values()].flatMap(group =>
    group[0] === undefined
      ? []
      : [
          {
            subject: subjectOf(group[0].object),
            how: `mounts it at ${[...new Set(group.map(({mount}) => mount.mountPath))].join(', ')}`,
          },
        ],
  )
}
