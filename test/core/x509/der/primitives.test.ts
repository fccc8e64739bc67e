import {expect} from 'chai'
import {DerError, DerReader, TAG} from '../../../../src/core/x509/der/der.ts'
import {checkOid, oidBytes, oidText} from '../../../../src/core/x509/der/oid.ts'
import {isString, printable, stringText} from '../../../../src/core/x509/der/string.ts'
import {readTime} from '../../../../src/core/x509/der/time.ts'
import {isDomain, lowerAscii} from '../../../../src/core/x509/name/domain.ts'
import {parseMailbox} from '../../../../src/core/x509/name/mailbox.ts'
import {element} from '../../../fixtures/der-writer.ts'

const refuses = (read: () => unknown): boolean => {
  try {
    read()
    return false
  } catch (error) {
    if (error instanceof DerError) return true
    throw error
  }
}

describe('OBJECT IDENTIFIER', () => {
  const isOid = (content: Buffer) =>
    !refuses(() => {
      const reader = new DerReader(element(TAG.oid, content))
      reader.next('oid')
      checkOid(reader, 'oid')
    })

  it('goes to text and back', () => {
    for (const dotted of [
      '1.2.840.113549.1.1.11',
      '2.5.29.17',
      '0.9.2342.19200300.100.1.25',
      '2.999.3',
      '1.3.101.112',
      '2.5.29.37.0',
    ]) {
      expect(oidText(Uint8Array.from(oidBytes(dotted)))).to.equal(dotted)
      expect(isOid(Buffer.from(oidBytes(dotted)))).to.equal(true)
    }
  })

  it('writes arcs of any size', () => {
    const arc = 2n ** 90n
    const groups: number[] = []
    for (let left = arc; left > 0n; left >>= 7n) groups.unshift(Number(left & 127n) | 0x80)
    groups[groups.length - 1] = (groups.at(-1) as number) & 0x7f
    expect(oidText(Uint8Array.from([0x2a, ...groups]))).to.equal(`1.2.${arc}`)
    expect(oidText(Uint8Array.from(groups))).to.equal(`2.${arc - 80n}`)
  })

  it('is refused where an arc is padded, cut or above 2^31', () => {
    expect(isOid(Buffer.alloc(0))).to.equal(false)
    expect(isOid(Buffer.from('2a8001', 'hex'))).to.equal(false)
    expect(isOid(Buffer.from('2a81', 'hex'))).to.equal(false)
    expect(isOid(Buffer.from('2a87ffffff7f', 'hex'))).to.equal(true)
    expect(isOid(Buffer.from('2a8880808000', 'hex'))).to.equal(false)
  })
})

describe('strings of names', () => {
  const accepts = (tag: number, content: Buffer) => isString(tag, content, 0, content.length)

  it('holds each type to its characters', () => {
    expect(accepts(TAG.printableString, Buffer.from("AZ az 09 '()+,-./:=?*&"))).to.equal(true)
    expect(accepts(TAG.printableString, Buffer.from('a@b'))).to.equal(false)
    expect(accepts(TAG.numericString, Buffer.from('0 9'))).to.equal(true)
    expect(accepts(TAG.numericString, Buffer.from('a'))).to.equal(false)
    expect(accepts(TAG.ia5String, Buffer.from('a@b\0'))).to.equal(true)
    expect(accepts(TAG.ia5String, Buffer.from([0x80]))).to.equal(false)
    expect(accepts(TAG.teletexString, Buffer.from([0xff]))).to.equal(true)
    expect(accepts(TAG.octetString, Buffer.from('a'))).to.equal(false)
  })

  it('accepts exactly the UTF-8 that Node decodes without replacement', () => {
    const samples = [
      '00',
      '7f',
      '80',
      'c080',
      'c1bf',
      'c280',
      'dfbf',
      'e08080',
      'e0a080',
      'ed9fbf',
      'eda080',
      'ee8080',
      'efbfbd',
    ]
    const longer = [
      'f0808080',
      'f0908080',
      'f48fbfbf',
      'f4908080',
      'f5808080',
      'c2',
      'e0a0',
      'f09080',
      'e28228',
      '61c3a962',
      'ff',
    ]
    for (const hex of [...samples, ...longer]) {
      const content = Buffer.from(hex, 'hex')
      const isValid = Buffer.from(content.toString('utf8'), 'utf8').equals(content)
      expect(accepts(TAG.utf8String, content), hex).to.equal(isValid)
    }
  })

  it('reads BMPString and Latin-1', () => {
    const text = (tag: number, hex: string) => stringText(tag, Buffer.from(hex, 'hex'), 0, hex.length / 2)
    expect(text(TAG.bmpString, '0061263a')).to.equal('a☺')
    expect(text(TAG.bmpString, '00610000')).to.equal('a')
    expect(text(TAG.teletexString, '61e9')).to.equal('aé')
    expect(text(TAG.utf8String, '61c3a9')).to.equal('aé')
    for (const hex of ['00', 'd83d', 'fffe', 'fdd0'])
      expect(accepts(TAG.bmpString, Buffer.from(hex, 'hex')), hex).to.equal(false)
  })

  it('shows what could hide or reorder text', () => {
    expect(printable('a\0b\u202ec\u200bd')).to.equal('a\\u{0}b\\u{202e}c\\u{200b}d')
    expect(printable('täst.example')).to.equal('täst.example')
  })
})

describe('times', () => {
  const time = (tag: number, text: string) => readTime(new DerReader(element(tag, Buffer.from(text))), 'time')
  const utc = (text: string) => new Date(time(TAG.utcTime, text)).toISOString()
  const generalized = (text: string) => new Date(time(TAG.generalizedTime, text)).toISOString()

  it('reads both types', () => {
    expect(utc('261122120000Z')).to.equal('2026-11-22T12:00:00.000Z')
    expect(utc('491231235959Z')).to.equal('2049-12-31T23:59:59.000Z')
    expect(utc('500101000000Z')).to.equal('1950-01-01T00:00:00.000Z')
    expect(generalized('20500101000000Z')).to.equal('2050-01-01T00:00:00.000Z')
    expect(generalized('99991231235959Z')).to.equal('9999-12-31T23:59:59.000Z')
    expect(generalized('20000229000000Z')).to.equal('2000-02-29T00:00:00.000Z')
    expect(generalized('00990301000000Z')).to.equal('0099-03-01T00:00:00.000Z')
  })

  it('takes what Go takes though RFC 5280 forbids it', () => {
    expect(utc('2611221200Z')).to.equal('2026-11-22T12:00:00.000Z')
    expect(utc('261122120000+0130')).to.equal('2026-11-22T10:30:00.000Z')
    expect(utc('261122120000-2400')).to.equal('2026-11-23T12:00:00.000Z')
  })

  it('refuses impossible ones', () => {
    const wrong = [
      '261322120000Z',
      '261100120000Z',
      '261131120000Z',
      '260229120000Z',
      '261122240000Z',
      '261122126000Z',
      '261122120060Z',
    ]
    const forms = [
      '261122120000',
      '261122120000z',
      '261122120000+0000',
      '261122120000+0160',
      '26112212000Z',
      '',
      'Z',
      '261122120000Z ',
    ]
    for (const text of [...wrong, ...forms])
      expect(
        refuses(() => utc(text)),
        text,
      ).to.equal(true)
    for (const text of ['20500101000000.5Z', '2050010100Z', '21000229000000Z', '205001010000Z']) {
      expect(
        refuses(() => generalized(text)),
        text,
      ).to.equal(true)
    }
    expect(refuses(() => time(TAG.integer, '261122120000Z'))).to.equal(true)
  })
})

describe('domains and mailboxes', () => {
  it('knows what Go lets pass as a domain', () => {
    for (const name of ['', 'a', 'a.b', '*.a', 'a_b', 'x'.repeat(300)])
      expect(isDomain(name, false), name).to.equal(true)
    for (const name of ['.', 'a.', '.a', 'a..b', 'a b', 'ä', 'a\0b'])
      expect(isDomain(name, false), name).to.equal(false)
    expect([isDomain('.a', true), isDomain('..a', true), isDomain('.', true)]).to.deep.equal([true, false, false])
    expect(lowerAscii('ÄB-aZ')).to.equal('Äb-az')
  })

  it('splits mailboxes as RFC 2821 and Go do', () => {
    expect(parseMailbox('a.b+c@Example.com')).to.deep.equal({local: 'a.b+c', domain: 'Example.com'})
    expect(parseMailbox('"a b\\"c"@example.com')).to.deep.equal({local: 'a b"c', domain: 'example.com'})
    expect(parseMailbox('a\\@b@example.com')).to.deep.equal({local: 'a@b', domain: 'example.com'})
    for (const text of [
      '',
      'a',
      '@b',
      'a@b@c ',
      '.a@b',
      'a.@b',
      'a..b@c',
      '"a@b',
      '"a"b@c',
      'a b@c',
      'a@b.',
      'a@.b',
      'a\\',
      '"\u00e9"@b',
    ]) {
      expect(parseMailbox(text), text).to.equal(undefined)
    }
  })
})
