import {type ComponentId, componentInfo, parseImage} from '../../core/component.ts'
import {known, valueOr} from '../../core/knowing.ts'
import {createdAt} from '../../core/kube/condition.ts'
import type {Kind} from '../../core/kube/kind.ts'
import {type KubeObject, label, list, type Path, text} from '../../core/kube/object.ts'
import {type Fact, listAll, type View} from '../../core/kube/view.ts'
import {compareVersions, isSameLine, parseVersion, type Version} from '../../core/version.ts'
import {componentVersions, type VersionedComponent} from './component-versions.ts'
import {helperOf} from './component-workloads.ts'
import {WORKLOAD_KINDS} from './components.ts'
import {podsOf} from './workload-states.ts'

/** A component of which two parts are of different releases. */
export interface ComponentSkew {
  readonly component: ComponentId
  /** The part that is told of, with the field of its version. */
  readonly object: KubeObject
  readonly path: Path
  readonly written: string
  /** The controller's. */
  readonly controller: string
  readonly is: 'helper' | 'definitions'
  /** When one of the two last came up, epoch milliseconds: an upgrade takes minutes. */
  readonly since: number
}

const DEFINITIONS = 'apiextensions.k8s.io/customresourcedefinitions'

/** Each component with its skews. */
export const componentSkews: Fact<readonly {readonly skews: readonly ComponentSkew[]}[]> = {
  name: 'version skews',
  of: componentVersions.of,
  reads: [...new Set<Kind>([...componentVersions.reads, 'core/pods', DEFINITIONS])],
  derive: view => {
    const all = view.fact(componentVersions)
    if (!all.known) return all
    return known(
      all.value.map(each => {
        const {version} = each
        return {
          skews:
            version === undefined ? [] : [...helperSkews(view, each, version), ...definitionSkews(view, each, version)],
        }
      }),
    )
  },
}

const IMAGES: Path = ['spec', 'template', 'spec', 'containers']

const helperSkews = (
  view: View,
  {component, object, namespace, written}: VersionedComponent,
  version: Version,
): readonly ComponentSkew[] => {
  if (component !== 'cert-manager') return []
  const helpers = valueOr(listAll(view, WORKLOAD_KINDS), []).filter(
    each => each.ref.namespace === namespace && helperOf(each) !== undefined,
  )
  return helpers.flatMap(helper => {
    const index = list(helper.body, ...IMAGES).findIndex(
      each => parseImage(text(each, 'image') ?? '').name === helperOf(helper),
    )
    const {tag} = parseImage(text(helper.body, ...IMAGES, index, 'image') ?? '')
    const other = parseVersion(tag)
    if (other === undefined || isSameLine(other, version)) return []
    const since = Math.max(...[...podsOf(view, helper), ...podsOf(view, object)].map(pod => createdAt(pod) ?? 0), 0)
    return [
      {
        component,
        object: helper,
        path: [...IMAGES, index, 'image'],
        written: tag ?? '',
        controller: written,
        is: 'helper' as const,
        since,
      },
    ]
  })
}

/** By the label that charts put on them. Newer ones than the controller do no harm: it reads what it knows. */
const definitionSkews = (
  view: View,
  {component, object, written}: VersionedComponent,
  version: Version,
): readonly ComponentSkew[] => {
  const since = Math.max(...podsOf(view, object).map(pod => createdAt(pod) ?? 0), 0)
  return componentInfo(component).serves.flatMap(kind => {
    const [group = '', plural = ''] = kind.split('/')
    const definition = valueOr(view.find({kind: DEFINITIONS, name: `${plural}.${group}`}), null)
    const labelled = definition === null ? undefined : label(definition, VERSION)
    const other = parseVersion(labelled)
    if (definition === null || labelled === undefined || other === undefined) return []
    if (isSameLine(other, version) || compareVersions(other, version) > 0) return []
    const path = ['metadata', 'labels', VERSION]
    return [
      {component, object: definition, path, written: labelled, controller: written, is: 'definitions' as const, since},
    ]
  })
}

const VERSION = 'app.kubernetes.io/version'
