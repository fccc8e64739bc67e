import {expect} from 'chai'
import {hostNames, matchesHost} from '../../../../src/core/x509/name/hostname.ts'
import {taggedBytes} from '../../../fixtures/der-writer.ts'
import {type FixtureNames, makePki} from '../../../fixtures/make-pki.ts'

const pki = makePki()

const certificate = (names: FixtureNames) => pki.selfSigned('common.name', names).certificate

/** Hosts that match one DNS name, and hosts that do not. */
const HOSTS: Readonly<Record<string, readonly [readonly string[], readonly string[]]>> = {
  'example.com': [
    ['example.com', 'Example.COM', 'example.com.'],
    ['example.com..', 'a.example.com', '.example.com', 'com', '', '.', 'example.co', 'example.com\0'],
  ],
  '*.example.com': [
    ['a.example.com', 'A_b.example.com', 'xn--bcher-kva.example.com', '*.example.com', 'a.example.com.'],
    ['example.com', 'a.b.example.com', '.example.com', 'a..example.com', '-a.example.com', 'a b.example.com'],
  ],
  '*.com': [['example.com'], ['com', 'a.example.com']],
  'f*.example.com': [['f*.example.com'], ['foo.example.com', 'f.example.com']],
  'a.*.example.com': [['a.*.example.com'], ['a.b.example.com']],
  '*.*.example.com': [['*.*.example.com'], ['a.b.example.com']],
  '*': [['*'], ['com', 'localhost']],
  'EXAMPLE.com': [['example.com'], []],
  'example.com.': [['example.com.'], ['example.com']],
  'a_b.example.com': [['a_b.example.com'], []],
  '-a.example.com': [['-a.example.com'], ['-a.example.com.']],
  '10.0.0.1': [[], ['10.0.0.1', '[10.0.0.1]']],
  'xn--bcher-kva.example': [['xn--bcher-kva.example', 'XN--bcher-kva.example'], ['bücher.example']],
  'kubernetes.default.svc': [
    ['kubernetes.default.svc', 'KUBERNETES.default.svc.'],
    ['kubernetes.default', 'kubernetes.default.svc.cluster.local'],
  ],
  '': [[], ['', '.']],
}

describe('matchesHost', () => {
  it('matches DNS names as Go does', () => {
    for (const [name, [matching, others]] of Object.entries(HOSTS)) {
      const one = certificate({dns: [name]})
      for (const host of matching) expect(matchesHost(one, host), `${name} ${host}`).to.equal(true)
      for (const host of others) expect(matchesHost(one, host), `${name} ${host}`).to.equal(false)
    }
  })

  it('matches addresses with addresses only, in every form', () => {
    const one = certificate({ips: ['10.0.0.1', '2001:db8:0:0:0:0:0:1']})
    for (const host of ['10.0.0.1', '[10.0.0.1]', '::ffff:10.0.0.1', '2001:DB8::1', '[2001:db8:0::1]']) {
      expect(matchesHost(one, host), host).to.equal(true)
    }
    for (const host of ['10.0.0.2', '010.0.0.1', '10.0.0.1.', '2001:db8::2', '[10.0.0.1', '', '[]']) {
      expect(matchesHost(one, host), host).to.equal(false)
    }
    const mapped = certificate({rawNames: [taggedBytes(7, Buffer.from('00000000000000000000ffff0a000001', 'hex'))]})
    expect(matchesHost(mapped, '10.0.0.1')).to.equal(true)
  })

  it('never looks at the common name or at other kinds of names', () => {
    expect(matchesHost(certificate({}), 'common.name')).to.equal(false)
    expect(
      matchesHost(
        certificate({uris: ['https://example.com'], emails: ['a@example.com'], upns: ['example.com']}),
        'example.com',
      ),
    ).to.equal(false)
    expect(matchesHost(certificate({dns: ['example.com\0.evil.org']}), 'example.com')).to.equal(false)
  })

  it('lists what a certificate is valid for', () => {
    expect(hostNames(certificate({dns: ['b', 'a'], ips: ['fd00:0:0:0:0:0:0:1'], emails: ['a@b']}))).to.deep.equal([
      'b',
      'a',
      'fd00::1',
    ])
  })
})
