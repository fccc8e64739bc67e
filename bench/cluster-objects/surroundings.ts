import type {Issued} from '../../test/fixtures/make-pki.ts'
import {DAY, moment} from './moment.ts'

const CERT_MANAGER = 'cert-manager.io/v1'
const RBAC = 'rbac.authorization.k8s.io'

const base64 = (text: string): string => Buffer.from(text).toString('base64')

const readyOf = (status: string, reason: string, message: string, now: Date) => ({
  conditions: [{type: 'Ready', status, reason, message, lastTransitionTime: moment(now, -300 * DAY)}],
})

/** Two cluster-wide issuers: `corp` signs, `unready` misses its Secret. */
const issuers = (issuing: Issued, now: Date): readonly object[] => [
  {
    ...{apiVersion: 'v1', kind: 'Secret', type: 'kubernetes.io/tls'},
    metadata: {name: 'corp-ca', namespace: 'cert-manager'},
    data: {'tls.crt': base64(issuing.chainPem), 'tls.key': base64(issuing.keyPem), 'ca.crt': base64(issuing.root.pem)},
  },
  {
    ...{apiVersion: CERT_MANAGER, kind: 'ClusterIssuer', metadata: {name: 'corp'}},
    spec: {ca: {secretName: 'corp-ca'}},
    status: readyOf('True', 'KeyPairVerified', 'Signing CA verified', now),
  },
  {
    ...{apiVersion: CERT_MANAGER, kind: 'ClusterIssuer', metadata: {name: 'unready'}},
    spec: {ca: {secretName: 'other-ca'}},
    status: readyOf('False', 'ErrGetKeyPair', 'Error getting keypair for CA issuer: secrets "other-ca" not found', now),
  },
]

/** A policy for `corp` and `unready` whose use is granted to cert-manager, and what approver-policy may. */
const approval = (now: Date): readonly object[] => [
  {
    ...{apiVersion: 'policy.cert-manager.io/v1alpha1', kind: 'CertificateRequestPolicy', metadata: {name: 'corp'}},
    spec: {
      allowed: {
        commonName: {value: '*.corp'},
        dnsNames: {values: ['*.corp', '*.*.corp']},
        usages: ['digital signature', 'key encipherment', 'server auth'],
      },
      selector: {issuerRef: {kind: 'ClusterIssuer', group: 'cert-manager.io'}},
    },
    status: readyOf('True', 'Ready', 'CertificateRequestPolicy is ready for approval evaluation', now),
  },
  ...granted('corp:use', 'cert-manager', {
    ...{apiGroups: ['policy.cert-manager.io'], resources: ['certificaterequestpolicies'], verbs: ['use']},
    resourceNames: ['corp'],
  }),
  ...granted('approver-policy', 'cert-manager-approver-policy', {
    ...{apiGroups: ['cert-manager.io'], resources: ['signers'], verbs: ['approve']},
    resourceNames: ['issuers.cert-manager.io/*', 'clusterissuers.cert-manager.io/*'],
  }),
]

const granted = (name: string, account: string, rule: object): readonly object[] => [
  {apiVersion: `${RBAC}/v1`, kind: 'ClusterRole', metadata: {name}, rules: [rule]},
  {
    ...{apiVersion: `${RBAC}/v1`, kind: 'ClusterRoleBinding', metadata: {name}},
    roleRef: {apiGroup: RBAC, kind: 'ClusterRole', name},
    subjects: [{kind: 'ServiceAccount', name: account, namespace: 'cert-manager'}],
  },
]

/** Distributes the root to every namespace. */
const bundle = (now: Date): object => ({
  ...{apiVersion: 'trust.cert-manager.io/v1alpha1', kind: 'Bundle', metadata: {name: 'corp-trust'}},
  spec: {sources: [{secret: {name: 'corp-ca', key: 'ca.crt'}}], target: {configMap: {key: 'ca.crt'}}},
  status: {
    conditions: [
      {
        ...{type: 'Synced', status: 'True', reason: 'Synced', observedGeneration: 1},
        ...{message: 'Successfully synced Bundle to all namespaces', lastTransitionTime: moment(now, -300 * DAY)},
      },
    ],
  },
})

/** What a cluster needs so that its certificates are issued, approved and trusted. */
export const trustLayer = (issuing: Issued, now: Date): readonly object[] => [
  ...issuers(issuing, now),
  ...approval(now),
  bundle(now),
]

const IMAGES = {
  'cert-manager': 'quay.io/jetstack/cert-manager-controller:v1.21.1',
  'cert-manager-approver-policy': 'quay.io/jetstack/cert-manager-approver-policy:v0.27.1',
  'trust-manager': 'quay.io/jetstack/trust-manager:v0.24.1',
}

const workload = (namespace: string, name: string, pod: object): object => ({
  ...{apiVersion: 'apps/v1', kind: 'Deployment', metadata: {namespace, name, labels: {'app.kubernetes.io/name': name}}},
  spec: {
    ...{replicas: 2, selector: {matchLabels: {app: name}}},
    template: {metadata: {labels: {app: name}}, spec: pod},
  },
  status: {availableReplicas: 2, readyReplicas: 2, replicas: 2, updatedReplicas: 2, observedGeneration: 1},
})

/** The controllers, as their charts install them. */
export const controllers = (): readonly object[] =>
  Object.entries(IMAGES).map(([name, image]) =>
    workload('cert-manager', name, {serviceAccountName: name, containers: [{name, image, args: ['--v=2']}]}),
  )

const appPod = (name: string) => ({
  serviceAccountName: 'default',
  containers: [
    {
      ...{name: 'app', image: `registry.corp/${name}:1.4.2`, ports: [{containerPort: 8443}]},
      env: [{name: 'SSL_CERT_FILE', value: '/etc/corp/ca.crt'}],
      volumeMounts: [{name: 'trust', mountPath: '/etc/corp', readOnly: true}],
    },
  ],
  volumes: [
    {name: 'trust', configMap: {name: 'corp-trust'}},
    {name: 'tls', secret: {secretName: name}},
  ],
})

/** A Deployment with its two pods and its Service; it mounts the root and the Secret of its own name. */
export const app = (namespace: string, name: string): readonly object[] => [
  workload(namespace, name, appPod(name)),
  ...['a', 'b'].map(letter => ({
    ...{apiVersion: 'v1', kind: 'Pod'},
    metadata: {
      ...{namespace, name: `${name}-5d4f8c7b9-${letter}`, labels: {app: name}},
      ownerReferences: [{apiVersion: 'apps/v1', kind: 'ReplicaSet', name: `${name}-5d4f8c7b9`, controller: true}],
    },
    spec: {...appPod(name), nodeName: 'node-1'},
    status: {phase: 'Running', conditions: [{type: 'Ready', status: 'True'}]},
  })),
  {
    ...{apiVersion: 'v1', kind: 'Service', metadata: {namespace, name}},
    spec: {selector: {app: name}, ports: [{port: 443, targetPort: 8443}]},
  },
]

/** An Ingress that serves with the Secret of its own name, unless another is named. */
export const ingress = (namespace: string, name: string, secretName = name): object => ({
  ...{apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', metadata: {namespace, name}},
  spec: {
    ingressClassName: 'nginx',
    tls: [{hosts: [`${name}.corp`], secretName}],
    rules: [
      {
        host: `${name}.corp`,
        http: {paths: [{path: '/', pathType: 'Prefix', backend: {service: {name, port: {number: 443}}}}]},
      },
    ],
  },
})

/** A namespace with what controllers put into every one. */
export const namespaceObjects = (name: string, root: Issued): readonly object[] => [
  {apiVersion: 'v1', kind: 'Namespace', metadata: {name, labels: {'kubernetes.io/metadata.name': name}}},
  {apiVersion: 'v1', kind: 'ServiceAccount', metadata: {namespace: name, name: 'default'}},
  ...['kube-root-ca.crt', 'corp-trust'].map(map => ({
    ...{apiVersion: 'v1', kind: 'ConfigMap'},
    metadata: {
      ...{namespace: name, name: map},
      ...(map === 'corp-trust' && {labels: {'trust.cert-manager.io/bundle': map}}),
    },
    data: {'ca.crt': root.pem},
  })),
]
