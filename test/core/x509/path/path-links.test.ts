import {expect} from 'chai'
import {findIssuers, isIssuedBy, isSelfSigned} from '../../../../src/core/x509/path/path.ts'
import {RFC5280} from '../../../../src/core/x509/path/profile.ts'
import {oid, printableString, sequence, set} from '../../../fixtures/der-writer.ts'
import {makeKey} from '../../../fixtures/make-pki.ts'
import {pathScene} from '../../../fixtures/path-scene.ts'

const {pki, root, issuing, leaf, certificates, find, verdict} = pathScene()

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
