import {expect} from 'chai'
import {CertificatePool} from '../../../../src/core/x509/path/path.ts'
import {RFC5280} from '../../../../src/core/x509/path/profile.ts'
import {bitString, nothing, octets, oid, sequence} from '../../../fixtures/der-writer.ts'
import {keyIdentifier} from '../../../fixtures/keys.ts'
import {type CertificateSpec, makeKey} from '../../../fixtures/make-pki.ts'
import {pathScene} from '../../../fixtures/path-scene.ts'

const {pki, root, issuing, leaf, certificates, find, verdict} = pathScene()

const below = (spec: CertificateSpec) => {
  const ca = root.ca('below', spec)
  return verdict(ca.leaf('leaf'), [ca])
}

describe('findPaths', () => {
  it('finds the path through intermediates in any order, and all of several', () => {
    const other = root.ca('other')
    const {valid, paths, rejected, considered, exhausted} = find(leaf, [other, issuing])
    expect(valid).to.equal(true)
    expect(paths.map(path => path.map(({subject}) => String(subject)))).to.deep.equal([
      ['CN=leaf', 'CN=issuing', 'CN=root'],
    ])
    expect([rejected.length, considered, exhausted]).to.deep.equal([0, 2, false])
    const crossed = root.ca('issuing', {key: issuing.key})
    expect(find(leaf, [issuing, crossed]).paths).to.have.length(2)
  })

  it('takes a trusted leaf for a path of its own', () => {
    const own = pki.selfSigned('own')
    expect(find(own, [], {roots: certificates(own)}).paths).to.deep.equal([[own.certificate]])
    expect(verdict(own, [])).to.deep.equal(['own 0 untrusted-root'])
  })

  it('takes pools, so that a bundle is sorted once', () => {
    const roots = new CertificatePool(certificates(root, root))
    expect(roots.certificates).to.have.length(1)
    expect(find(leaf, [issuing], {roots}).valid).to.equal(true)
    expect([roots.has(root.certificate), roots.has(leaf.certificate)]).to.deep.equal([true, false])
  })

  it('includes both ends of the validity period', () => {
    const at = (date: number) => find(leaf, [issuing], {now: new Date(date)}).valid
    const {notBefore, notAfter} = leaf.certificate
    expect([at(notBefore), at(notAfter), at(notBefore - 1), at(notAfter + 1)]).to.deep.equal([true, true, false, false])
    expect(find(leaf, [issuing], {now: new Date(notAfter + 999), profile: RFC5280}).valid).to.equal(true)
    expect(find(leaf, [issuing], {now: new Date(notAfter + 1000), profile: RFC5280}).valid).to.equal(false)
  })

  it('checks the host', () => {
    expect(verdict(leaf, [issuing], {host: 'web.shop'})).to.equal('valid')
    expect(verdict(leaf, [issuing], {host: '10.0.0.1'})).to.equal('valid')
    const {rejected} = find(leaf, [issuing], {host: 'other.shop'})
    expect(rejected.map(({reason}) => reason)).to.deep.equal([
      {code: 'host-mismatch', detail: 'is valid for web.shop, 10.0.0.1, not for other.shop'},
    ])
  })

  it('still shows the path of a leaf that is refused on its own', () => {
    const old = issuing.leaf('old', {notAfter: '-1h'})
    expect(verdict(old, [issuing])).to.deep.equal(['old<issuing<root 0 expired'])
    expect(find(old, [issuing]).paths).to.deep.equal([])
    expect(verdict(old, [])).to.deep.equal(['old 0 issuer-unknown'])
    expect(find(old, [issuing]).rejected[0]?.isComplete).to.equal(true)
  })

  it('says of each candidate why it lost', () => {
    expect(below({notAfter: '-1h'})).to.deep.equal(['leaf<below 1 expired'])
    expect(below({notBefore: '+1h'})).to.deep.equal(['leaf<below 1 not-yet-valid'])
    expect(below({isCa: false})).to.deep.equal(['leaf<below 1 not-a-ca'])
    expect(below({without: ['2.5.29.19']})).to.deep.equal(['leaf<below 1 not-a-ca'])
    expect(below({keyUsage: ['cRLSign']})).to.deep.equal(['leaf<below 1 no-cert-sign'])
    expect(below({extensions: [{oid: '1.2.3', critical: true, value: nothing()}]})).to.deep.equal([
      'leaf<below 1 critical-extension',
    ])
    const impostor = root.ca('issuing')
    expect(verdict(leaf, [impostor])).to.deep.equal(['leaf<issuing 1 signature-mismatch'])
    expect(verdict(leaf, [])).to.deep.equal(['leaf 0 issuer-unknown'])
    expect(verdict(leaf, [issuing], {roots: []})).to.deep.equal(['leaf<issuing 1 issuer-unknown'])
    expect(verdict(leaf, [issuing, root], {roots: []})).to.deep.equal(['leaf<issuing<root 2 untrusted-root'])
  })

  it('puts the path that is closest to valid first', () => {
    const identifier = {
      extensions: [{oid: '2.5.29.14', value: octets(keyIdentifier(issuing.key))}],
      without: ['2.5.29.14'],
    }
    const impostor = root.ca('issuing', identifier)
    const expired = root.ca('issuing', {key: issuing.key, notAfter: '-1h'})
    for (const intermediates of [
      [impostor, expired],
      [expired, impostor],
    ]) {
      expect(verdict(leaf, intermediates)).to.deep.equal([
        'leaf<issuing 1 expired',
        'leaf<issuing 1 signature-mismatch',
      ])
    }
    const [first] = find(leaf, [expired]).rejected
    expect(first?.reason.detail).to.equal('expired at 2026-11-22T11:00:00Z')
  })

  it('refuses signatures that Go refuses', () => {
    const rsa = pki.ca('rsa', {key: 'RSA-2048'})
    const roots = certificates(rsa)
    expect(verdict(rsa.leaf('x', {digest: 'sha1'}), [], {roots})).to.deep.equal(['x<rsa 1 algorithm-broken'])
    expect(verdict(rsa.leaf('x', {digest: 'sha512', pss: true}), [], {roots})).to.equal('valid')
    const weak = pki.ca('weak', {key: 'RSA-1024'})
    expect(verdict(weak.leaf('x'), [], {roots: certificates(weak)})).to.equal('valid')
    const renamed = pki.ca('rsa')
    expect(verdict(rsa.leaf('x'), [], {roots: certificates(renamed)})).to.deep.equal(['x<rsa 1 key-mismatch'])
  })

  it('refuses keys that are none', () => {
    const spki = Buffer.from(makeKey('P-256', 'off').spki)
    spki[spki.length - 1] = (spki.at(-1) as number) ^ 1
    const off = {...makeKey('P-256', 'off'), spki}
    expect(verdict(root.leaf('off', {key: off}), [])).to.deep.equal(['off<root 0 key-unusable'])
    const ca = root.ca('off ca', {key: off})
    expect(verdict(ca.leaf('x'), [ca])).to.deep.equal(['x<off ca 1 key-unusable'])
    const strange = {...off, spki: sequence(sequence(oid('1.2.3')), bitString(Buffer.from('x')))}
    const unknown = root.ca('strange', {key: strange})
    expect(verdict(unknown.leaf('x'), [unknown])).to.deep.equal(['x<strange 1 key-unusable'])
  })

  it('ends loops of cross-signed CAs', () => {
    const [a, b] = [pki.ca('a'), pki.ca('b')]
    const [aByB, bByA] = [b.ca('a', {key: a.key}), a.ca('b', {key: b.key})]
    const end = a.leaf('end')
    expect(verdict(end, [aByB, bByA])).to.deep.equal(['end<a<b 2 issuer-unknown'])
    expect(find(end, [aByB, bByA], {roots: certificates(b)}).paths).to.have.length(1)
  })

  it('takes the same CA with other names for another one, as Go does', () => {
    const [a, b] = [pki.ca('a'), pki.ca('b')]
    const [aByB, bByA] = [b.ca('a', {key: a.key}), a.ca('b', {key: b.key})]
    const renamed = pki.ca('a', {key: a.key, dns: ['other']})
    const {paths} = find(a.leaf('end'), [aByB, bByA], {roots: certificates(renamed)})
    expect(paths.map(path => path.length)).to.deep.equal([2, 4])
    expect(find(a.leaf('end'), [aByB, bByA], {roots: certificates(a)}).paths.map(path => path.length)).to.deep.equal([
      2,
    ])
  })

  it('gives up after a hundred candidates', () => {
    const many = Array.from({length: 120}, (_, i) => root.ca('issuing', {key: makeKey('P-256', `many ${i}`)}))
    const {valid, considered, exhausted, rejected} = find(leaf, many)
    expect([valid, considered, exhausted]).to.deep.equal([false, 101, true])
    expect(rejected.at(-1)?.reason.code).to.equal('budget')
  })

  it('limits the number of intermediates where it is asked to', () => {
    expect(verdict(leaf, [issuing], {maxIntermediates: 1})).to.equal('valid')
    expect(verdict(leaf, [issuing], {maxIntermediates: 0})).to.deep.equal(['leaf<issuing 1 path-too-long'])
  })
})
