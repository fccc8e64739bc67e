import {COMPONENTS, type ComponentInfo} from '../../core/component.ts'
import {known, type Reading, unknown, valueOr} from '../../core/knowing.ts'
import type {Kind} from '../../core/kube/kind.ts'
import {flag} from '../../core/kube/object.ts'
import type {Fact, View} from '../../core/kube/view.ts'
import {components, type Installation, installationsOf} from './components.ts'
import {type HelmRelease, helmReleases} from './helm-releases.ts'
import {installsElsewhere} from './remote-releases.ts'

const CRDS = 'apiextensions.k8s.io/customresourcedefinitions'

/** A component that is there, and which of its kinds the API server does not know. */
export interface InstalledComponent {
  readonly info: ComponentInfo
  /** Its workload, else its release. */
  readonly installation: Installation
  readonly missing: Reading<readonly Kind[]>
}

export const componentCrds: Fact<readonly InstalledComponent[]> = {
  name: 'CRDs of components',
  of: [...components.of, ...helmReleases.of],
  reads: [...components.reads, CRDS],
  derive: view => {
    const all = view.fact(components)
    if (!all.known) return all
    return known(
      COMPONENTS.filter(({serves}) => serves.length > 0).flatMap(info => {
        const found = installationsOf(all.value, info.id).filter(({object}) => !installsElsewhere(object))
        const [installation] = found
        return installation === undefined ? [] : [{info, installation, missing: missingKinds(view, info, found)}]
      }),
    )
  },
}

/** By discovery where there is any; else by the CRDs in the manifests, and by what the release's chart brings. */
const missingKinds = (
  view: View,
  {serves}: ComponentInfo,
  found: readonly Installation[],
): Reading<readonly Kind[]> => {
  const {served} = view.snapshot
  if (served.known) {
    const kinds = new Set(served.value.map(({kind}) => kind))
    return known(serves.filter(kind => !kinds.has(kind)))
  }
  const missing = serves.filter(kind => !isDefined(view, kind))
  const isBrought = found.some(({release}) => release !== undefined && bringsCrds(release))
  if (missing.length === 0 || isBrought) return known([])
  return view.isClosed(CRDS) ? known(missing) : unknown('undeclared', 'its CRDs are not in what was read')
}

const isDefined = (view: View, kind: Kind): boolean => {
  const [group = '', plural = ''] = kind.split('/')
  return valueOr(view.find({kind: CRDS, name: `${plural}.${group}`}), null) !== null
}

/**
 * Whether a chart brings its CRDs with these values. cert-manager's does so only when told (`crds.enabled`, before 1.15
 * `installCRDs`); approver-policy's and trust-manager's unless told not to; step-issuer's has them in its `crds` folder,
 * which Flux and Argo CD may be told to skip, and kustomize takes only when told.
 */
export const bringsCrds = ({chart, values, leavesOutCrds}: HelmRelease): boolean => {
  const isAsked = flag(values, 'crds', 'enabled')
  if (chart === 'cert-manager') return isAsked === true || flag(values, 'installCRDs') === true
  return isAsked !== false && !(chart === 'step-issuer' && leavesOutCrds)
}
