import {expect} from 'chai'
import {derOutline} from '../../../../src/core/x509/der/der-outline.ts'
import {
  bitString,
  boolean,
  ia5,
  integer,
  nothing,
  octets,
  oid,
  sequence,
  tagged,
  taggedBytes,
  utf8,
} from '../../../fixtures/der-writer.ts'

const textOf = (bytes: Uint8Array): string =>
  derOutline(bytes)
    .map(({depth, text}) => `${' '.repeat(depth)}${text}`)
    .join('\n')

describe('core/x509/der-outline', () => {
  it('shows every element with its type, indented by what it is in', () => {
    const value = sequence(
      integer(5),
      integer(-2),
      oid('1.2.840.113549'),
      boolean(true),
      nothing(),
      utf8('grüß'),
      tagged(0, ia5('inside')),
      taggedBytes(6, Buffer.from('http://ca/')),
      bitString(Buffer.from([0xff])),
    )
    expect(textOf(value)).to.equal(`SEQUENCE
 INTEGER 5
 INTEGER -2
 OBJECT 1.2.840.113549
 BOOLEAN TRUE
 NULL
 STRING "grüß"
 [0]
  STRING "inside"
 [6] "http://ca/"
 BIT STRING 00ff`)
  })

  it('looks into octets that hold DER, and shows others as text or hex', () => {
    expect(textOf(octets(sequence(integer(1))))).to.equal('OCTET STRING\n SEQUENCE\n  INTEGER 1')
    expect(textOf(octets(Buffer.from([0xde, 0xad])))).to.equal('OCTET STRING dead')
  })

  it('shows what is no DER as hex', () => {
    expect(textOf(Buffer.from([0x30, 0x80, 0x01]))).to.equal('308001')
  })

  it('neither runs deep nor long', () => {
    const deep = Array.from({length: 500}).reduce<Buffer>(inner => sequence(inner), integer(1))
    expect(derOutline(deep).length).to.be.at.most(20)
    const wide = sequence(...Array.from({length: 5000}, () => integer(1)))
    expect(derOutline(wide).length).to.equal(201)
    expect(textOf(octets(Buffer.alloc(100_000, 0xff))).length).to.be.at.most(600)
  })

  it('prints no character that a terminal obeys', () => {
    expect(textOf(utf8('a\u001b[2J\u202eb'))).to.match(/^[\x20-\x7e]*$/)
  })
})
