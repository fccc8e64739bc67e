import {type Issued, makeKey, makePki} from '../../../fixtures/make-pki.ts'

/** How many different leaves unless said; more Certificates share them. */
const LEAVES = 200

const base64 = (text: string): string => Buffer.from(text).toString('base64')

const managedFields = (manager: string, fields: object): object[] => [
  {
    manager,
    operation: 'Apply',
    apiVersion: 'v1',
    time: '2026-11-01T10:00:00Z',
    fieldsType: 'FieldsV1',
    fieldsV1: fields,
  },
  {
    manager: 'kubectl-client-side-apply',
    operation: 'Update',
    apiVersion: 'v1',
    time: '2026-11-01T10:00:00Z',
    fieldsType: 'FieldsV1',
    fieldsV1: {'f:metadata': {'f:annotations': {'.': {}, 'f:kubectl.kubernetes.io/last-applied-configuration': {}}}},
  },
]

/**
 * The objects that a cluster with `count` Certificates would list: for each a Certificate, its Secret and its
 * CertificateRequest, as cert-manager writes them, spread over namespaces. Leaves are of `kind`, by an intermediate.
 */
export function* clusterOf(count: number, kind: 'P-256' | 'RSA-2048' = 'P-256', distinct = LEAVES): Generator<object> {
  const pki = makePki()
  const root = pki.ca('corp root', {key: 'RSA-4096'})
  const issuing = root.ca('corp issuing', {key: 'RSA-2048'})
  const leaves = Array.from({length: distinct}, (_, i) =>
    issuing.leaf(`web-${i}.corp`, {
      dns: [`web-${i}.corp`, `www.web-${i}.corp`],
      key: makeKey(kind, `leaf ${kind === 'P-256' ? i % LEAVES : i % 8}`),
    }),
  )
  const ca = base64(root.pem)
  for (let i = 0; i < count; i++) {
    const leaf = leaves[i % distinct] as Issued
    const names = {namespace: `team-${i % 200}`, name: `web-${i}`}
    yield secret(names, leaf, ca)
    yield certificate(names, i)
    yield request(names, leaf, ca)
  }
}

interface Names {
  readonly namespace: string
  readonly name: string
}

const metadata = ({namespace, name}: Names): object => ({
  name,
  namespace,
  uid: `0a1b2c3d-0000-4000-8000-${name.padStart(12, '0').slice(-12)}`,
  resourceVersion: '123456',
  creationTimestamp: '2026-10-01T10:00:00Z',
  labels: {'app.kubernetes.io/name': name, 'kustomize.toolkit.fluxcd.io/name': 'apps'},
})

const secret = (names: Names, leaf: Issued, ca: string): object => ({
  apiVersion: 'v1',
  kind: 'Secret',
  type: 'kubernetes.io/tls',
  metadata: {
    ...metadata(names),
    annotations: {
      'cert-manager.io/alt-names': `${names.name}.corp,www.${names.name}.corp`,
      'cert-manager.io/certificate-name': names.name,
      'cert-manager.io/common-name': `${names.name}.corp`,
      'cert-manager.io/issuer-kind': 'ClusterIssuer',
      'cert-manager.io/issuer-name': 'corp',
    },
    managedFields: managedFields('cert-manager-certificates-issuing', {
      'f:data': {'.': {}, 'f:ca.crt': {}, 'f:tls.crt': {}, 'f:tls.key': {}},
      'f:type': {},
    }),
  },
  data: {'ca.crt': ca, 'tls.crt': base64(leaf.chainPem), 'tls.key': base64(leaf.keyPem)},
})

const certificate = (names: Names, i: number): object => {
  const spec = {
    commonName: `${names.name}.corp`,
    dnsNames: [`${names.name}.corp`, `www.${names.name}.corp`],
    duration: '2160h0m0s',
    issuerRef: {group: 'cert-manager.io', kind: 'ClusterIssuer', name: 'corp'},
    privateKey: {algorithm: 'ECDSA', rotationPolicy: 'Always', size: 256},
    secretName: names.name,
    usages: ['digital signature', 'key encipherment', 'server auth'],
  }
  const applied = JSON.stringify({apiVersion: 'cert-manager.io/v1', kind: 'Certificate', metadata: names, spec})
  return {
    apiVersion: 'cert-manager.io/v1',
    kind: 'Certificate',
    metadata: {
      ...metadata(names),
      generation: 1,
      annotations: {'kubectl.kubernetes.io/last-applied-configuration': `${applied}\n`},
      managedFields: managedFields('cert-manager-certificates-readiness', {
        'f:status': {'f:conditions': {}, 'f:notAfter': {}},
      }),
    },
    spec,
    status: {
      conditions: [
        {
          type: 'Ready',
          status: 'True',
          reason: 'Ready',
          message: 'Certificate is up to date and has not expired',
          lastTransitionTime: '2026-10-01T10:00:03Z',
          observedGeneration: 1,
        },
      ],
      notBefore: '2026-10-01T09:59:00Z',
      notAfter: '2026-12-30T10:00:00Z',
      renewalTime: '2026-11-30T10:00:00Z',
      revision: 1 + (i % 7),
    },
  }
}

const condition = (type: string, reason: string, message: string): object => ({
  type,
  status: 'True',
  reason,
  message,
  lastTransitionTime: '2026-10-01T10:00:02Z',
})

const request = (names: Names, leaf: Issued, ca: string): object => ({
  apiVersion: 'cert-manager.io/v1',
  kind: 'CertificateRequest',
  metadata: {
    ...metadata({...names, name: `${names.name}-1`}),
    annotations: {
      'cert-manager.io/certificate-name': names.name,
      'cert-manager.io/certificate-revision': '1',
      'cert-manager.io/private-key-secret-name': `${names.name}-x7k2p`,
    },
    ownerReferences: [{apiVersion: 'cert-manager.io/v1', kind: 'Certificate', name: names.name, controller: true}],
    managedFields: managedFields('cert-manager-certificaterequests-issuer-ca', {
      'f:status': {'f:ca': {}, 'f:certificate': {}},
    }),
  },
  spec: {
    request: base64(leaf.pem.replaceAll('CERTIFICATE', 'CERTIFICATE REQUEST')),
    issuerRef: {group: 'cert-manager.io', kind: 'ClusterIssuer', name: 'corp'},
    duration: '2160h0m0s',
    groups: ['system:serviceaccounts', 'system:serviceaccounts:cert-manager', 'system:authenticated'],
    uid: '0a1b2c3d-0000-4000-8000-000000000000',
    username: 'system:serviceaccount:cert-manager:cert-manager',
    usages: ['digital signature', 'key encipherment', 'server auth'],
  },
  status: {
    ca,
    certificate: base64(leaf.chainPem),
    conditions: [
      condition('Approved', 'policy.cert-manager.io', 'Approved by CertificateRequestPolicy: "corp"'),
      condition('Ready', 'Issued', 'Certificate fetched from issuer successfully'),
    ],
  },
})
