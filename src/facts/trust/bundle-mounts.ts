import {known, valueOr} from '../../core/knowing.ts'
import {condition, timeOf} from '../../core/kube/condition.ts'
import {type KubeObject, label, text} from '../../core/kube/object.ts'
import {type ObjectRef, ref, refKey} from '../../core/kube/ref.ts'
import type {Fact, View} from '../../core/kube/view.ts'
import {mountsOf, type PodTemplate, podTemplates, type VolumeMount} from '../consumer/pod-templates.ts'
import {bundlesByName} from './bundle-targets.ts'
import {BUNDLE_LABEL, type Bundle, bundles} from './bundles.ts'

/** A mount of what a Bundle writes. */
export interface BundleMount {
  readonly object: KubeObject
  readonly bundle: string
  /** The ConfigMap or Secret that is mounted. */
  readonly target: ObjectRef
  readonly mount: VolumeMount
  /** Something restarts the pods when it changes, so that no mount gets old. */
  readonly isReloaded: boolean
  /** When a Job that has not ended began; undefined for everything else. */
  readonly runningSince?: number
}

/** Every mount of a Bundle's target in pods that live long enough for it to change; CronJobs and Jobs that ended are not among them. */
export const bundleMounts: Fact<readonly BundleMount[]> = {
  name: 'mounts of bundles',
  of: podTemplates.of,
  reads: [...bundles.of, 'core/configmaps', 'core/secrets'],
  derive: view => {
    const templates = view.fact(podTemplates)
    if (!templates.known) return templates
    const all = view.fact(bundles)
    if (!all.known && !view.list('core/configmaps').known) return all
    const targets = bundlesByName(valueOr(all, []))
    return known(
      templates.value.filter(isLasting).flatMap(template =>
        mountsOf(template).flatMap(mount =>
          mount.shows.flatMap((target): readonly BundleMount[] => {
            const bundle = bundleOf(view, targets, target)
            return bundle === undefined ? [] : [{...mounted(template, target), bundle, target, mount}]
          }),
        ),
      ),
    )
  },
}

/** By the label that trust-manager gives its targets; where the target was not seen, by the Bundle of that name. */
const bundleOf = (view: View, targets: ReadonlyMap<string, Bundle>, target: ObjectRef): string | undefined => {
  const found = valueOr(view.find(target), null)
  if (found !== null) return label(found, BUNDLE_LABEL)
  return targets.get(refKey(ref(target.kind, undefined, target.name)))?.name
}

const isLasting = ({object: {ref: own, body}}: PodTemplate): boolean =>
  own.kind !== 'batch/cronjobs' &&
  !(own.kind === 'batch/jobs' && (text(body, 'status', 'startTime') === undefined || isOver({ref: own, body})))

const isOver = (job: Pick<KubeObject, 'ref' | 'body'>): boolean =>
  text(job.body, 'status', 'completionTime') !== undefined ||
  condition({...job, origin: {from: 'cluster'}}, 'Failed')?.status === 'True'

const mounted = (template: PodTemplate, target: ObjectRef): Omit<BundleMount, 'bundle' | 'target' | 'mount'> => {
  const {object} = template
  const since = object.ref.kind === 'batch/jobs' ? timeOf(text(object.body, 'status', 'startTime')) : undefined
  return {object, isReloaded: isReloaded(template, target), ...(since !== undefined && {runningSince: since})}
}

/** Stakater Reloader and Wave, by their annotations on the workload or its pods. */
const isReloaded = ({annotations}: PodTemplate, {kind, name}: ObjectRef): boolean => {
  const what = kind === 'core/secrets' ? 'secret' : 'configmap'
  const named = text(annotations, `${what}.reloader.stakater.com/reload`) ?? ''
  const switches = [...SWITCHES, `${what}.reloader.stakater.com/auto`]
  return (
    named.split(',').some(each => each.trim() === name) || switches.some(each => text(annotations, each) === 'true')
  )
}

const SWITCHES = [
  'reloader.stakater.com/auto',
  'reloader.stakater.com/search',
  'wave.pusher.com/update-on-config-change',
]
