import type {ComponentId} from '../../core/component.ts'
import {mapReading} from '../../core/knowing.ts'
import {type KubeObject, list, type Path, text} from '../../core/kube/object.ts'
import type {Fact} from '../../core/kube/view.ts'
import {components, type Installation, installationsOf} from '../component/components.ts'
import {helmReleases} from '../component/helm-releases.ts'
import {KUBELET_APPROVERS} from './kubelet-approval.ts'

/** The image of something that approves requests of kubelets, and where it is named. */
export interface ApproverImage {
  readonly component: ComponentId
  readonly object: KubeObject
  readonly path: Path
  readonly image: string
}

/** Workloads, and releases that name another tag than their chart does. */
export const kubeletApprovers: Fact<readonly ApproverImage[]> = {
  name: 'images of kubelet approvers',
  of: [...components.of, ...helmReleases.of],
  reads: components.reads,
  derive: view =>
    mapReading(view.fact(components), all =>
      KUBELET_APPROVERS.flatMap(id => installationsOf(all, id).flatMap(imageOf)),
    ),
}

const CONTAINERS: Path = ['spec', 'template', 'spec', 'containers']

const imageOf = ({component, object, image, release}: Installation): readonly ApproverImage[] => {
  if (release !== undefined) {
    const tag = text(release.values, 'image', 'tag') ?? ''
    const path = [...release.valuesPath, 'image', 'tag']
    return tag === '' ? [] : [{component, object, path, image: `${component}:${tag}`}]
  }
  const index = list(object.body, ...CONTAINERS).findIndex(each => text(each, 'image') === image)
  return image === undefined ? [] : [{component, object, path: [...CONTAINERS, index, 'image'], image}]
}
