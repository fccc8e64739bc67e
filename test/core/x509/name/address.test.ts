import {expect} from 'chai'
import {ipText, parseIp, unmapped} from '../../../../src/core/x509/name/ip.ts'
import {ipSet, nearestIpSet} from '../../../../src/core/x509/name/ip-set.ts'
import {isUri, uriHost} from '../../../../src/core/x509/name/uri.ts'
import {ipBytes} from '../../../fixtures/extensions.ts'

describe('IP addresses', () => {
  it('are read and written canonically', () => {
    const forms = {
      '10.0.0.1': '10.0.0.1',
      '::': '::',
      '::1': '::1',
      '1::': '1::',
      '2001:DB8::8A2E:370:7334': '2001:db8::8a2e:370:7334',
      '2001:0db8:0000:0000:0001:0000:0000:0001': '2001:db8::1:0:0:1',
      '1:0:2:0:0:0:3:4': '1:0:2::3:4',
      '1:2:3:4:5:6:7:0': '1:2:3:4:5:6:7:0',
      '1:2:3:4:5:6:1.2.3.4': '1:2:3:4:5:6:102:304',
      '::ffff:1.2.3.4': '1.2.3.4',
      '::ffff:102:304': '1.2.3.4',
    }
    for (const [text, canonical] of Object.entries(forms))
      expect(ipText(parseIp(text) as Uint8Array), text).to.equal(canonical)
    expect(ipText(ipBytes('0:0:0:0:0:ffff:102:304'))).to.equal('::ffff:1.2.3.4')
    expect(ipText(Buffer.from([1, 2, 3]))).to.equal('#010203')
    expect(unmapped(ipBytes('fd00::1'))).to.have.length(16)
  })

  it('are not what looks a little like them', () => {
    const v4 = ['1.2.3', '1.2.3.4.5', '01.2.3.4', '1.2.3.256', '1.2.3.', '1..2.3', '0x1.2.3.4', '1.2.3.4 ', '', 'a']
    const v6 = [
      ':',
      ':::',
      '1:2:3:4:5:6:7',
      '1:2:3:4:5:6:7:8:9',
      '1::2::3',
      '12345::',
      '::g',
      'fe80::1%eth0',
      '::1.2.3',
      '1:2:3:4:5:6:7:1.2.3.4',
    ]
    const edges = ['1:2:3:4:5:6:7:8::', ':1:2:3:4:5:6:7:8', '::1:2:3:4:5:6:7:8', '1.2.3.4::', '[::1]']
    for (const text of [...v4, ...v6, ...edges]) expect(parseIp(text), text).to.equal(undefined)
  })
})

describe('IP ranges', () => {
  const range = (address: string, mask: string) => ({address: ipBytes(address), mask: ipBytes(mask)})
  const budget = () => ({left: 1000})

  it('cover an address in any of them, or in the nearest one as Go looks it up', () => {
    const ranges = [range('10.0.0.0', '255.0.0.0'), range('192.168.1.0', '255.255.255.0'), range('fd00::', 'ff00::')]
    for (const set of [ipSet(ranges), nearestIpSet(ranges)]) {
      for (const inside of ['10.255.0.1', '192.168.1.9', 'fd12::1'])
        expect(set.find(ipBytes(inside), budget()), inside).to.be.a('string')
      for (const outside of ['11.0.0.1', '192.168.2.1', 'fe00::1', '9.9.9.9']) {
        expect(set.find(ipBytes(outside), budget()), outside).to.equal(undefined)
      }
    }
  })

  it('differ where a range has host bits: Go looks at the nearest one below only', () => {
    const ranges = [range('10.0.0.0', '255.255.0.0'), range('10.9.9.9', '255.0.0.0')]
    expect(ipSet(ranges).find(ipBytes('10.1.0.1'), budget())).to.equal('0a090909/ff000000')
    expect(nearestIpSet(ranges).find(ipBytes('10.1.0.1'), budget())).to.equal(undefined)
  })

  it('take IPv4 in IPv6 for IPv4', () => {
    const ranges = [range('0:0:0:0:0:ffff:a00:0', 'ffff:ffff:ffff:ffff:ffff:ffff:ff00:0')]
    expect(ipSet(ranges).find(ipBytes('10.1.2.3'), budget())).to.equal('0a000000/ff000000')
    expect(nearestIpSet(ranges).find(ipBytes('0:0:0:0:0:ffff:a01:203'), budget())).to.be.a('string')
    const any = [range('0:0:0:0:0:0:0:0', '0:0:0:0:0:0:0:0')]
    expect(ipSet(any).find(ipBytes('0:0:0:0:0:ffff:a01:203'), budget())).to.equal(undefined)
  })

  it('cost budget', () => {
    expect(() => ipSet([range('10.0.0.0', '255.0.0.0')]).find(ipBytes('10.0.0.1'), {left: 0})).to.throw('too many')
  })
})

describe('URIs', () => {
  it('have the host that Go finds', () => {
    const hosts = {
      'spiffe://example.com/ns/x': 'example.com',
      'https://u:p@example.com:8443/p?q#f': 'example.com:8443',
      'http://[::1]:80/': '[::1]:80',
      'http://[fe80::1%25en0]/': '[fe80::1%en0]',
      '//a.example.com': 'a.example.com',
      'http://a%C3%A9/': 'aÃ©',
      'foo://a:b:80/': 'a:b:80',
      'urn:x:y': '',
      'mailto:a@b': '',
      'a/b:c': '',
      '///x': '',
      'http:///x': '',
      '*': '',
      '': '',
    }
    for (const [uri, host] of Object.entries(hosts)) expect(uriHost(uri), uri).to.equal(host)
  })

  it('are refused where Go refuses them', () => {
    const syntax = [
      ':x',
      'a:b\0',
      'a b:c',
      'x y://z',
      '1:2',
      'http://%zz/',
      'http://a/%zz',
      'http://a#%zz',
      'a:b c:d',
      '\u007f',
    ]
    const hosts = [
      'http://[::1/',
      'http://a[::1]',
      'http://[::1]x',
      'http://[1.2.3.4]/',
      'http://a:b/',
      'http://a:1:2/',
      'http://a b/',
    ]
    const more = [
      'http://[::1%25]/',
      'http://[fe80::1%en0]/',
      'http://u@v^@h/',
      'http://%41/',
      'http://[g::]/',
      'http://[::1%25%41/]',
    ]
    for (const uri of [...syntax.filter(uri => uri !== 'a b:c' && uri !== 'a:b c:d'), ...hosts, ...more]) {
      expect(uriHost(uri), uri).to.equal(undefined)
    }
    expect([isUri('http://a..b/'), isUri('http://a./'), isUri('http://a.b/'), isUri('urn:x')]).to.deep.equal([
      false,
      false,
      true,
      true,
    ])
  })
})
