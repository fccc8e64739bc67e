import {type ComponentId, parseImage} from '../../core/component.ts'
import {known} from '../../core/knowing.ts'
import {type KubeObject, list, type Path, text} from '../../core/kube/object.ts'
import type {Fact} from '../../core/kube/view.ts'
import {parseVersion, type Version} from '../../core/version.ts'
import {components, type Installation} from './components.ts'
import {helmReleases} from './helm-releases.ts'

/** A component, and the version that its image or its release names. */
export interface VersionedComponent {
  readonly component: ComponentId
  readonly object: KubeObject
  readonly namespace: string
  /** Of the field that names it. */
  readonly path: Path
  /** As it is written: the tag, or the version of the chart. */
  readonly written: string
  /** Undefined where that is no version, or a range of them. */
  readonly version?: Version
}

/** Charts whose version is that of the program in them. */
const SAME_VERSION: ReadonlySet<string> = new Set(['cert-manager', 'cert-manager-approver-policy', 'trust-manager'])

/** Workloads, and releases of which no workload was seen. */
export const componentVersions: Fact<readonly VersionedComponent[]> = {
  name: 'versions of components',
  of: [...components.of, ...helmReleases.of],
  reads: components.reads,
  derive: view => {
    const all = view.fact(components)
    if (!all.known) return all
    const workloads = all.value.filter(({from}) => from === 'workload')
    const isSeen = ({component, namespace}: Installation) =>
      workloads.some(each => each.component === component && each.namespace === namespace)
    return known([
      ...workloads.flatMap(ofWorkload),
      ...all.value.filter(each => each.from === 'release' && !isSeen(each)).flatMap(ofRelease),
    ])
  },
}

const CONTAINERS: Path = ['spec', 'template', 'spec', 'containers']

const ofWorkload = ({component, object, namespace, image}: Installation): readonly VersionedComponent[] => {
  if (image === undefined) return []
  const index = list(object.body, ...CONTAINERS).findIndex(each => text(each, 'image') === image)
  const {tag, digest} = parseImage(image)
  const path = [...CONTAINERS, index, 'image']
  return [versioned({component, object, namespace, path, written: tag ?? digest ?? image})]
}

/**
 * A release may leave its version open (a range, an OCIRepository that is not here), and most charts count their own. In a
 * cluster where nothing of it runs that is no question.
 */
const ofRelease = ({component, object: made, namespace, release}: Installation): readonly VersionedComponent[] => {
  if (release === undefined) return []
  const image = text(release.values, 'image', 'tag')
  if (image !== undefined && image !== '') {
    const inValues = [...release.valuesPath, 'image', 'tag']
    return [versioned({component, object: made, namespace, path: inValues, written: image})]
  }
  const {versionAt: object, versionPath: path} = release
  const named: VersionedComponent = {component, object, namespace, path, written: release.version ?? ''}
  const found = SAME_VERSION.has(release.chart) ? versioned(named) : named
  return found.version === undefined && object.origin.from === 'cluster' ? [] : [found]
}

const versioned = (named: Omit<VersionedComponent, 'version'>): VersionedComponent => {
  const version = parseVersion(named.written)
  return version === undefined ? named : {...named, version}
}
