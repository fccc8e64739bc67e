import {expect} from 'chai'
import type {KubeApi} from '../kube-api.ts'
import {resolveRoute, serviceOfName} from './resolve-route.ts'

const service = (name: string, spec: object) => ({
  metadata: {name, namespace: 'ca'},
  spec: {clusterIP: '10.96.0.7', ...spec},
})
const ports = [{port: 443, targetPort: 'https'}]

const objects: Readonly<Record<string, object>> = {
  '/api/v1/namespaces/ca/services/real': service('real', {selector: {app: 'ca'}, ports}),
  '/api/v1/namespaces/ca/services/strayed': service('strayed', {selector: {app: 'other'}, ports}),
  '/api/v1/namespaces/ca/services/alias': service('alias', {
    ...{type: 'ExternalName', externalName: 'real.ca.svc.cluster.local'},
  }),
  '/api/v1/namespaces/ca/services/loop': service('loop', {type: 'ExternalName', externalName: 'loop.ca.svc'}),
  '/apis/apps/v1/namespaces/ca/statefulsets/ca': {
    spec: {
      replicas: 1,
      template: {
        metadata: {labels: {app: 'ca'}},
        spec: {containers: [{ports: [{name: 'https', containerPort: 9000}]}]},
      },
    },
  },
}

const at = {
  api: {
    find: async (path: string) => objects[path],
    list: async (path: string) => (path.endsWith('10.96.0.7') ? [objects['/api/v1/namespaces/ca/services/real']] : []),
  } as unknown as KubeApi,
  table: {
    backends: [{namespace: 'ca', kind: 'statefulsets' as const, name: 'ca', ports: {9000: 24_001}}],
    nodes: {'198.18.0.10:10250': 24_002},
  },
}

const refused = '10.96.0.7:443: connect: connection refused'

describe("routes of the bed's network", () => {
  const cases: readonly [target: string, port: number, route: object][] = [
    ['real.ca.svc.cluster.local', 443, {host: '127.0.0.1', port: 24_001}],
    ['REAL.ca.svc', 443, {host: '127.0.0.1', port: 24_001}],
    ['alias.ca.svc.cluster.local', 443, {host: '127.0.0.1', port: 24_001}],
    ['10.96.0.7', 443, {host: '127.0.0.1', port: 24_001}],
    ['198.18.0.10', 10_250, {host: '127.0.0.1', port: 24_002}],
    ['127.0.0.5', 77, {host: '127.0.0.5', port: 77}],
    ['strayed.ca.svc', 443, {refused: `dial tcp ${refused}`}],
    ['real.ca.svc', 8443, {refused: 'dial tcp 10.96.0.7:8443: connect: connection refused'}],
    ['real.cb.svc', 443, {refused: 'dial tcp: lookup real.cb.svc on 10.96.0.10:53: no such host'}],
    ['loop.ca.svc', 443, {refused: 'dial tcp: lookup loop.ca.svc on 10.96.0.10:53: no such host'}],
    ['acme.example.org', 443, {refused: 'dial tcp: lookup acme.example.org on 10.96.0.10:53: no such host'}],
  ]
  for (const [target, port, route] of cases) {
    it(`${target}:${port}`, async () => {
      expect(await resolveRoute(at, target, port)).to.deep.equal(route)
    })
  }

  it('know a Service by every form of its name that cluster DNS knows', () => {
    for (const host of ['a.b', 'a.b.svc', 'a.b.svc.cluster.local', 'A.b.svc.cluster.local.']) {
      expect(serviceOfName(host)).to.deep.equal({name: 'a', namespace: 'b'})
    }
    for (const host of ['a', 'a.b.c', 'a.b.svc.cluster.other']) expect(serviceOfName(host)).to.equal(undefined)
  })
})
