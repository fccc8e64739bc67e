import {defineRule} from '../../core/doctor/rule.ts'
import {layerName} from '../../facts/repository/flux-layers.ts'
import {layerPatch} from '../../facts/repository/layer-patch.ts'
import {layerStarts} from '../../facts/repository/layer-starts.ts'

export const layerWithoutHealthCheck = defineRule({
  id: 'PKI903',
  name: 'repository/layer-without-health-check',
  severity: 'warning',
  since: '0.1.0',
  title: 'Layer counts as ready before its controllers are',
  why: 'Without `wait` or `healthChecks` a Flux Kustomization is ready as soon as its objects are applied: of a HelmRelease that is the order to install, not the installation. Layers with `dependsOn` start at once, and fail on CRDs that are not there yet and on webhooks that do not answer yet. `healthCheckExprs` alone change nothing: they say how to look, not that it is done.',
  remediation: [
    'Set `wait: true`, with a `timeout` that is long enough for the charts to be installed.',
    'Or name the HelmReleases in `healthChecks`.',
  ],
  messages: {
    unchecked:
      'Ready before its controllers ({components}) are, without `wait` or `healthChecks`: {dependents} may start too early',
  },
  examples: {
    given: `
# file: infra/release.yaml
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: cert-manager, namespace: cert-manager}
spec: {chart: {spec: {chart: cert-manager}}}
---
# file: issuers/ca.yaml
apiVersion: cert-manager.io/v1
kind: ClusterIssuer
metadata: {name: ca}
---
# file: clusters/home.yaml
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: issuers, namespace: flux-system}
spec: {path: ./issuers, dependsOn: [{name: infra}], sourceRef: {kind: GitRepository, name: flux-system}}`,
    bad: `
# file: clusters/infra.yaml
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: infra, namespace: flux-system}
spec: {path: ./infra, sourceRef: {kind: GitRepository, name: flux-system}}`,
    good: `
# file: clusters/infra.yaml
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: infra, namespace: flux-system}
spec: {path: ./infra, wait: true, sourceRef: {kind: GitRepository, name: flux-system}}`,
  },

  each: layerStarts,
  *check({layer, components, dependents, unsure}) {
    if (layer.waits || layer.isSuspended) return
    const at = layer.object
    const path = ['spec', 'wait']
    if (unsure !== undefined) yield {at, path, unsure}
    if (dependents.length === 0) return
    const names = dependents.map(each => layerName(each, at.ref.namespace)).sort()
    const data = {components: components.join(', '), dependents: names.join(', ')}
    const say = 'Let it be ready only when what it applied is'
    yield {at, path, problem: 'unchecked', data, remedy: [{say, apply: [layerPatch(layer, {wait: true})]}]}
  },
})
