import {expect} from 'chai'
import {KINDS} from '../../../src/core/kube/kind.ts'
import type {Coverage} from '../../../src/core/kube/snapshot.ts'
import {reportOn} from '../../support/links.ts'

/** As of manifests that are the whole configuration: controllers make the Secrets, so that these are not among them. */
const complete: readonly Coverage[] = KINDS.map(({kind}) => ({
  kind,
  world: kind === 'core/secrets' || kind === 'core/configmaps' ? 'open' : 'closed',
}))

const scene = (certificate: string) => `
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: trust-manager, namespace: cert-manager}
spec: {chart: {spec: {chart: trust-manager, version: v0.24.0}}}
---
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: ${certificate}
---
apiVersion: trust.cert-manager.io/v1alpha1
kind: Bundle
metadata: {name: corp}
spec: {sources: [{secret: {name: ca, key: tls.crt}}], target: {configMap: {key: ca.crt}}}`

const said = (certificate: string) => {
  const {findings, doubts} = reportOn(scene(certificate), {extra: {coverage: complete}})
  return [
    ...findings.filter(({rule}) => rule === 'PKI402').map(({message}) => message),
    ...doubts.filter(({rule}) => rule === 'PKI402').map(({because}) => `? ${because.detail}`),
  ]
}

const spec = (more = '') => `
spec: {secretName: ca, isCA: true, commonName: ca, issuerRef: {name: bootstrap}${more}}`

describe('sources of bundles in complete manifests', () => {
  it('are made in the trust namespace', () => {
    expect(said(`{name: ca, namespace: cert-manager}${spec()}`)).to.deep.equal([])
  })

  it('are in the wrong place where a Certificate makes them in another namespace', () => {
    expect(said(`{name: ca, namespace: sandbox}${spec()}`)).to.deep.equal([
      'secret/ca is not in cert-manager, from where trust-manager reads sources, but in sandbox',
    ])
  })

  it('may be copied to the trust namespace by what their annotations ask for', () => {
    const reflected = ', secretTemplate: {annotations: {reflector.v1.k8s.emberstack.com/reflection-allowed: "true"}}'
    expect(said(`{name: ca, namespace: sandbox}${spec(reflected)}`)).to.deep.equal([
      '? it may exist in cert-manager; what was read has one in sandbox',
    ])
  })

  it('are not known where nothing makes them', () => {
    expect(
      said(`{name: other, namespace: sandbox}${spec().replace('secretName: ca', 'secretName: other')}`),
    ).to.deep.equal(['? it is not in what was read, but may exist in the cluster'])
  })
})
