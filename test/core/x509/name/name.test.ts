import {expect} from 'chai'
import {DerError, DerReader} from '../../../../src/core/x509/der/der.ts'
import {generalNames, shownName} from '../../../../src/core/x509/name/general-name.ts'
import {Name, readName, sameName} from '../../../../src/core/x509/name/name.ts'
import {foldedKey, isWithin} from '../../../../src/core/x509/name/name-compare.ts'
import {element, oid, printableString, sequence, set, tagged, taggedBytes, utf8} from '../../../fixtures/der-writer.ts'
import {type Distinguished, nameDer} from '../../../fixtures/make-pki.ts'

const name = (distinguished: Distinguished) => new Name(nameDer(distinguished))

const attribute = (type: string, value: Buffer) => sequence(oid(type), value)

describe('Name', () => {
  it('is written as RFC 4514 says, last attribute first', () => {
    expect(String(name({C: 'DE', O: ['corp', 'more'], CN: 'web'}))).to.equal('CN=web,O=more,O=corp,C=DE')
    expect(String(name({CN: ' a,b+c"d\\e<f>g;h#'}))).to.equal('CN=\\ a\\,b\\+c\\"d\\\\e\\<f\\>g\\;h#')
    expect(String(name({CN: '#1 '}))).to.equal('CN=\\#1\\ ')
    expect(String(name({'1.2.3.4': 'x', emailAddress: 'a@b'}))).to.equal('emailAddress=a@b,1.2.3.4=x')
    expect(String(name({}))).to.equal('')
    const joined = sequence(
      set(attribute('2.5.4.3', utf8('a')), attribute('2.5.4.10', utf8('b'))),
      set(attribute('2.5.4.6', utf8('DE'))),
    )
    expect(String(new Name(joined))).to.equal('C=DE,CN=a+O=b')
  })

  it('cannot smuggle control characters into a terminal', () => {
    expect(String(name({CN: 'a\u001b[31m\n\u202eb'}))).to.equal('CN=a\\1b[31m\\0a\\e2\\80\\aeb')
  })

  it('gives its attributes', () => {
    const {attributes, commonName, isEmpty} = name({O: ['x', 'y'], CN: 'web'})
    expect(attributes.map(({name, value, rdn}) => [name, value, rdn])).to.deep.equal([
      ['O', 'x', 0],
      ['O', 'y', 1],
      ['CN', 'web', 2],
    ])
    expect(name({O: ['x', 'y']}).values('O')).to.deep.equal(['x', 'y'])
    expect(name({O: 'x'}).values('2.5.4.10')).to.deep.equal(['x'])
    expect([commonName, isEmpty, name({}).isEmpty, name({}).commonName]).to.deep.equal(['web', false, true, undefined])
  })

  it('equals another by its bytes', () => {
    const printable = new Name(sequence(set(attribute('2.5.4.3', printableString('a')))))
    expect(sameName(name('a'), name('a'))).to.equal(true)
    expect(sameName(name('a'), name('b'))).to.equal(false)
    expect(sameName(name('a'), printable)).to.equal(false)
    expect(foldedKey(name('a'))).to.equal(foldedKey(printable))
  })

  it('is refused where it is malformed', () => {
    const refused = (der: Buffer) =>
      expect(() => readName(new DerReader(der), 'name'), der.toString('hex')).to.throw(DerError)
    refused(set())
    refused(sequence(sequence(attribute('2.5.4.3', utf8('a')))))
    refused(sequence(set(utf8('a'))))
    refused(sequence(set(attribute('2.5.4.3', printableString('@')))))
    refused(sequence(set(attribute('2.5.4.3', element(0x05)))))
    refused(sequence(set(sequence(utf8('a')))))
    const reader = new DerReader(nameDer({}))
    readName(reader, 'name')
    expect(reader.isEmpty).to.equal(true)
  })
})

describe('names by RFC 5280 §7.1', () => {
  it('ignore case, white space, string type and the order within an RDN', () => {
    expect(foldedKey(name({O: ' My  Corp '}))).to.equal(foldedKey(name({O: 'my corp'})))
    expect(foldedKey(name({O: 'ＣＯＲＰ'}))).to.equal(foldedKey(name({O: 'corp'})))
    const [a, b] = [attribute('2.5.4.3', utf8('a')), attribute('2.5.4.10', utf8('b'))]
    expect(foldedKey(new Name(sequence(set(a, b))))).to.equal(foldedKey(new Name(sequence(set(b, a)))))
  })

  it('tell other names apart', () => {
    expect(foldedKey(name({O: 'a', CN: 'b'}))).not.to.equal(foldedKey(name({CN: 'b', O: 'a'})))
    expect(foldedKey(name({O: 'ab'}))).not.to.equal(foldedKey(name({O: 'a b'})))
    expect(foldedKey(name({O: 'a'}))).not.to.equal(foldedKey(name({CN: 'a'})))
  })

  it('are within a base that their first RDNs are', () => {
    const base = name({C: 'DE', O: 'Corp'})
    expect(isWithin(name({C: 'de', O: 'corp', CN: 'x'}), base)).to.equal(true)
    expect(isWithin(base, base)).to.equal(true)
    expect(isWithin(name({C: 'DE'}), base)).to.equal(false)
    expect(isWithin(name({O: 'Corp', C: 'DE'}), base)).to.equal(false)
    expect(isWithin(name('x'), name({}))).to.equal(true)
  })
})

describe('all nine kinds of names', () => {
  const shown = (...names: Buffer[]) => generalNames(sequence(...names)).map(shownName)

  it('are shown, each with its kind', () => {
    const upn = tagged(0, oid('1.3.6.1.4.1.311.20.2.3'), tagged(0, utf8('bob@corp')))
    expect(
      shown(
        upn,
        taggedBytes(1, Buffer.from('a@b.c')),
        taggedBytes(2, Buffer.from('*.example.com')),
        tagged(3, utf8('x400')),
        tagged(4, nameDer({O: 'corp', CN: 'x'})),
        tagged(5, utf8('edi')),
        taggedBytes(6, Buffer.from('spiffe://x/y')),
        taggedBytes(7, Buffer.from('fd000000000000000000000000000001', 'hex')),
        taggedBytes(8, oid('1.2.3.4').subarray(2)),
      ),
    ).to.deep.equal([
      'otherName(userPrincipalName):bob@corp',
      'email:a@b.c',
      'DNS:*.example.com',
      'X400:#0c0478343030',
      'DirName:CN=x,O=corp',
      'EDI:#0c03656469',
      'URI:spiffe://x/y',
      'IP:fd00::1',
      'RID:1.2.3.4',
    ])
  })

  it('do not hide what cannot be read', () => {
    expect(
      shown(
        tagged(0, oid('1.2.3.4'), tagged(0, Buffer.from('0500', 'hex'))),
        tagged(0, utf8('?')),
        tagged(4, utf8('?')),
        taggedBytes(9, Buffer.from('x')),
        taggedBytes(2, Buffer.from('a\0.example.com')),
        taggedBytes(7, Buffer.from([1, 2, 3])),
      ),
    ).to.deep.equal([
      'otherName(1.2.3.4):#',
      'otherName:#0c013f',
      'DirName:#0c013f',
      'unknown:#78',
      'DNS:a\\u{0}.example.com',
      'IP:#010203',
    ])
  })
})
