import {expect} from 'chai'
import {chainFrom, isLikelyIssuedBy, isLikelySelfSigned} from '../../../../src/core/x509/path/likely-issuer.ts'
import {makePki} from '../../../fixtures/make-pki.ts'

const IDENTIFIERS = ['2.5.29.14', '2.5.29.35']

describe('isLikelyIssuedBy', () => {
  const pki = makePki()
  const root = pki.ca('root')
  const leaf = root.leaf('web').certificate

  it('goes by name and key identifiers', () => {
    expect(isLikelyIssuedBy(leaf, root.certificate)).to.equal(true)
    expect(isLikelyIssuedBy(leaf, pki.ca('other').certificate)).to.equal(false)
  })

  it('asks the signature where identifiers differ or are missing', () => {
    expect(isLikelyIssuedBy(leaf, pki.ca('root').certificate)).to.equal(false)
    const bare = root.leaf('bare', {without: IDENTIFIERS}).certificate
    expect(isLikelyIssuedBy(bare, root.certificate)).to.equal(true)
    expect(isLikelyIssuedBy(bare, pki.ca('root').certificate)).to.equal(false)
  })
})

describe('isLikelySelfSigned', () => {
  it('knows a root from a leaf with the name of its CA', () => {
    const root = makePki().ca('shop')
    expect(isLikelySelfSigned(root.certificate)).to.equal(true)
    expect(isLikelySelfSigned(root.leaf('shop').certificate)).to.equal(false)
    expect(isLikelySelfSigned(root.leaf('web').certificate)).to.equal(false)
  })
})

describe('chainFrom', () => {
  const root = makePki().ca('root')
  const middle = root.ca('middle')
  const leaf = middle.leaf('web')
  const stranger = makePki().ca('stranger')

  it('leads up, whatever the order, and leaves out what does not belong', () => {
    const others = [root, stranger, middle].map(({certificate}) => certificate)
    expect(chainFrom(leaf.certificate, others)).to.deep.equal([leaf, middle, root].map(({certificate}) => certificate))
  })

  it('ends where nothing leads on', () => {
    expect(chainFrom(leaf.certificate, [root.certificate])).to.deep.equal([leaf.certificate])
    expect(chainFrom(root.certificate, [root.certificate])).to.deep.equal([root.certificate])
  })

  it('ends in a loop of CAs', () => {
    const a = makePki().ca('a')
    const b = a.ca('b')
    const crossed = b.ca('a', {key: a.key})
    const found = chainFrom(b.certificate, [crossed.certificate, b.certificate])
    expect(found).to.have.length(2)
  })
})
