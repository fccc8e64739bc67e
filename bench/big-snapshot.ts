import {closeSync, openSync, writeSync} from 'node:fs'
import {reduce} from '../src/core/kube/door/reduce.ts'
import {KINDS} from '../src/core/kube/kind.ts'
import type {KubeObject} from '../src/core/kube/object.ts'
import {refKey} from '../src/core/kube/ref.ts'
import type {Snapshot} from '../src/core/kube/snapshot.ts'
import {encodeSnapshot} from '../src/sources/saved/encode.ts'
import {bigCluster} from './cluster-objects/big-cluster.ts'

const NOW = new Date('2026-11-22T12:00:00Z')

/** Through the door at once, so that the raw objects of a large cluster are never there together. */
function* objectsOf(certificates: number): Generator<object> {
  const cluster = bigCluster(certificates, NOW)
  yield* cluster.trustLayer
  yield* cluster.surroundings
  for (const {secret, certificate, request} of cluster.certificates()) yield* [secret, certificate, request]
  yield* cluster.users()
}

/** Writes the snapshot of a cluster with so many Certificates, as `snapshot save` would. */
export const writeBigSnapshot = (file: string, certificates: number): void => {
  const objects: KubeObject[] = []
  for (const raw of objectsOf(certificates)) {
    const object = reduce(raw, {from: 'cluster'})
    if (object !== null) objects.push(object)
  }
  // Kind by kind, each as the API server lists it.
  objects.sort((a, b) => (refKey(a.ref) < refKey(b.ref) ? -1 : 1))
  const snapshot: Snapshot = {
    schema: 'kubectl-pki/snapshot.v1',
    label: `${certificates} certificates`,
    takenAt: NOW.toISOString(),
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
