import {expect} from 'chai'
import type {Snapshot} from '../../../src/core/kube/snapshot.ts'
import {viewOf} from '../../../src/core/kube/view.ts'
import {componentVersions} from '../../../src/facts/component/component-versions.ts'
import {scene} from '../../support/scene.ts'

const RELEASES = `
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: ca, namespace: step-ca}
spec: {chart: {spec: {chart: step-certificates}}}
---
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: cert-manager, namespace: cert-manager}
spec: {chart: {spec: {chart: cert-manager, version: v1.18.0}}}`

const from = (origin: 'cluster' | 'file'): Snapshot => {
  const snapshot = scene(RELEASES)
  const where = origin === 'cluster' ? ({from: origin} as const) : ({from: origin, file: 'a.yaml', lines: {}} as const)
  return {...snapshot, objects: snapshot.objects.map(object => ({...object, origin: where}))}
}

const versionsIn = (snapshot: Snapshot) => {
  const found = viewOf(snapshot).fact(componentVersions)
  return found.known ? found.value.map(({component, version}) => [component, version !== undefined]) : []
}

describe('versions of components', () => {
  it('are a question in manifests where a release leaves its version open', () => {
    expect(versionsIn(from('file'))).to.deep.equal([
      ['step-ca', false],
      ['cert-manager', true],
    ])
  })

  it('are none in a cluster where nothing of such a release runs', () => {
    expect(versionsIn(from('cluster'))).to.deep.equal([['cert-manager', true]])
  })
})
