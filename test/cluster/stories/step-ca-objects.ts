import type {Bed} from '../bed/bed.ts'
import {stepCaOf} from '../bed/components/step-ca.ts'

/** The names of the first story: Flux releases `step-ca` into its namespace, and so the Service gets its long name. */
export const RELEASE = {
  release: 'step-ca-step-ca',
  namespace: 'step-ca',
  dns: ['step-ca.goldentooth.example', 'step-ca.step-ca.svc.cluster.local'],
} as const

export const POLICY = 'approve-step-ca-requests'
const ISSUER = {name: 'step-ca', kind: 'StepClusterIssuer', group: 'certmanager.step.sm'}

/** The issuer of the story, at the address that it first had or at another. */
export const clusterIssuer = async (bed: Bed, url?: string): Promise<object> => {
  const ca = await stepCaOf(bed, RELEASE)
  const passwordRef = {name: ca.passwordSecret, namespace: ca.namespace, key: 'password'}
  return {
    ...{apiVersion: 'certmanager.step.sm/v1beta1', kind: 'StepClusterIssuer', metadata: {name: ISSUER.name}},
    spec: {
      url: url ?? ca.url,
      caBundle: Buffer.from(ca.rootPem).toString('base64'),
      provisioner: {name: 'admin', kid: ca.kid, passwordRef},
    },
  }
}

interface Wish {
  readonly duration: string
  readonly renewBefore: string
  readonly organization?: string
}

const certificate = (name: string, {organization, ...wish}: Wish): object => ({
  ...{
    apiVersion: 'cert-manager.io/v1',
    kind: 'Certificate',
    metadata: {name: `${name}-certificate`, namespace: 'cert-test'},
  },
  spec: {
    ...{secretName: `${name}-tls-secret`, ...wish, issuerRef: ISSUER},
    ...{commonName: `${name}.goldentooth.local`, dnsNames: [`${name}.goldentooth.local`]},
    ...(organization !== undefined && {subject: {organizations: [organization]}}),
  },
})

export const certificates = (): readonly object[] => [
  {apiVersion: 'v1', kind: 'Namespace', metadata: {name: 'cert-test'}},
  certificate('test', {duration: '24h', renewBefore: '8h', organization: 'Goldentooth'}),
  certificate('canary', {duration: '2h', renewBefore: '1h'}),
]

/** The policy of the story, before it allowed an organization. */
export const policy = (): object => ({
  ...{apiVersion: 'policy.cert-manager.io/v1alpha1', kind: 'CertificateRequestPolicy', metadata: {name: POLICY}},
  spec: {
    allowed: {
      commonName: {value: '*'},
      dnsNames: {values: ['*.goldentooth.local', '*.goldentooth.example', '*.svc.cluster.local']},
      ipAddresses: {values: ['10.*']},
      usages: ['digital signature', 'key encipherment', 'server auth', 'client auth'],
    },
    constraints: {maxDuration: '24h', minDuration: '5m'},
    selector: {issuerRef: ISSUER},
  },
})

const rbac = {apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: `${POLICY}:use`}

/** The grant of the story, to the ServiceAccount that a release by another name would have made. */
export const grantToSomebodyElse = (): readonly object[] => [
  {
    ...{apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', metadata: {name: rbac.name}},
    rules: [
      {
        ...{apiGroups: ['policy.cert-manager.io'], resources: ['certificaterequestpolicies']},
        ...{verbs: ['use'], resourceNames: [POLICY]},
      },
    ],
  },
  {
    ...{
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRoleBinding',
      metadata: {name: `cert-manager:${POLICY}`},
    },
    roleRef: rbac,
    subjects: [{kind: 'ServiceAccount', name: 'cert-manager-cert-manager', namespace: 'cert-manager'}],
  },
]
