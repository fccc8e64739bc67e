import {reduce} from '../../../src/core/kube/door/reduce.ts'
import type {KubeObject} from '../../../src/core/kube/object.ts'
import type {Snapshot} from '../../../src/core/kube/snapshot.ts'
import {encodeSnapshot} from '../../../src/sources/saved/encode.ts'
import {clusterOf} from '../../core/kube/door/cluster.ts'
import {KEY_FORMS} from '../../core/kube/door/key-forms.ts'
import {PLACES} from '../../core/kube/door/places.ts'
import {makePki} from '../../fixtures/make-pki.ts'

const objectOf = (raw: object, from: KubeObject['origin'] = {from: 'cluster'}): KubeObject => {
  const object = reduce(raw, from)
  if (object === null) throw new Error('was not read')
  return object
}

const {text: keyPem = ''} = KEY_FORMS[0] ?? {}

const OBJECTS: readonly KubeObject[] = [
  ...[...clusterOf(2)].map(raw => objectOf(raw)),
  ...PLACES.map(({object}) => objectOf(object(keyPem))),
  objectOf(
    {apiVersion: 'v1', kind: 'Service', metadata: {name: 'ünïcödé \u2028 \ud800'}, spec: {a: 'x\ny', b: -0.5, c: null}},
    {from: 'file', file: 'a/b.yaml', lines: {'': 1, 'spec.a': 3}},
  ),
]

/** A snapshot in which everything occurs that a snapshot may hold. */
export const SAMPLE: Snapshot = {
  schema: 'kubectl-pki/snapshot.v1',
  label: 'goldentooth (live)',
  takenAt: '2026-11-22T12:00:00Z',
  began: {at: '2026-11-22T11:59:58Z', revision: '1234'},
  clockSkewSeconds: -1.5,
  serverVersion: 'v1.36.4',
  served: {known: true, value: [{kind: 'core/secrets', versions: ['v1']}]},
  coverage: [
    {kind: 'core/secrets', world: 'closed'},
    {
      kind: 'core/secrets',
      namespace: 'kube-system',
      world: 'none',
      because: {reason: 'forbidden', detail: 'you may not'},
    },
    {kind: 'core/configmaps', world: 'open', absent: [{kind: 'core/configmaps', namespace: 'a', name: 'b'}]},
    {kind: 'core/services', world: 'open', unread: {reason: 'unreadable', detail: 'some may stand in x.yaml'}},
  ],
  unreadable: [
    {what: 'x.yaml', line: 3, detail: 'is no YAML'},
    {what: 'group x', detail: 'did not answer'},
    {what: 'y.yaml', line: 1, detail: 'stands twice', wasRead: true},
  ],
  exposed: [{file: 'tls.key', line: 1, form: 'private key (PEM)'}],
  handshakes: [
    {
      endpoint: {host: 'ca.corp', port: 443, serverName: 'ca'},
      result: {known: true, value: {chain: [makePki({seed: 'handshake'}).ca('root').pem], protocol: 'TLSv1.3'}},
    },
    {endpoint: {host: 'x', port: 1}, result: {known: false, because: {reason: 'unreachable', detail: 'refused'}}},
  ],
  clients: [
    {config: 'kubeconfig', context: 'prod', authority: makePki().ca('kubernetes').pem},
    {config: 'talosconfig', context: 'lab', client: makePki().selfSigned('admin').pem},
  ],
  reviews: [
    {
      review: {user: 'u', groups: ['g'], verb: 'use', kind: 'core/secrets', namespace: 'n', name: 'x'},
      allowed: {known: true, value: false},
    },
  ],
  objects: OBJECTS,
}

/** As little as a snapshot can hold. */
export const EMPTY: Snapshot = {
  schema: 'kubectl-pki/snapshot.v1',
  label: '',
  takenAt: '2026-11-22T12:00:00Z',
  served: {known: false, because: {reason: 'undeclared', detail: 'manifests'}},
  coverage: [],
  unreadable: [],
  exposed: [],
  handshakes: [],
  reviews: [],
  objects: [],
}

export const textOf = (snapshot: Snapshot): string => [...encodeSnapshot(snapshot)].join('')
