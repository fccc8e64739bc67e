import {expect} from 'chai'
import {type DerCode, DerError, DerReader, TAG} from '../../../../src/core/x509/der/der.ts'
import {readBitString, readBoolean, readInteger, smallInteger} from '../../../../src/core/x509/der/der-values.ts'
import {derElement} from '../../../../src/core/x509/der/der-writer.ts'

const bytes = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex.replaceAll(' ', ''), 'hex'))

/** The code and offset of the error that reading throws. */
const refusal = (read: () => unknown): [DerCode, number] | 'nothing thrown' => {
  try {
    read()
  } catch (error) {
    if (error instanceof DerError) return [error.code, error.offset]
    throw error
  }
  return 'nothing thrown'
}

const header = (hex: string) => refusal(() => new DerReader(bytes(hex)).next('thing'))

describe('DerReader', () => {
  it('reads short and long lengths', () => {
    const short = new DerReader(bytes('04 02 aabb 05 00'))
    expect(short.next('a')).to.equal(TAG.octetString)
    expect([short.start, short.from, short.to, short.at]).to.deep.equal([0, 2, 4, 4])
    expect(Buffer.from(short.content()).toString('hex')).to.equal('aabb')
    expect(short.isEmpty).to.equal(false)
    const long = new DerReader(Buffer.concat([bytes('04 81 80'), Buffer.alloc(128)]))
    long.next('a')
    expect([long.from, long.to, long.isEmpty]).to.deep.equal([3, 131, true])
    const longer = new DerReader(Buffer.concat([bytes('04 82 0100'), Buffer.alloc(256)]))
    longer.next('a')
    expect([longer.from, longer.to]).to.deep.equal([4, 260])
  })

  it('refuses what is no DER, and says at which byte', () => {
    expect(header('')).to.deep.equal(['truncated', 0])
    expect(header('04')).to.deep.equal(['truncated', 0])
    expect(header('04 02 aa')).to.deep.equal(['truncated', 0])
    expect(header('04 81')).to.deep.equal(['truncated', 0])
    expect(header('30 80 0000')).to.deep.equal(['indefinite-length', 1])
    expect(header('04 81 7f')).to.deep.equal(['non-minimal-length', 1])
    expect(header('04 82 00ff')).to.deep.equal(['non-minimal-length', 1])
    expect(header('04 85 0100000000')).to.deep.equal(['length-overflow', 1])
    expect(header('04 84 ffffffff')).to.deep.equal(['truncated', 0])
    expect(header('1f 81 00')).to.deep.equal(['high-tag-number', 0])
    expect(refusal(() => new DerReader(bytes('02 01 00')).expect(TAG.oid, 'x'))).to.deep.equal(['unexpected-tag', 0])
  })

  it('steps in and out, and does not leave what it is in', () => {
    const reader = new DerReader(bytes('30 05 02 01 07 05 00 04 00'))
    const outer = reader.enter(TAG.sequence, 'list')
    expect(reader.optional(TAG.oid, 'id')).to.equal(false)
    expect(reader.optional(TAG.integer, 'number')).to.equal(true)
    expect(smallInteger(reader)).to.equal(7)
    expect(refusal(() => reader.finish(outer, 'list'))).to.deep.equal(['trailing-data', 5])
    reader.next('null')
    reader.finish(outer, 'list')
    expect(reader.peek(TAG.octetString)).to.equal(true)
    const inner = new DerReader(bytes('30 02 04 05 aabbccddee'))
    inner.enter(TAG.sequence, 'list')
    expect(refusal(() => inner.next('overlong'))).to.deep.equal(['truncated', 2])
    const left = new DerReader(bytes('30 02 05 00 05 00'))
    left.leave(left.enter(TAG.sequence, 'list'))
    expect(left.at).to.equal(4)
  })
})

describe('DER values', () => {
  const value = <T>(hex: string, read: (reader: DerReader) => T): T => read(new DerReader(bytes(hex)))

  it('reads BOOLEAN as 00 and FF only', () => {
    expect(value('01 01 ff', reader => readBoolean(reader, 'b'))).to.equal(true)
    expect(value('01 01 00', reader => readBoolean(reader, 'b'))).to.equal(false)
    for (const hex of ['01 01 01', '01 00', '01 02 ffff']) {
      expect(
        refusal(() => value(hex, reader => readBoolean(reader, 'b'))),
        hex,
      ).to.deep.equal(['bad-boolean', 0])
    }
  })

  it('reads minimal INTEGERs, also negative ones', () => {
    const number = (hex: string) => value(hex, reader => [readInteger(reader, 'i'), smallInteger(reader)])
    expect(number('02 01 00')).to.deep.equal([false, 0])
    expect(number('02 02 00ff')).to.deep.equal([false, 255])
    expect(number('02 01 ff')).to.deep.equal([true, -1])
    expect(number('02 02 ff00')).to.deep.equal([true, -256])
    expect(number('02 08 0100000000000000')).to.deep.equal([false, 2 ** 53])
    expect(number('02 08 ff00000000000000')[1]).to.equal(-(2 ** 53))
    for (const hex of ['02 00', '02 02 0001', '02 02 ffff', '02 02 ff80']) {
      expect(
        refusal(() => number(hex)),
        hex,
      ).to.deep.equal(['bad-integer', 0])
    }
  })

  it('reads BIT STRINGs whose unused bits are zero', () => {
    const bits = (hex: string) =>
      value(hex, reader => [readBitString(reader, 's'), Buffer.from(reader.content()).toString('hex')])
    expect(bits('03 02 07 80')).to.deep.equal([7, '80'])
    expect(bits('03 01 00')).to.deep.equal([0, ''])
    for (const hex of ['03 00', '03 01 01', '03 02 08 00', '03 02 07 c0', '03 02 01 01']) {
      expect(
        refusal(() => bits(hex)),
        hex,
      ).to.deep.equal(['bad-bit-string', 0])
    }
  })

  it('writes what the reader reads', () => {
    for (const length of [0, 1, 127, 128, 255, 256, 65_536]) {
      const reader = new DerReader(
        derElement(TAG.octetString, Buffer.alloc(length - (length >> 1)), Buffer.alloc(length >> 1)),
      )
      expect(reader.next('x')).to.equal(TAG.octetString)
      expect([reader.to - reader.from, reader.isEmpty]).to.deep.equal([length, true])
    }
  })
})
