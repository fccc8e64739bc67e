/** `"<group>/<plural>"`; the core group is written `core`. Versions are the reader's business, never a rule's. */
export type Kind = `${string}/${string}`

export interface KindInfo {
  readonly kind: Kind
  /** `kind` in a manifest: `Certificate`. */
  readonly manifestKind: string
  /** API versions that we understand, the preferred one first. */
  readonly versions: readonly string[]
  readonly namespaced: boolean
  /** kubectl's short names and singulars, as people type them in `kind/name`. */
  readonly shortNames: readonly string[]
  /** Manifests are read for it and no cluster is asked: there the same stands elsewhere, or it is no object at all. */
  readonly inFilesOnly?: true
  /** What the API server leaves out of a list for us: what no rule wants and clusters have much of. */
  readonly fieldSelector?: string
}

const namespaced = (kind: Kind, manifestKind: string, versions: string, shortNames = ''): KindInfo => ({
  kind,
  manifestKind,
  versions: versions.split(' '),
  namespaced: true,
  shortNames: shortNames === '' ? [] : shortNames.split(' '),
})

const clusterWide = (kind: Kind, manifestKind: string, versions: string, shortNames = ''): KindInfo => ({
  ...namespaced(kind, manifestKind, versions, shortNames),
  namespaced: false,
})

/** Every kind that some command reads, by its scope and the versions that we understand. */
export const KINDS: readonly KindInfo[] = [
  clusterWide('core/namespaces', 'Namespace', 'v1', 'ns'),
  clusterWide('core/nodes', 'Node', 'v1', 'no'),
  {...namespaced('core/secrets', 'Secret', 'v1'), fieldSelector: 'type!=helm.sh/release.v1'},
  namespaced('core/configmaps', 'ConfigMap', 'v1', 'cm'),
  namespaced('core/services', 'Service', 'v1', 'svc'),
  namespaced('core/serviceaccounts', 'ServiceAccount', 'v1', 'sa'),
  namespaced('core/pods', 'Pod', 'v1', 'po'),
  {
    ...namespaced('core/events', 'Event', 'v1', 'ev'),
    fieldSelector: ['Pod', 'Node', 'ReplicaSet', 'Job'].map(kind => `involvedObject.kind!=${kind}`).join(','),
  },
  namespaced('apps/deployments', 'Deployment', 'v1', 'deploy'),
  namespaced('apps/statefulsets', 'StatefulSet', 'v1', 'sts'),
  namespaced('apps/daemonsets', 'DaemonSet', 'v1', 'ds'),
  namespaced('batch/jobs', 'Job', 'v1'),
  namespaced('batch/cronjobs', 'CronJob', 'v1', 'cj'),
  namespaced('networking.k8s.io/ingresses', 'Ingress', 'v1', 'ing'),
  clusterWide('networking.k8s.io/ingressclasses', 'IngressClass', 'v1'),
  namespaced('gateway.networking.k8s.io/gateways', 'Gateway', 'v1 v1beta1', 'gtw'),
  namespaced('gateway.networking.k8s.io/httproutes', 'HTTPRoute', 'v1 v1beta1'),
  namespaced('rbac.authorization.k8s.io/roles', 'Role', 'v1'),
  namespaced('rbac.authorization.k8s.io/rolebindings', 'RoleBinding', 'v1'),
  clusterWide('rbac.authorization.k8s.io/clusterroles', 'ClusterRole', 'v1'),
  clusterWide('rbac.authorization.k8s.io/clusterrolebindings', 'ClusterRoleBinding', 'v1'),
  clusterWide('admissionregistration.k8s.io/validatingwebhookconfigurations', 'ValidatingWebhookConfiguration', 'v1'),
  clusterWide('admissionregistration.k8s.io/mutatingwebhookconfigurations', 'MutatingWebhookConfiguration', 'v1'),
  clusterWide('apiregistration.k8s.io/apiservices', 'APIService', 'v1'),
  clusterWide('apiextensions.k8s.io/customresourcedefinitions', 'CustomResourceDefinition', 'v1', 'crd crds'),
  clusterWide('certificates.k8s.io/certificatesigningrequests', 'CertificateSigningRequest', 'v1', 'csr'),
  namespaced('coordination.k8s.io/leases', 'Lease', 'v1'),
  namespaced('cert-manager.io/certificates', 'Certificate', 'v1', 'cert certs'),
  namespaced('cert-manager.io/certificaterequests', 'CertificateRequest', 'v1', 'cr crs'),
  namespaced('cert-manager.io/issuers', 'Issuer', 'v1'),
  clusterWide('cert-manager.io/clusterissuers', 'ClusterIssuer', 'v1'),
  namespaced('acme.cert-manager.io/orders', 'Order', 'v1'),
  namespaced('acme.cert-manager.io/challenges', 'Challenge', 'v1'),
  clusterWide('policy.cert-manager.io/certificaterequestpolicies', 'CertificateRequestPolicy', 'v1alpha1', 'crp'),
  clusterWide('trust.cert-manager.io/bundles', 'Bundle', 'v1alpha1'),
  clusterWide('trust-manager.io/clusterbundles', 'ClusterBundle', 'v1alpha2'),
  namespaced('certmanager.step.sm/stepissuers', 'StepIssuer', 'v1beta1'),
  clusterWide('certmanager.step.sm/stepclusterissuers', 'StepClusterIssuer', 'v1beta1'),
  namespaced('helm.toolkit.fluxcd.io/helmreleases', 'HelmRelease', 'v2 v2beta2 v2beta1', 'hr'),
  // In a cluster the status of a HelmRelease says what came of its chart.
  {
    ...namespaced('source.toolkit.fluxcd.io/ocirepositories', 'OCIRepository', 'v1 v1beta2', 'ocirepo'),
    inFilesOnly: true,
  },
  {...namespaced('source.toolkit.fluxcd.io/helmcharts', 'HelmChart', 'v1 v1beta2', 'hc'), inFilesOnly: true},
  // Not as it stands in the file: one for each chart that it renders, by the name of the release.
  {...namespaced('kustomize.config.k8s.io/kustomizations', 'Kustomization', 'v1beta1'), inFilesOnly: true},
  namespaced('kustomize.toolkit.fluxcd.io/kustomizations', 'Kustomization', 'v1 v1beta2', 'ks'),
  namespaced('argoproj.io/applications', 'Application', 'v1alpha1', 'app'),
  namespaced('external-secrets.io/externalsecrets', 'ExternalSecret', 'v1 v1beta1', 'es'),
  clusterWide('external-secrets.io/clusterexternalsecrets', 'ClusterExternalSecret', 'v1 v1beta1', 'ces'),
  namespaced('bitnami.com/sealedsecrets', 'SealedSecret', 'v1alpha1'),
]

const byKind = new Map(KINDS.map(info => [info.kind, info]))

/** @throws RangeError for a kind that is not in `KINDS`: a rule that reads it must add it there first. */
export const kindInfo = (kind: Kind): KindInfo => {
  const info = byKind.get(kind)
  if (info === undefined) throw new RangeError(`unknown kind ${kind}`)
  return info
}

/** `cert-manager.io/v1` → `cert-manager.io`; `v1` → `core`. */
export const groupOf = (apiVersion: string): string =>
  apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : 'core'

/** The kind that a manifest's `apiVersion` and `kind` name, or null where no rule reads it. */
export const kindOfManifest = (apiVersion: string, manifestKind: string): KindInfo | null => {
  const group = groupOf(apiVersion)
  return KINDS.find(info => info.manifestKind === manifestKind && info.kind.startsWith(`${group}/`)) ?? null
}

/** Several of a kind, for messages: `Certificates`, `CertificateRequestPolicies`, `Ingresses`. */
export const pluralOf = (kind: Kind): string => {
  const name = kindInfo(kind).manifestKind
  if (name.endsWith('y')) return `${name.slice(0, -1)}ies`
  return name.endsWith('s') ? `${name}es` : `${name}s`
}
