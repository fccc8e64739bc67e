import {expect} from 'chai'
import {namesMatchHost} from '../../../../src/core/x509/name/hostname.ts'

describe('namesMatchHost', () => {
  const names = ['ca.corp', '*.pki.svc', '127.0.0.1', '[::1]', '2001:DB8::1']

  it('compares names as Go does', () => {
    const hosts = [
      'ca.corp',
      'CA.CORP',
      'ca.corp.',
      'x.pki.svc',
      '127.0.0.1',
      '::1',
      '[::1]',
      '2001:db8:0::1',
      '[2001:db8::1]',
    ]
    for (const host of hosts) expect(namesMatchHost(names, host), host).to.equal(true)
  })

  it('takes neither parts of names, nor names for addresses', () => {
    const hosts = ['', 'corp', 'a.ca.corp', 'x.y.pki.svc', 'pki.svc', '127.0.0.2', '::2', '*.pki.svc.x']
    for (const host of hosts) expect(namesMatchHost(names, host), host).to.equal(false)
    expect(namesMatchHost(['*'], '10.0.0.1')).to.equal(false)
    expect(namesMatchHost([], 'ca.corp')).to.equal(false)
  })
})
