import {expect} from 'chai'
import type {KubeObject} from '../../../src/core/kube/object.ts'
import {ref} from '../../../src/core/kube/ref.ts'
import {sourceFromConfigMap, withKey, withMoreSource} from '../../../src/core/trust/bundle-manifest.ts'

const sources = [{useDefaultCAs: true}, {secret: {name: 'ca', key: 'tls.key'}}]
const target = {configMap: {key: 'ca.crt'}}
const bundle: KubeObject = {
  ref: ref('trust.cert-manager.io/bundles', undefined, 'corp'),
  body: {metadata: {name: 'corp', resourceVersion: '7'}, spec: {sources, target}, status: {conditions: []}},
  origin: {from: 'cluster'},
}
const manifest = (changed: readonly object[]) => ({
  apiVersion: 'trust.cert-manager.io/v1alpha1',
  kind: 'Bundle',
  metadata: {name: 'corp'},
  spec: {sources: changed, target},
})

describe('manifests of Bundles', () => {
  it('have one source more, and nothing that the API server wrote', () => {
    expect(withMoreSource(bundle, {inLine: 'pem'})).to.deep.equal(manifest([...sources, {inLine: 'pem'}]))
  })

  it('have another key in one source', () => {
    expect(withKey(bundle, ['spec', 'sources', 1, 'secret'], 'tls.crt')).to.deep.equal(
      manifest([sources[0] as object, {secret: {name: 'ca', key: 'tls.crt'}}]),
    )
  })

  it('take one source from a ConfigMap that comes with them', () => {
    const from = {namespace: 'cert-manager', name: 'ca', pem: 'pem'}
    expect(sourceFromConfigMap(bundle, ['spec', 'sources', 1, 'secret'], from)).to.deep.equal([
      {apiVersion: 'v1', kind: 'ConfigMap', metadata: {name: 'ca', namespace: 'cert-manager'}, data: {'ca.crt': 'pem'}},
      manifest([sources[0] as object, {configMap: {name: 'ca', key: 'ca.crt'}}]),
    ])
  })
})
