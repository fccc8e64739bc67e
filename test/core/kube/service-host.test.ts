import {expect} from 'chai'
import {serviceOfHost} from '../../../src/core/kube/service-host.ts'

describe('serviceOfHost', () => {
  const ca = {name: 'ca', namespace: 'pki'}

  it('knows the long names, whatever the domain of the cluster', () => {
    for (const host of ['ca.pki.svc', 'ca.pki.svc.cluster.local', 'CA.pki.svc.corp.example.', 'ca-0.ca.pki.svc.x']) {
      expect(serviceOfHost(host), host).to.deep.equal(ca)
    }
  })

  it('takes short names only with a namespace that is known', () => {
    expect(serviceOfHost('ca.pki')).to.equal(null)
    expect(serviceOfHost('ca.pki', {namespaces: new Set(['pki'])})).to.deep.equal(ca)
    expect(serviceOfHost('ca.corp', {namespaces: new Set(['pki'])})).to.equal(null)
    expect(serviceOfHost('ca')).to.equal(null)
    expect(serviceOfHost('ca', {home: 'pki'})).to.deep.equal(ca)
  })

  it('takes no address, no other host, no nonsense', () => {
    for (const host of [
      '',
      '.',
      '10.0.0.1',
      '[::1]',
      'localhost',
      'ca.corp.example',
      '*.pki.svc',
      'ca_1.pki.svc',
      'a b.c.svc',
    ]) {
      expect(serviceOfHost(host, {home: 'pki'}), host).to.equal(null)
    }
  })
})
