import {defineRule, type Remedy} from '../../core/doctor/rule.ts'
import {layerName} from '../../facts/repository/flux-layers.ts'
import {type LayerOrder, layerOrders, type MissingOrder} from '../../facts/repository/layer-orders.ts'
import {layerPatch} from '../../facts/repository/layer-patch.ts'

export const layerWithoutDependsOn = defineRule({
  id: 'PKI902',
  name: 'repository/layer-without-depends-on',
  severity: 'warning',
  since: '0.1.0',
  title: 'Layer does not wait for what it needs',
  why: 'Flux applies Kustomizations in no order but that of `dependsOn`. Before it applies any object of a layer it tries all of them against the API server, and a kind that is not served yet makes the whole layer fail (`no matches for kind`). It tries again after `retryInterval`, which is `interval` unless set: what works by luck on a cluster that is already there takes hours, or never works, on a new one.',
  remediation: [
    'Let the layer depend on the one that installs what it needs (`spec.dependsOn`).',
    'Keep a HelmRelease and the objects that need its CRDs in different layers.',
  ],
  messages: {
    unordered: 'What it holds ({kinds}) needs {components} from {providers}, and nothing makes it wait for that',
    backwards:
      'What it holds ({kinds}) needs {components} from {providers}, which waits for this layer: on a new cluster neither gets ready',
    inside:
      'What it holds ({kinds}) needs the CRDs that HelmRelease {release} of the same layer brings: where nothing brought them before, Flux refuses both',
  },
  disprovedBy: ['apiextensions.k8s.io/customresourcedefinitions'],
  examples: {
    given: `
# file: clusters/home/issuers.yaml
apiVersion: cert-manager.io/v1
kind: ClusterIssuer
metadata: {name: ca}
---
# file: infra/release.yaml
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: cert-manager, namespace: cert-manager}
spec: {chart: {spec: {chart: cert-manager}}}
---
# file: clusters/home/infra.yaml
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: infra, namespace: flux-system}
spec: {path: ./infra, wait: true, sourceRef: {kind: GitRepository, name: flux-system}}`,
    bad: `
# file: clusters/flux-system.yaml
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: home, namespace: flux-system}
spec: {path: ./clusters/home, sourceRef: {kind: GitRepository, name: flux-system}}`,
    good: `
# file: clusters/flux-system.yaml
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: home, namespace: flux-system}
spec: {path: ./clusters/home, dependsOn: [{name: infra}], sourceRef: {kind: GitRepository, name: flux-system}}`,
  },

  each: layerOrders,
  *check(order) {
    const {missing, inside, unsure} = order
    const at = order.layer.object
    const path = ['spec', 'dependsOn']
    if (unsure !== undefined) yield {at, path, unsure}
    const backwards = missing.filter(({isBackwards}) => isBackwards)
    const unordered = missing.filter(({isBackwards}) => !isBackwards)
    if (unordered.length > 0) {
      yield {at, path, problem: 'unordered', data: describe(unordered, at.ref.namespace), remedy: remedyFor(order)}
    }
    if (backwards.length > 0) {
      yield {at, path, problem: 'backwards', data: describe(backwards, at.ref.namespace), remedy: MOVE}
    }
    const [first] = inside
    if (first === undefined) return
    const data = {kinds: names(inside.map(({need}) => need.label)), release: first.release.ref.name}
    yield {at, path: ['spec', 'path'], problem: 'inside', data, severity: 'info', remedy: MOVE}
  },
})

const names = (all: readonly string[]): string => [...new Set(all)].join(', ')

const describe = (missing: readonly MissingOrder[], home: string | undefined) => ({
  kinds: names(missing.flatMap(({needs}) => needs.map(({label}) => label))),
  components: names(
    missing.flatMap(({components}): readonly string[] => (components.length > 0 ? components : ['the CRDs'])),
  ),
  providers: names(missing.map(({provider}) => `layer ${layerName(provider, home)}`)),
})

const MOVE = [
  {say: 'Move these objects into a layer of their own, and let that depend on the one that brings the CRDs'},
]

const remedyFor = ({layer, waitFor}: LayerOrder): readonly Remedy[] => [
  {say: 'Let it wait', apply: [layerPatch(layer, {addDependencies: waitFor})]},
  ...waitFor
    .filter(({waits}) => !waits)
    .map(each => ({
      say: `And let ${each.object.ref.name} be ready only when what it applied is`,
      apply: [layerPatch(each, {wait: true})],
    })),
]
