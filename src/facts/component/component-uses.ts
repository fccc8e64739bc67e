import {COMPONENTS, type ComponentInfo} from '../../core/component.ts'
import {known, type Reading, valueOr} from '../../core/knowing.ts'
import {createdAt, timeOf} from '../../core/kube/condition.ts'
import type {Kind} from '../../core/kube/kind.ts'
import {annotation, type KubeObject, list, text} from '../../core/kube/object.ts'
import {type Fact, listAll, type View} from '../../core/kube/view.ts'
import {components, isInstalled} from './components.ts'

/** A component that something needs: there are objects that do nothing without it. */
export interface ComponentUse {
  readonly info: ComponentInfo
  /** Never empty. */
  readonly objects: readonly KubeObject[]
  readonly installed: Reading<boolean>
  /**
   * Whether it works all the same, under an image and labels that nobody knows: its leader has renewed its Lease within
   * five minutes, or the status of one of its objects has changed within the hour.
   */
  isAlive(now: Date): boolean
}

const SERVED: readonly Kind[] = COMPONENTS.flatMap(({serves}) => serves)
const LEASES = 'coordination.k8s.io/leases'
const REQUESTS = 'cert-manager.io/certificaterequests'

export const componentUses: Fact<readonly ComponentUse[]> = {
  name: 'uses of components',
  of: SERVED,
  reads: [...components.of, ...components.reads, LEASES],
  derive: view => {
    const objects = listAll(view, SERVED)
    if (!objects.known) return objects
    return known(COMPONENTS.flatMap(info => use(view, info)))
  },
}

const use = (view: View, info: ComponentInfo): readonly ComponentUse[] => {
  const objects = valueOr(listAll(view, info.serves), [])
  if (info.serves.length === 0 || objects.length === 0) return []
  const isAlive = (now: Date) =>
    holdsLease(view, info, now.getTime()) || objects.some(each => wasTouched(each, now.getTime()))
  return [{info, objects, installed: isInstalled(view, info.id), isAlive}]
}

const LEASE_LIFE = 5 * 60_000
const RECENTLY = 60 * 60_000

/** Whether the leader of a component has renewed its Lease within minutes. Reads Leases. */
export const holdsLease = (view: View, {lease}: ComponentInfo, now: number): boolean =>
  lease !== undefined &&
  valueOr(view.list(LEASES), []).some(
    ({ref, body}) => ref.name === lease && now - (timeOf(text(body, 'spec', 'renewTime')) ?? 0) < LEASE_LIFE,
  )

/** Of a CertificateRequest others write the status too, but only cert-manager makes one for a Certificate. */
const wasTouched = (object: KubeObject, now: number): boolean => {
  const isRecent = (time: number | undefined) => time !== undefined && now - time < RECENTLY
  if (object.ref.kind === REQUESTS) {
    return annotation(object, 'cert-manager.io/certificate-name') !== undefined && isRecent(createdAt(object))
  }
  return list(object.body, 'status', 'conditions').some(each => isRecent(timeOf(text(each, 'lastTransitionTime'))))
}
