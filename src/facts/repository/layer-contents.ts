import {COMPONENTS, type ComponentId, componentInfo} from '../../core/component.ts'
import {known, valueOr} from '../../core/knowing.ts'
import {type Kind, pluralOf} from '../../core/kube/kind.ts'
import {at, flag, type KubeObject, list, text} from '../../core/kube/object.ts'
import {ref, refKey} from '../../core/kube/ref.ts'
import type {Fact, View} from '../../core/kube/view.ts'
import {components, type Installation} from '../component/components.ts'
import {helmReleases} from '../component/helm-releases.ts'
import {installsElsewhere} from '../component/remote-releases.ts'
import {ISSUER_KINDS} from '../issuer/issuers.ts'
import {type Applied, type FluxLayer, fluxLayers} from './flux-layers.ts'

const CRDS = 'apiextensions.k8s.io/customresourcedefinitions'
const RELEASES = 'helm.toolkit.fluxcd.io/helmreleases'

/** All kinds that somebody has to serve: what layers may need of each other. */
export const SERVED: ReadonlySet<Kind> = new Set(COMPONENTS.flatMap(({serves}) => serves))

/** Something in a layer that cannot be applied before a kind is served. */
export interface Need {
  readonly kind: Kind
  readonly applied: Applied
  /** `ClusterIssuers`, `HelmRelease trust-manager`: for messages. */
  readonly label: string
}

/** What a layer brings and what it needs. */
export interface LayerContents {
  readonly installs: readonly Installation[]
  /** The kinds whose CRDs it has as objects: those are applied first, and waited for. */
  readonly defines: ReadonlySet<Kind>
  readonly needs: readonly Need[]
  /** The issuers among its objects, by `refKey`. */
  readonly issuers: ReadonlySet<string>
}

/** Of every layer; null where it is not known what it applies. */
export const layerContents: Fact<ReadonlyMap<FluxLayer, LayerContents | null>> = {
  name: 'contents of layers',
  of: fluxLayers.of,
  reads: [
    ...fluxLayers.reads,
    ...SERVED,
    CRDS,
    ...components.of,
    ...components.reads,
    ...helmReleases.of,
    ...helmReleases.reads,
  ],
  derive: view => {
    const layers = view.fact(fluxLayers)
    if (!layers.known) return layers
    const contentsOf = contentsReader(view)
    return known(new Map(layers.value.map(layer => [layer, contentsOf(layer)])))
  },
}

const contentsReader = (view: View): ((layer: FluxLayer) => LayerContents | null) => {
  const installed = Map.groupBy(valueOr(view.fact(components), []), ({object}) => object)
  const orders = releaseOrders(view)
  return ({applied}) => {
    if (!applied.known) return null
    const installs = applied.value
      .flatMap(({object}) => (object === undefined ? [] : (installed.get(object) ?? [])))
      .filter(({component, object}) => componentInfo(component).serves.length > 0 && !installsElsewhere(object))
    return {
      installs,
      defines: new Set(applied.value.flatMap(defined)),
      issuers: new Set(
        applied.value.filter(({ref: own}) => ISSUER_KINDS.includes(own.kind)).map(each => refKey(each.ref)),
      ),
      needs: [...applied.value.flatMap(ownNeed), ...installs.flatMap(each => needOfChart(each, orders))],
    }
  }
}

/** The components of a layer that serve a kind; those alone that bring more than its CRD. */
export const serversOf = ({installs}: LayerContents, kind: Kind): readonly Installation[] =>
  installs.filter(({component}) => componentInfo(component).serves.includes(kind))

/** `plural.group` is the name of every CRD. */
const defined = ({ref: own}: Applied): readonly Kind[] => {
  if (own.kind !== CRDS) return []
  const dot = own.name.indexOf('.')
  const kind: Kind = `${own.name.slice(dot + 1)}/${own.name.slice(0, dot)}`
  return SERVED.has(kind) ? [kind] : []
}

const ownNeed = (applied: Applied): readonly Need[] => {
  const {kind} = applied.ref
  return SERVED.has(kind) ? [{kind, applied, label: pluralOf(kind)}] : []
}

/** trust-manager's chart makes its serving certificate with cert-manager, unless told to make it with Helm. */
const needOfChart = ({component, object, release}: Installation, orders: ReleaseOrders): readonly Need[] => {
  if (component !== 'trust-manager' || release === undefined) return []
  if (flag(release.values, 'app', 'webhook', 'tls', 'helmCert', 'enabled') === true) return []
  if (orders.waitsFor(object, 'cert-manager')) return []
  const applied = {ref: object.ref, object}
  return [{kind: 'cert-manager.io/certificates', applied, label: `HelmRelease ${object.ref.name}`}]
}

/** HelmReleases have an order of their own, across layers: `spec.dependsOn`. */
interface ReleaseOrders {
  /** Whether a release is installed only after one of that component. */
  waitsFor(release: KubeObject, component: ComponentId): boolean
}

const releaseOrders = (view: View): ReleaseOrders => {
  const objects = valueOr(view.list(RELEASES), [])
  const byKey = Map.groupBy(objects, each => refKey(each.ref))
  const installed = valueOr(view.fact(components), [])
  return {
    waitsFor: (release, component) => {
      const wanted = new Set(installed.filter(each => each.component === component).map(({object}) => object))
      const seen = new Set([release])
      for (const each of seen) {
        for (const key of releaseDependencies(each)) for (const next of byKey.get(key) ?? []) seen.add(next)
      }
      return [...seen].some(each => wanted.has(each))
    },
  }
}

const releaseDependencies = ({body, ref: own}: KubeObject): readonly string[] =>
  at(body, 'spec', 'dependsOn') === undefined
    ? []
    : list(body, 'spec', 'dependsOn').map(each =>
        refKey(ref(RELEASES, text(each, 'namespace') ?? own.namespace, text(each, 'name') ?? '')),
      )
