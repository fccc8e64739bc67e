import {expect} from 'chai'
import type {Certificate} from '../../../src/core/x509/certificate.ts'
import {
  CertificatePool,
  findIssuers,
  findPaths,
  isIssuedBy,
  isSelfSigned,
  type PathOptions,
} from '../../../src/core/x509/path.ts'
import {RFC5280} from '../../../src/core/x509/profile.ts'
import {bitString, nothing, oid, printableString, sequence, set} from '../../fixtures/der-writer.ts'
import {type CertificateSpec, type Issued, makeKey, makePki} from '../../fixtures/make-pki.ts'

const pki = makePki()
const root = pki.ca('root')
const issuing = root.ca('issuing')
const leaf = issuing.leaf('leaf', {dns: ['web.shop'], ips: ['10.0.0.1']})

const certificates = (...issued: readonly Issued[]): readonly Certificate[] =>
  issued.map(({certificate}) => certificate)

const find = (start: Issued, intermediates: readonly Issued[], options: Partial<PathOptions> = {}) =>
  findPaths(start.certificate, {
    intermediates: certificates(...intermediates),
    roots: certificates(root),
    now: pki.now,
    ...options,
  })

/** `valid`, or each rejected path as names with the reason at the one to blame. */
const verdict = (start: Issued, intermediates: readonly Issued[], options: Partial<PathOptions> = {}) => {
  const {valid, rejected} = find(start, intermediates, options)
  return valid
    ? 'valid'
    : rejected.map(
        ({certificates, at, reason}) =>
          `${certificates.map(({subject}) => subject.commonName ?? '-').join('<')} ${at} ${reason.code}`,
      )
}

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
    const impostor = root.ca('issuing')
    const expired = root.ca('issuing', {key: issuing.key, notAfter: '-1h'})
    expect(verdict(leaf, [impostor, expired])).to.deep.equal([
      'leaf<issuing 1 expired',
      'leaf<issuing 1 signature-mismatch',
    ])
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

describe('path length', () => {
  const limited = root.ca('limited', {pathLength: 0})
  const deeper = limited.ca('deeper')

  it('counts the intermediates below', () => {
    expect(verdict(limited.leaf('x'), [limited])).to.equal('valid')
    expect(verdict(deeper.leaf('x'), [limited, deeper])).to.deep.equal(['x<deeper<limited 2 path-too-long'])
  })

  it('counts self-issued ones as Go does, and not by RFC 5280', () => {
    const rollover = limited.ca('limited', {key: makeKey('P-256', 'rollover'), pathLength: 0})
    const end = rollover.leaf('end')
    expect(find(end, [limited, rollover]).valid).to.equal(false)
    expect(find(end, [limited, rollover], {profile: RFC5280}).valid).to.equal(true)
  })

  it('binds trust anchors, too', () => {
    const anchor = pki.ca('anchor', {pathLength: 0})
    const between = anchor.ca('between')
    expect(verdict(between.leaf('x'), [between], {roots: certificates(anchor)})).to.deep.equal([
      'x<between<anchor 2 path-too-long',
    ])
  })
})

describe('extended key usage', () => {
  const through = (ca: readonly string[], end: readonly string[], usages?: readonly string[]) => {
    const between = root.ca('between', {usages: ca})
    return verdict(between.leaf('x', {usages: end}), [between], usages === undefined ? {} : {usages})
  }

  it('is serverAuth where nothing else is wanted', () => {
    expect(through([], ['serverAuth'])).to.equal('valid')
    expect(through([], ['clientAuth'])).to.deep.equal(['x<between<root 0 extended-key-usage'])
    expect(through([], ['clientAuth'], ['clientAuth'])).to.equal('valid')
    expect(through([], ['codeSigning'], ['any'])).to.equal('valid')
    expect(through([], [])).to.equal('valid')
    expect(through([], ['any'])).to.equal('valid')
    expect(through([], ['1.2.3.4'], ['1.2.3.4'])).to.equal('valid')
  })

  it('nests: every CA narrows what is below', () => {
    expect(through(['clientAuth'], ['serverAuth', 'clientAuth'])).to.deep.equal(['x<between<root 1 extended-key-usage'])
    expect(through(['serverAuth'], ['serverAuth'])).to.equal('valid')
    expect(through(['serverAuth'], ['clientAuth'], ['serverAuth', 'clientAuth'])).to.deep.equal([
      'x<between<root 0 extended-key-usage',
    ])
  })
})

describe('issuer names', () => {
  const printable = sequence(set(sequence(oid('2.5.4.3'), printableString('ISSUING'))))
  const end = issuing.leaf('end', {issuerName: printable})

  it('are compared byte by byte, as Go does, and a near miss is said', () => {
    expect(verdict(end, [issuing])).to.deep.equal(['end 0 issuer-differs'])
    expect(find(end, [issuing], {profile: RFC5280}).valid).to.equal(true)
  })
})

describe('issuers', () => {
  it('are those whose key signed', () => {
    const impostor = root.ca('issuing')
    expect(isIssuedBy(leaf.certificate, issuing.certificate)).to.equal(true)
    expect(isIssuedBy(leaf.certificate, impostor.certificate)).to.equal(false)
    expect(isIssuedBy(leaf.certificate, root.certificate)).to.equal(false)
    expect(findIssuers(leaf.certificate, certificates(impostor, issuing, root))).to.deep.equal([issuing.certificate])
    expect([isSelfSigned(root.certificate), isSelfSigned(issuing.certificate)]).to.deep.equal([true, false])
    const selfIssued = root.ca('root', {key: makeKey('P-256', 'new root')})
    expect([selfIssued.certificate.isSelfIssued, isSelfSigned(selfIssued.certificate)]).to.deep.equal([true, false])
  })

  it('do not depend on key identifiers', () => {
    const bare = issuing.leaf('bare', {without: ['2.5.29.35']})
    const foreign = issuing.leaf('foreign', {
      without: ['2.5.29.35'],
      extensions: [{oid: '2.5.29.35', value: sequence(Buffer.from('8001ff', 'hex'))}],
    })
    for (const one of [bare, foreign]) {
      expect(isIssuedBy(one.certificate, issuing.certificate)).to.equal(true)
      expect(verdict(one, [issuing])).to.equal('valid')
    }
  })
})
