import {expect} from 'chai'
import {reduce} from '../../../../src/core/kube/door/reduce.ts'
import type {KubeObject} from '../../../../src/core/kube/object.ts'
import {seeded} from '../../../support/random.ts'
import {clusterOf} from './cluster.ts'

const CLUSTER = {from: 'cluster'} as const

const read = (raw: object): KubeObject => {
  const object = reduce(raw, CLUSTER)
  if (object === null) throw new Error('was not read')
  return object
}

const metadata = {name: 'x', namespace: 'shop'}

describe('reduce', () => {
  it('answers null for kinds that no rule reads and for what has no name', () => {
    const raws: unknown[] = [
      undefined,
      null,
      'Secret',
      [],
      {},
      {apiVersion: 'v1', kind: 'Secret'},
      {apiVersion: 'v1', kind: 'Secret', metadata: []},
      {apiVersion: 'v1', kind: 'Secret', metadata: {}},
      {apiVersion: 'v1', kind: 'Secret', metadata: {name: ''}},
      {apiVersion: 'v1', kind: 'Secret', metadata: {generateName: 'x-'}},
      {apiVersion: 'v1', kind: 'Secret', metadata: {name: 7}},
      {apiVersion: 1, kind: 'Secret', metadata},
      {apiVersion: 'corp.io/v1', kind: 'Secret', metadata},
      {apiVersion: 'v1', kind: 'PersistentVolume', metadata},
    ]
    expect(raws.map(raw => reduce(raw, CLUSTER))).to.deep.equal(raws.map(() => null))
  })

  it('takes kind and version of list items from the list', () => {
    const object = reduce({metadata, spec: {type: 'ClusterIP'}}, CLUSTER, {apiVersion: 'v1', kind: 'Service'})
    expect(object).to.deep.equal({
      ref: {kind: 'core/services', namespace: 'shop', name: 'x'},
      body: {apiVersion: 'v1', kind: 'Service', metadata, spec: {type: 'ClusterIP'}},
      origin: CLUSTER,
    })
  })

  it('gives cluster-wide objects no namespace', () => {
    expect(read({apiVersion: 'v1', kind: 'Node', metadata}).ref).to.deep.equal({kind: 'core/nodes', name: 'x'})
  })

  it('never changes what it is given, and shares what it keeps', () => {
    for (const raw of clusterOf(2)) {
      const before = structuredClone(raw)
      const object = read(freeze(raw))
      expect(raw).to.deep.equal(before)
      const {spec} = raw as {spec?: object}
      if (spec !== undefined) expect(object.body.spec).to.equal(spec)
    }
  })

  it('drops managed fields and copies of manifests, and keeps who wrote which data keys of a Secret', () => {
    const [secret, certificate] = [...clusterOf(1)].map(read) as [KubeObject, KubeObject]
    expect(certificate.body.metadata).not.to.have.any.keys('managedFields')
    expect(certificate.body.metadata).to.deep.include({annotations: {}})
    expect(secret.body.metadata).to.deep.include({
      managedFields: [
        {
          manager: 'cert-manager-certificates-issuing',
          operation: 'Apply',
          time: '2026-11-01T10:00:00Z',
          data: ['ca.crt', 'tls.crt', 'tls.key'],
        },
        {manager: 'kubectl-client-side-apply', operation: 'Update', time: '2026-11-01T10:00:00Z', data: []},
      ],
    })
  })

  it('keeps who wrote which data keys of what a Bundle distributes, and of no other ConfigMap', () => {
    const configMap = (labels: object) =>
      read({
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: {
          name: 'corp',
          labels,
          managedFields: [{manager: 'flux', operation: 'Apply', fieldsV1: {'f:data': {'f:ca.crt': {}}, 'f:x': {}}}],
        },
      }).body.metadata
    expect(configMap({'trust.cert-manager.io/bundle': 'corp'})).to.deep.include({
      managedFields: [{manager: 'flux', operation: 'Apply', data: ['ca.crt']}],
    })
    expect(configMap({app: 'web'})).not.to.have.any.keys('managedFields')
  })

  it('keeps of a workload what rules read', () => {
    const container = {
      name: 'app',
      image: 'app:1',
      args: ['--x'],
      ports: [{containerPort: 80}],
      volumeMounts: [{name: 'v'}],
    }
    const env = [
      {name: 'PLAIN', value: 'hunter2'},
      {name: 'FROM', valueFrom: {secretKeyRef: {name: 's', key: 'k'}}},
      {name: 'SSL_CERT_FILE', value: '/etc/ssl/ca.crt'},
      {name: 'VAULT_SKIP_VERIFY', value: 'true'},
      {name: 'VAULT_SKIP_VERIFY', value: 'hunter2'},
      'junk',
    ]
    const template = {
      metadata: {labels: {app: 'x'}},
      spec: {containers: [container], volumes: [{name: 'v', secret: {secretName: 's'}}]},
    }
    const raw = {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata,
      spec: {
        replicas: 2,
        strategy: {type: 'Recreate'},
        template: {
          ...template,
          spec: {
            ...template.spec,
            containers: [{...container, env, resources: {}, livenessProbe: {}}],
            tolerations: [],
          },
        },
      },
      status: {replicas: 2, collisionCount: 3, conditions: [{type: 'Available', status: 'True'}]},
    }
    const kept = [{name: 'PLAIN'}, env[1], env[2], env[3], {name: 'VAULT_SKIP_VERIFY'}, null]
    expect(read(raw).body).to.deep.equal({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata,
      spec: {replicas: 2, template: {...template, spec: {...template.spec, containers: [{...container, env: kept}]}}},
      status: {replicas: 2, conditions: [{type: 'Available', status: 'True'}]},
    })
  })

  it('keeps of nodes, events and definitions what rules read', () => {
    const bodies = [
      {
        kind: 'Node',
        metadata,
        spec: {podCIDR: 'x', taints: []},
        status: {images: [1], addresses: [{type: 'Hostname', address: 'n'}]},
      },
      {kind: 'Event', metadata, message: 'm', reason: 'R', related: {}, involvedObject: {kind: 'Pod', name: 'p'}},
      {
        apiVersion: 'apiextensions.k8s.io/v1',
        kind: 'CustomResourceDefinition',
        metadata,
        spec: {group: 'g', versions: [{name: 'v1', served: true, storage: true, schema: {huge: true}}]},
      },
    ].map(raw => read({apiVersion: 'v1', ...raw}).body)
    expect(bodies).to.deep.equal([
      {
        apiVersion: 'v1',
        kind: 'Node',
        metadata,
        spec: {taints: []},
        status: {addresses: [{type: 'Hostname', address: 'n'}]},
      },
      {apiVersion: 'v1', kind: 'Event', metadata, message: 'm', reason: 'R', involvedObject: {kind: 'Pod', name: 'p'}},
      {
        apiVersion: 'apiextensions.k8s.io/v1',
        kind: 'CustomResourceDefinition',
        metadata,
        spec: {group: 'g', versions: [{name: 'v1', served: true, storage: true}]},
      },
    ])
  })

  it('knows SealedSecrets by the names of their keys', () => {
    const raw = {
      apiVersion: 'bitnami.com/v1alpha1',
      kind: 'SealedSecret',
      metadata,
      spec: {encryptedData: {a: 'AgBx', b: 'AgBy'}},
    }
    expect(read(raw).body.spec).to.deep.equal({encryptedData: {a: '[sealed]', b: '[sealed]'}})
  })

  it('judges values of releases by the names of their fields, and keeps references', () => {
    const values = {
      ca: {password: 'hunter2', passwordRef: {name: 'p', key: 'password'}, existingSecret: 's', dns: 'ca.corp'},
      apiToken: 'abc',
      secretName: 't',
      token: true,
      credentials: {user: 'u', password: ''},
      db: {password: '$' + '{DB_PASSWORD}', privateKey: '/etc/tls/tls.key'},
      env: [{name: 'DB_PASSWORD', value: 'hunter2'}],
      args: ['--password', 'hunter2', '--password-file', '/x'],
    }
    const {body, redacted} = read({
      apiVersion: 'helm.toolkit.fluxcd.io/v2',
      kind: 'HelmRelease',
      metadata,
      spec: {values},
    })
    expect(body.spec).to.deep.equal({
      values: {
        ...values,
        ca: {...values.ca, password: '[removed: password]'},
        apiToken: '[removed: token]',
        env: [{name: 'DB_PASSWORD', value: '[removed: password]'}],
        args: ['--password', '[removed: password]', '--password-file', '/x'],
      },
    })
    expect(redacted).to.deep.equal([
      {path: 'spec.values.ca.password', form: 'password'},
      {path: 'spec.values.apiToken', form: 'token'},
      {path: 'spec.values.env[0].value', form: 'password'},
      {path: 'spec.values.args[1]', form: 'password'},
    ])
  })

  it('keeps the passwords of trust stores, with which targets are hashed', () => {
    const spec = {target: {additionalFormats: {jks: {key: 'x', password: 'changeit'}}}}
    expect(read({apiVersion: 'trust.cert-manager.io/v1alpha1', kind: 'Bundle', metadata, spec}).body.spec).to.equal(
      spec,
    )
  })

  it('drops what is no JSON and what is nested without end', () => {
    const cycle: Record<string, unknown> = {a: 1}
    cycle.self = cycle
    let deep: object = {}
    for (let i = 0; i < 10_000; i++) deep = {deep}
    const spec = {
      date: new Date(),
      bytes: new Uint8Array(4),
      map: new Map(),
      f: () => 1,
      big: 1n,
      nan: Number.NaN,
      list: [undefined, 1],
    }
    const {body} = read({apiVersion: 'v1', kind: 'Service', metadata, spec: {...spec, cycle, deep}})
    expect(JSON.parse(JSON.stringify(body))).to.deep.equal(body)
    expect(body.spec).to.deep.include({list: [null, 1]})
    expect(JSON.stringify(body).length).to.be.lessThan(10_000)
  })

  it('keeps no member that would change the prototype of an object', () => {
    const raw = JSON.parse(
      '{"apiVersion":"v1","kind":"Service","metadata":{"name":"x"},"spec":{"__proto__":{"polluted":1},"a":1}}',
    )
    const {spec} = read(raw).body
    expect(Object.keys(spec as object)).to.deep.equal(['a'])
    expect((spec as {polluted?: number}).polluted).to.equal(undefined)
  })

  it('never throws, whatever shape an object has', () => {
    const random = seeded(7)
    const raws = [...clusterOf(1), ...WORKLOADS]
    for (let i = 0; i < 3000; i++) {
      const raw = mutated(structuredClone(raws[i % raws.length]), random)
      const object = reduce(raw, CLUSTER)
      if (object !== null) expect(JSON.parse(JSON.stringify(object))).to.deep.equal(object)
    }
  })
})

const WORKLOADS = [
  {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata,
    spec: {containers: [{name: 'a', env: [{name: 'A', value: 'b'}]}]},
    status: {phase: 'x'},
  },
  {
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    metadata,
    spec: {jobTemplate: {spec: {template: {spec: {containers: []}}}}},
  },
  {apiVersion: 'v1', kind: 'ConfigMap', metadata, data: {'ca.json': '{}', b: 'c'}, binaryData: {d: 'AAAA'}},
  {apiVersion: 'v1', kind: 'Event', metadata, message: 'x', involvedObject: {name: 'y'}},
]

const JUNK: readonly unknown[] = [
  null,
  undefined,
  0,
  '',
  'x',
  [],
  {},
  [null],
  {a: {}},
  true,
  () => 1,
  new Date(),
  Symbol('x'),
  1n,
]

/** One value somewhere in the object is replaced by something of another shape. */
const mutated = (value: unknown, random: (limit: number) => number): unknown => {
  if (typeof value !== 'object' || value === null || random(6) === 0) return JUNK[random(JUNK.length)]
  const keys = Object.keys(value)
  if (keys.length === 0) return JUNK[random(JUNK.length)]
  const key = keys[random(keys.length)] as string
  const object = value as Record<string, unknown>
  object[key] = mutated(object[key], random)
  return object
}

const freeze = <T>(value: T): T => {
  if (typeof value !== 'object' || value === null) return value
  for (const member of Object.values(value)) freeze(member)
  return Object.freeze(value)
}
