import {type Fate, fateOf} from './fate.ts'
import type {Material} from './issued.ts'
import {DAY, moment} from './moment.ts'

/** One Certificate among many. */
export interface Place {
  readonly index: number
  readonly namespace: string
  readonly name: string
  readonly now: Date
}

const MANAGER = {apiVersion: 'cert-manager.io/v1', operation: 'Update', fieldsType: 'FieldsV1'}

export const dnsNamesOf = ({name}: Place): readonly string[] => [`${name}.corp`, `www.${name}.corp`]

const metadata = ({namespace, name, now, index}: Place, minutes: number) => ({
  namespace,
  name,
  uid: `0a1b2c3d-0000-4000-8000-${String(index).padStart(12, '0')}`,
  resourceVersion: String(100_000 + index),
  creationTimestamp: moment(now, minutes),
})

const revisionOf = ({index}: Place): number => 1 + (index % 7)

const issuerOf = (fate: Fate) => ({
  group: 'cert-manager.io',
  kind: 'ClusterIssuer',
  name: fate === 'pending' ? 'unready' : 'corp',
})

const LABELS = (name: string) => ({'app.kubernetes.io/name': name, 'kustomize.toolkit.fluxcd.io/name': 'apps'})

const secretOf = (place: Place, {chain, key, ca}: Material) => ({
  apiVersion: 'v1',
  kind: 'Secret',
  type: 'kubernetes.io/tls',
  metadata: {
    ...metadata(place, -200 * DAY),
    labels: {'controller.cert-manager.io/fao': 'true'},
    annotations: {
      'cert-manager.io/alt-names': dnsNamesOf(place).join(','),
      'cert-manager.io/certificate-name': place.name,
      'cert-manager.io/common-name': `${place.name}.corp`,
      'cert-manager.io/ip-sans': '',
      'cert-manager.io/issuer-group': 'cert-manager.io',
      'cert-manager.io/issuer-kind': 'ClusterIssuer',
      'cert-manager.io/issuer-name': 'corp',
      'cert-manager.io/uri-sans': '',
    },
    managedFields: [
      {
        ...{...MANAGER, apiVersion: 'v1', operation: 'Apply', manager: 'cert-manager-certificates-issuing'},
        time: moment(place.now, -52 * DAY),
        fieldsV1: {
          'f:data': {'.': {}, 'f:ca.crt': {}, 'f:tls.crt': {}, 'f:tls.key': {}},
          'f:metadata': {'f:annotations': {}, 'f:labels': {'f:controller.cert-manager.io/fao': {}}},
          'f:type': {},
        },
      },
    ],
  },
  data: {'ca.crt': ca, 'tls.crt': chain, 'tls.key': key},
})

const specOf = (place: Place, fate: Fate, {isRsa}: Material) => ({
  commonName: `${place.name}.corp`,
  dnsNames: dnsNamesOf(place),
  duration: '2160h0m0s',
  issuerRef: issuerOf(fate),
  privateKey: {algorithm: isRsa ? 'RSA' : 'ECDSA', rotationPolicy: 'Always', size: isRsa ? 2048 : 256},
  secretName: place.name,
  usages: ['digital signature', 'key encipherment', 'server auth'],
})

const condition = (type: string, status: string, reason: string, message: string, lastTransitionTime: string) => ({
  ...{type, status, reason, message, lastTransitionTime},
})

/** What cert-manager says of a renewal that is not done; nothing of one that it is content with. */
const issuing = (fate: Fate, now: Date) => {
  if (fate === 'undecided' || fate === 'pending') {
    const message = 'Renewing certificate as renewal was scheduled at 2026-11-22 11:30:00 +0000 UTC'
    return [condition('Issuing', 'True', 'Renewing', message, moment(now, -30))]
  }
  if (fate !== 'denied' && fate !== 'failed') return []
  const prefix = 'The certificate request has failed to complete and will be retried: '
  const said = fate === 'denied' ? DENIAL : SIGNING_ERROR
  return [condition('Issuing', 'False', fate === 'denied' ? 'Denied' : 'Failed', prefix + said, moment(now, -25))]
}

const DENIAL =
  'No policy approved this request: [corp: spec.allowed.subject.organizations: Invalid value: ["Corp"]: no allowed values]'
const SIGNING_ERROR = 'Error signing certificate: x509: requested SignatureAlgorithm does not match private key type'

const certificateOf = (place: Place, fate: Fate, material: Material) => {
  const {now} = place
  const spec = specOf(place, fate, material)
  const manifest = {apiVersion: 'cert-manager.io/v1', kind: 'Certificate', metadata: {name: place.name}, spec}
  const isDue = fate !== 'healthy'
  const hasFailed = fate === 'denied' || fate === 'failed'
  return {
    ...manifest,
    metadata: {
      ...metadata(place, -200 * DAY),
      generation: 1,
      labels: LABELS(place.name),
      annotations: {'kubectl.kubernetes.io/last-applied-configuration': `${JSON.stringify(manifest)}\n`},
      managedFields: ['certificates-readiness', 'certificates-issuing'].map(controller => ({
        ...{...MANAGER, manager: `cert-manager-${controller}`, subresource: 'status', time: moment(now, -52 * DAY)},
        fieldsV1: {'f:status': {'.': {}, 'f:conditions': {'k:{"type":"Ready"}': {}}, 'f:notAfter': {}}},
      })),
    },
    status: {
      conditions: [
        condition('Ready', 'True', 'Ready', 'Certificate is up to date and has not expired', moment(now, -52 * DAY)),
        ...issuing(fate, now),
      ],
      notBefore: moment(now, -52 * DAY),
      notAfter: moment(now, 38 * DAY),
      renewalTime: isDue ? moment(now, -30) : moment(now, 8 * DAY),
      revision: revisionOf(place),
      ...(hasFailed && {failedIssuanceAttempts: 1, lastFailureTime: moment(now, -25)}),
    },
  }
}

/** The conditions of a request, and what the issuer gave. */
const outcome = (fate: Fate, {chain, ca}: Material, now: Date) => {
  const approved = condition(
    ...(['Approved', 'True', 'policy.cert-manager.io', 'Approved by CertificateRequestPolicy: "corp"'] as const),
    moment(now, fate === 'healthy' || fate === 'overdue' ? -52 * DAY : -29),
  )
  const ready = (status: string, reason: string, message: string) =>
    condition('Ready', status, reason, message, moment(now, -28))
  switch (fate) {
    case 'undecided':
      return {}
    case 'denied':
      return {
        conditions: [
          condition('Denied', 'True', 'policy.cert-manager.io', DENIAL, moment(now, -28)),
          ready('False', 'Denied', 'The CertificateRequest was denied by an approval controller'),
        ],
        failureTime: moment(now, -28),
      }
    case 'failed':
      return {conditions: [approved, ready('False', 'Failed', SIGNING_ERROR)], failureTime: moment(now, -28)}
    case 'pending':
      return {conditions: [approved, ready('False', 'Pending', 'Referenced issuer does not have a Ready status')]}
    default: {
      const message = 'Certificate fetched from issuer successfully'
      return {ca, certificate: chain, conditions: [approved, ready('True', 'Issued', message)]}
    }
  }
}

const requestOf = (place: Place, fate: Fate, material: Material) => {
  const isOld = fate === 'healthy' || fate === 'overdue'
  const revision = revisionOf(place) + (isOld ? 0 : 1)
  const name = `${place.name}-${revision}`
  return {
    apiVersion: 'cert-manager.io/v1',
    kind: 'CertificateRequest',
    metadata: {
      ...metadata({...place, name}, isOld ? -52 * DAY : -30),
      generation: 1,
      labels: LABELS(place.name),
      annotations: {
        'cert-manager.io/certificate-name': place.name,
        'cert-manager.io/certificate-revision': String(revision),
        'cert-manager.io/private-key-secret-name': `${place.name}-x7k2p`,
      },
      ownerReferences: [
        {
          ...{apiVersion: 'cert-manager.io/v1', kind: 'Certificate', name: place.name},
          ...{uid: metadata(place, 0).uid, controller: true, blockOwnerDeletion: true},
        },
      ],
      managedFields: ['certificates-request-manager', 'certificaterequests-issuer-ca'].map(controller => ({
        ...{...MANAGER, manager: `cert-manager-${controller}`, time: moment(place.now, -52 * DAY)},
        fieldsV1: {'f:status': {'.': {}, 'f:ca': {}, 'f:certificate': {}, 'f:conditions': {}}},
      })),
    },
    spec: {
      duration: '2160h0m0s',
      ...{groups: ['system:serviceaccounts', 'system:serviceaccounts:cert-manager', 'system:authenticated']},
      issuerRef: issuerOf(fate),
      request: material.request,
      uid: '0a1b2c3d-0000-4000-8000-000000000000',
      usages: ['digital signature', 'key encipherment', 'server auth'],
      username: 'system:serviceaccount:cert-manager:cert-manager',
    },
    status: outcome(fate, material, place.now),
  }
}

/** A Certificate, its Secret and its latest request, as cert-manager leaves them. */
export const certificateObjects = (place: Place, material: Material) => {
  const fate = fateOf(place.index)
  return {
    secret: secretOf(place, material),
    certificate: certificateOf(place, fate, material),
    request: requestOf(place, fate, material),
  }
}
