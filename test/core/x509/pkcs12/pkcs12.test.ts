import {expect} from 'chai'
import {readCertificate} from '../../../../src/core/x509/certificate.ts'
import {deriveKey} from '../../../../src/core/x509/pkcs12/derive-key.ts'
import {readPkcs12} from '../../../../src/core/x509/pkcs12/pkcs12.ts'
import {decryptRc2} from '../../../../src/core/x509/pkcs12/rc2.ts'
import {sequence} from '../../../fixtures/der-writer.ts'
import {LEGACY_PKCS12} from '../../../fixtures/legacy-pkcs12.ts'
import {certificateBag, data, encrypted, keyBag, pbes2, store} from '../../../fixtures/make-pkcs12.ts'
import {makePki} from '../../../fixtures/make-pki.ts'

const pki = makePki()
const [root, other] = [pki.ca('root'), pki.ca('other')]

const hex = (text: string): Buffer => Buffer.from(text, 'hex')
const names = (bytes: Uint8Array): readonly string[] =>
  readPkcs12(bytes).certificates.map(der => {
    const certificate = readCertificate(der)
    return certificate.known ? (certificate.value.subject.commonName ?? '') : 'unreadable'
  })

describe('a PKCS#12 store', () => {
  const both = sequence(certificateBag(root.der), keyBag, certificateBag(other.der))

  it('gives its certificates where nothing is encrypted, and skips keys', () => {
    expect(names(store(data(certificateBag(root.der)), data(keyBag, certificateBag(other.der))))).to.deep.equal([
      'root',
      'other',
    ])
  })

  it('gives them where they are encrypted with a password that everybody knows', () => {
    for (const password of ['changeit', '']) {
      expect(names(store(encrypted(pbes2(both, password)), data(keyBag)))).to.deep.equal(['root', 'other'])
    }
  })

  it('gives those of OpenSSL before 3, Java before 9 and the old profiles of trust-manager', () => {
    expect(names(Buffer.from(LEGACY_PKCS12, 'base64'))).to.deep.equal(['old root'])
  })

  it('says that a password of somebody’s own opens it', () => {
    const own = store(encrypted(pbes2(both, 'mine')), data(certificateBag(other.der)))
    expect(names(own)).to.deep.equal(['other'])
    expect(readPkcs12(own).problem).to.equal('is encrypted with a password that is neither "changeit" nor empty')
  })

  it('tries no passwords where none are given, and not for ever where none fits', () => {
    const mixed = store(encrypted(pbes2(both, 'changeit')), data(certificateBag(other.der)))
    expect(readPkcs12(mixed, []).certificates.map(der => Buffer.from(der))).to.deep.equal([other.der])
    const many = store(...Array.from({length: 200}, () => encrypted(pbes2(both, 'mine', 4096))))
    const started = performance.now()
    expect(readPkcs12(many).certificates).to.deep.equal([])
    expect(performance.now() - started).to.be.below(500)
  })

  it('is given up where the password would have to be hashed for minutes', () => {
    const slow = store(encrypted(pbes2(both, 'changeit', 2_000_000)))
    expect(readPkcs12(slow)).to.deep.include({certificates: []})
    expect(readPkcs12(slow).problem).to.include('hashed too often')
  })

  it('never throws, wherever it is cut off or changed', () => {
    const whole = store(data(certificateBag(root.der)))
    for (let at = 0; at < whole.length; at += 1) {
      expect(readPkcs12(whole.subarray(0, at)).certificates).to.deep.equal([])
      const changed = Buffer.from(whole)
      changed[at] = (changed[at] as number) ^ 0x5a
      expect(readPkcs12(changed).certificates.length).to.be.at.most(1)
    }
  })
})

describe('the key derivation of PKCS#12', () => {
  it('agrees with the vectors that implementers exchange', () => {
    const password = hex('0073006d006500670000')
    const salted = {salt: hex('0a58cf64530d823f'), iterations: 1}
    expect(deriveKey(password, salted, 1, 24).toString('hex')).to.equal(
      '8aaae6297b6cb04642ab5b077851284eb7128f1a2a7fbca3',
    )
    expect(deriveKey(password, salted, 2, 8).toString('hex')).to.equal('79993dfe048d3b76')
  })
})

describe('RC2', () => {
  // RFC 2268 §5, those whose key is used whole.
  const VECTORS = [
    ['ffffffffffffffff', 'ffffffffffffffff', '278b27e42e2f0d49'],
    ['3000000000000000', '1000000000000001', '30649edf9be7d2c2'],
    ['88bca90e90875a7f0f79c384627bafb2', '0000000000000000', '2269552ab0f85ca6'],
  ] as const

  for (const [key, clear, text] of VECTORS) {
    it(`agrees with RFC 2268 for the key ${key}`, () => {
      expect(decryptRc2(hex(text), hex(key), Buffer.alloc(8)).toString('hex')).to.equal(clear)
    })
  }

  it('chains its blocks', () => {
    const [key, text] = [hex('ffffffffffffffff'), hex('278b27e42e2f0d49278b27e42e2f0d49')]
    expect(decryptRc2(text, key, hex('ff000000000000ff')).toString('hex')).to.equal('00ffffffffffff00d874d81bd1d0f2b6')
  })
})
