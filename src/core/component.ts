import type {Reading} from './knowing.ts'
import type {Kind} from './kube/kind.ts'
import type {ObjectRef} from './kube/ref.ts'

export type ComponentId =
  | 'cert-manager'
  | 'approver-policy'
  | 'trust-manager'
  | 'step-issuer'
  | 'step-ca'
  | 'kubelet-serving-cert-approver'
  | 'kubelet-csr-approver'
  | 'talos-cloud-controller-manager'

/** How a controller of the trust layer is recognised, however it was installed. */
export interface ComponentInfo {
  readonly id: ComponentId
  /** Last path part of its images, also of mirrors (`mirror.corp/jetstack/cert-manager-controller`). */
  readonly images: readonly string[]
  /** Names of its Helm charts. */
  readonly charts: readonly string[]
  /** `app.kubernetes.io/name` of its workload, with `app.kubernetes.io/component` where the chart has several. */
  readonly label: {readonly name: string; readonly component?: string}
  /** Kinds whose objects do nothing without it. */
  readonly serves: readonly Kind[]
  /** How its chart names the ServiceAccount: after the release, or always the same. */
  readonly serviceAccount: 'fullname' | {readonly always: string}
  /** The Lease that its leader renews every few seconds, in whatever namespace; absent where it holds none. */
  readonly lease?: string
  /** Where its own manifests put it: the place to name where it is missing. */
  readonly home: ObjectRef
  /** Where to get it, for remedies. */
  readonly docs: string
}

const deploy = (namespace: string, name: string): ObjectRef => ({kind: 'apps/deployments', namespace, name})

export const COMPONENTS: readonly ComponentInfo[] = [
  {
    id: 'cert-manager',
    images: ['cert-manager-controller'],
    charts: ['cert-manager'],
    label: {name: 'cert-manager', component: 'controller'},
    serves: [
      'cert-manager.io/certificates',
      'cert-manager.io/certificaterequests',
      'cert-manager.io/issuers',
      'cert-manager.io/clusterissuers',
    ],
    serviceAccount: 'fullname',
    lease: 'cert-manager-controller',
    home: deploy('cert-manager', 'cert-manager'),
    docs: 'https://cert-manager.io/docs/installation/',
  },
  {
    id: 'approver-policy',
    images: ['cert-manager-approver-policy', 'cert-manager-approver-policy-enterprise'],
    charts: ['cert-manager-approver-policy', 'approver-policy-enterprise'],
    label: {name: 'cert-manager-approver-policy'},
    serves: ['policy.cert-manager.io/certificaterequestpolicies'],
    serviceAccount: {always: 'cert-manager-approver-policy'},
    lease: 'policy.cert-manager.io',
    home: deploy('cert-manager', 'cert-manager-approver-policy'),
    docs: 'https://cert-manager.io/docs/policy/approval/approver-policy/installation/',
  },
  {
    id: 'trust-manager',
    images: ['trust-manager'],
    charts: ['trust-manager'],
    label: {name: 'trust-manager'},
    serves: ['trust.cert-manager.io/bundles'],
    serviceAccount: {always: 'trust-manager'},
    lease: 'trust-manager-leader-election',
    home: deploy('cert-manager', 'trust-manager'),
    docs: 'https://cert-manager.io/docs/trust/trust-manager/installation/',
  },
  {
    id: 'step-issuer',
    images: ['step-issuer'],
    charts: ['step-issuer'],
    label: {name: 'step-issuer'},
    serves: ['certmanager.step.sm/stepissuers', 'certmanager.step.sm/stepclusterissuers'],
    serviceAccount: 'fullname',
    lease: 'step-issuer-operator-lock',
    home: deploy('step-issuer-system', 'step-issuer'),
    docs: 'https://github.com/smallstep/step-issuer',
  },
  {
    id: 'step-ca',
    images: ['step-ca', 'step-ca-hsm'],
    charts: ['step-certificates'],
    label: {name: 'step-certificates'},
    serves: [],
    serviceAccount: 'fullname',
    home: {kind: 'apps/statefulsets', namespace: 'step-ca', name: 'step-certificates'},
    docs: 'https://smallstep.com/docs/step-ca/installation/',
  },
  {
    id: 'kubelet-serving-cert-approver',
    images: ['kubelet-serving-cert-approver'],
    charts: ['kubelet-serving-cert-approver'],
    label: {name: 'kubelet-serving-cert-approver'},
    serves: [],
    serviceAccount: {always: 'kubelet-serving-cert-approver'},
    home: deploy('kubelet-serving-cert-approver', 'kubelet-serving-cert-approver'),
    docs: 'https://github.com/alex1989hu/kubelet-serving-cert-approver',
  },
  {
    id: 'kubelet-csr-approver',
    images: ['kubelet-csr-approver'],
    charts: ['kubelet-csr-approver'],
    label: {name: 'kubelet-csr-approver'},
    serves: [],
    serviceAccount: 'fullname',
    home: deploy('kube-system', 'kubelet-csr-approver'),
    docs: 'https://github.com/postfinance/kubelet-csr-approver',
  },
  {
    id: 'talos-cloud-controller-manager',
    images: ['talos-cloud-controller-manager'],
    charts: ['talos-cloud-controller-manager'],
    label: {name: 'talos-cloud-controller-manager'},
    serves: [],
    serviceAccount: 'fullname',
    home: deploy('kube-system', 'talos-cloud-controller-manager'),
    docs: 'https://github.com/siderolabs/talos-cloud-controller-manager',
  },
]

/** @throws RangeError never for a `ComponentId`. */
export const componentInfo = (id: ComponentId): ComponentInfo => {
  const info = COMPONENTS.find(each => each.id === id)
  if (info === undefined) throw new RangeError(`unknown component ${id}`)
  return info
}

/** `quay.io/jetstack/cert-manager-controller:v1.21.1@sha256:…` → its name and its tag. */
export const parseImage = (image: string): {readonly name: string; readonly tag?: string; readonly digest?: string} => {
  const [reference = '', digest] = image.split('@')
  const last = reference.slice(reference.lastIndexOf('/') + 1)
  const colon = last.indexOf(':')
  const name = colon === -1 ? last : last.slice(0, colon)
  return {name, ...(colon !== -1 && {tag: last.slice(colon + 1)}), ...(digest !== undefined && {digest})}
}

/** A component of the trust layer with the version that its image or its release names. */
export interface ComponentVersion {
  readonly component: string
  readonly version: string
  readonly where: string
}

/** What runs in a cluster. */
export interface Versions {
  readonly server?: string
  readonly components: Reading<readonly ComponentVersion[]>
}
