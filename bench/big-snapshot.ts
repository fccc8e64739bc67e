import {closeSync, openSync, writeSync} from 'node:fs'
import {reduce} from '../src/core/kube/door/reduce.ts'
import {KINDS} from '../src/core/kube/kind.ts'
import type {KubeObject} from '../src/core/kube/object.ts'
import type {Snapshot} from '../src/core/kube/snapshot.ts'
import {encodeSnapshot} from '../src/sources/saved/encode.ts'
import {clusterOf} from '../test/core/kube/door/cluster.ts'

/** What else such a cluster holds: who issues, who approves, who runs, where things lie. */
const surroundings = (namespaces: number): readonly object[] => [
  {
    apiVersion: 'cert-manager.io/v1',
    kind: 'ClusterIssuer',
    metadata: {name: 'corp'},
    spec: {ca: {secretName: 'corp-ca'}},
  },
  {
    ...{apiVersion: 'apps/v1', kind: 'Deployment', metadata: {name: 'cert-manager', namespace: 'cert-manager'}},
    spec: {
      template: {spec: {serviceAccountName: 'cert-manager', containers: [{image: 'cert-manager-controller:v1.21.1'}]}},
    },
    status: {availableReplicas: 1},
  },
  {
    ...{apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', metadata: {name: 'approve'}},
    rules: [
      {
        apiGroups: ['cert-manager.io'],
        resources: ['signers'],
        verbs: ['approve'],
        resourceNames: ['clusterissuers.cert-manager.io/*'],
      },
    ],
  },
  {
    ...{apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRoleBinding', metadata: {name: 'approve'}},
    roleRef: {apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'approve'},
    subjects: [{kind: 'ServiceAccount', name: 'cert-manager', namespace: 'cert-manager'}],
  },
  ...Array.from({length: namespaces}, (_, index) => ({
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: {name: `team-${index}`},
  })),
]

/** Writes a snapshot of a cluster with so many Certificates, their Secrets and requests, all different, in 200 namespaces. */
export const writeBigSnapshot = (file: string, certificates: number): void => {
  const objects: KubeObject[] = []
  for (const raw of [...surroundings(200), ...clusterOf(certificates, 'P-256', certificates)]) {
    const object = reduce(raw, {from: 'cluster'})
    if (object !== null) objects.push(object)
  }
  const snapshot: Snapshot = {
    schema: 'kubectl-pki/snapshot.v1',
    label: `${certificates} certificates`,
    takenAt: '2026-11-22T12:00:00Z',
    objects,
    coverage: KINDS.map(({kind}) => ({kind, world: 'closed'})),
    unreadable: [],
    exposed: [],
    handshakes: [],
    reviews: [],
    served: {known: true, value: KINDS.map(({kind, versions}) => ({kind, versions: versions.slice(0, 1)}))},
  }
  const out = openSync(file, 'w', 0o600)
  try {
    for (const chunk of encodeSnapshot(snapshot)) writeSync(out, chunk)
  } finally {
    closeSync(out)
  }
}
