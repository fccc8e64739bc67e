import type {Kind} from '../../core/kube/kind.ts'

/**
 * Who makes the objects of a kind, and so whether manifests that are "the whole PKI configuration" (`--complete`) prove by
 * silence that an object is not there.
 * - `people`: it is configuration, written by hand and kept in the repository. Closed.
 * - `installers`: it runs a controller, and shows in manifests or as the Helm release of a chart that we know. Closed as long
 *   as nothing else puts objects into the cluster out of sight.
 * - `others`: controllers and charts make it, or it belongs to the cluster and not to its PKI. Never closed.
 */
export type Maker = 'people' | 'installers' | 'others'

/** Every kind that is read, with the reason. */
export const MAKERS: Readonly<Record<Kind, readonly [Maker, string]>> = {
  'cert-manager.io/certificates': ['people', 'what is wanted'],
  'cert-manager.io/issuers': ['people', 'who signs'],
  'cert-manager.io/clusterissuers': ['people', 'who signs'],
  'certmanager.step.sm/stepissuers': ['people', 'who signs'],
  'certmanager.step.sm/stepclusterissuers': ['people', 'who signs'],
  'policy.cert-manager.io/certificaterequestpolicies': ['people', 'who approves what'],
  'trust.cert-manager.io/bundles': ['people', 'who trusts whom'],
  'trust-manager.io/clusterbundles': ['people', 'who trusts whom'],
  'networking.k8s.io/ingresses': ['people', 'its annotation orders a certificate'],
  'gateway.networking.k8s.io/gateways': ['people', 'its annotation orders a certificate'],
  'external-secrets.io/externalsecrets': ['people', 'makes a Secret'],
  'external-secrets.io/clusterexternalsecrets': ['people', 'makes Secrets'],
  'bitnami.com/sealedsecrets': ['people', 'makes a Secret'],
  'helm.toolkit.fluxcd.io/helmreleases': ['people', 'says what is installed'],
  'source.toolkit.fluxcd.io/ocirepositories': ['people', 'says which version of a chart'],
  'source.toolkit.fluxcd.io/helmcharts': ['people', 'says which version of a chart'],
  'kustomize.config.k8s.io/kustomizations': ['people', 'says what is installed'],
  'kustomize.toolkit.fluxcd.io/kustomizations': ['people', 'says in which order'],
  'argoproj.io/applications': ['people', 'says what is installed'],
  // Grants of `use` on a policy are written by people. What charts grant to their own controllers, `facts/approval/approvers.ts` knows.
  'rbac.authorization.k8s.io/clusterroles': ['people', 'who may use a policy'],
  'rbac.authorization.k8s.io/clusterrolebindings': ['people', 'who may use a policy'],
  'rbac.authorization.k8s.io/roles': ['people', 'who may use a policy'],
  'rbac.authorization.k8s.io/rolebindings': ['people', 'who may use a policy'],

  'apps/deployments': ['installers', 'runs a controller'],
  'apps/statefulsets': ['installers', 'runs a controller'],
  'apps/daemonsets': ['installers', 'runs a controller'],

  'core/serviceaccounts': ['others', 'charts make them with their workloads'],
  // But closed in the namespace of a step-ca, whose chart makes one of known name (`coverage.ts`).
  'core/services': ['others', 'charts make them with their workloads'],
  'admissionregistration.k8s.io/validatingwebhookconfigurations': ['others', 'charts make them'],
  'admissionregistration.k8s.io/mutatingwebhookconfigurations': ['others', 'charts make them'],
  'apiextensions.k8s.io/customresourcedefinitions': ['others', 'charts bring them'],
  'networking.k8s.io/ingressclasses': ['others', 'ingress controllers bring them'],
  'gateway.networking.k8s.io/httproutes': ['others', 'applications have them, and no certificate hangs on one'],
  'core/secrets': ['others', 'cert-manager, charts, external-secrets and people at a prompt make them'],
  'core/configmaps': ['others', 'trust-manager, step-ca, the API server, charts and generators make them'],
  'core/namespaces': ['others', 'every cluster has its own, and applications make theirs'],
  'core/nodes': ['others', 'kubelets register them'],
  'core/pods': ['others', 'workloads make them'],
  'core/events': ['others', 'controllers tell them'],
  'batch/cronjobs': ['others', 'applications have them'],
  'batch/jobs': ['others', 'CronJobs and chart hooks make them'],
  'coordination.k8s.io/leases': ['others', 'leaders hold them'],
  'cert-manager.io/certificaterequests': ['others', 'cert-manager makes them'],
  'acme.cert-manager.io/orders': ['others', 'cert-manager makes them'],
  'acme.cert-manager.io/challenges': ['others', 'cert-manager makes them'],
  'certificates.k8s.io/certificatesigningrequests': ['others', 'kubelets make them'],
  'apiregistration.k8s.io/apiservices': ['others', 'the API server makes one for each group'],
}

/**
 * Objects, as `<group>/<Kind>`, that put other objects into the cluster which these manifests do not show. A HelmRelease or
 * an Application is another matter: it depends on the chart.
 */
export const RENDERERS: ReadonlySet<string> = new Set([
  'helm.cattle.io/HelmChart',
  'argoproj.io/ApplicationSet',
  'fluxcd.controlplane.io/ResourceSet',
  'fluxcd.controlplane.io/FluxInstance',
  'infra.contrib.fluxcd.io/Terraform',
  'helm.crossplane.io/Release',
  'fleet.cattle.io/GitRepo',
  'operators.coreos.com/Subscription',
])

/** What charts write that is otherwise people's: their own issuer and certificate, in the namespace of the release. */
export const WRITTEN_BY_CHARTS: readonly Kind[] = [
  'cert-manager.io/certificates',
  'cert-manager.io/issuers',
  'certmanager.step.sm/stepissuers',
  'networking.k8s.io/ingresses',
]
