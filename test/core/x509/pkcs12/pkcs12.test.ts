import {createCipheriv, pbkdf2Sync} from 'node:crypto'
import {expect} from 'chai'
import {readCertificate} from '../../../../src/core/x509/certificate.ts'
import {deriveKey} from '../../../../src/core/x509/pkcs12/derive-key.ts'
import {readPkcs12} from '../../../../src/core/x509/pkcs12/pkcs12.ts'
import {decryptRc2} from '../../../../src/core/x509/pkcs12/rc2.ts'
import {integer, nothing, octets, oid, sequence, tagged, taggedBytes} from '../../../fixtures/der-writer.ts'
import {LEGACY_PKCS12} from '../../../fixtures/legacy-pkcs12.ts'
import {makePki} from '../../../fixtures/make-pki.ts'

const pki = makePki()
const [root, other] = [pki.ca('root'), pki.ca('other')]

const hex = (text: string): Buffer => Buffer.from(text, 'hex')
const PKCS7 = '1.2.840.113549.1.7'
const BAGS = '1.2.840.113549.1.12.10.1'

const certificateBag = (der: Uint8Array) =>
  sequence(oid(`${BAGS}.3`), tagged(0, sequence(oid('1.2.840.113549.1.9.22.1'), tagged(0, octets(der)))))

/** A key that only its password protects, to be skipped. */
const keyBag = sequence(oid(`${BAGS}.2`), tagged(0, sequence(octets(Buffer.alloc(40, 7)))))

const data = (...bags: readonly Uint8Array[]) => sequence(oid(`${PKCS7}.1`), tagged(0, octets(sequence(...bags))))

interface Scheme {
  readonly algorithm: Uint8Array
  readonly text: Uint8Array
}

const encrypted = ({algorithm, text}: Scheme) =>
  sequence(
    oid(`${PKCS7}.6`),
    tagged(0, sequence(integer(0), sequence(oid(`${PKCS7}.1`), algorithm, taggedBytes(0, text)))),
  )

const store = (...contents: readonly Uint8Array[]) =>
  Buffer.from(sequence(integer(3), sequence(oid(`${PKCS7}.1`), tagged(0, octets(sequence(...contents))))))

const encrypt = (cipher: string, key: Uint8Array, iv: Uint8Array, clear: Uint8Array): Buffer => {
  const own = createCipheriv(cipher, key, iv)
  return Buffer.concat([own.update(clear), own.final()])
}

const [SALT, IV] = [Buffer.alloc(8, 1), Buffer.alloc(16, 2)]

/** PBES2 with PBKDF2 and AES-256, as OpenSSL 3, Java and trust-manager write it. */
const pbes2 = (clear: Uint8Array, password: string, iterations = 2048): Scheme => ({
  algorithm: sequence(
    oid('1.2.840.113549.1.5.13'),
    sequence(
      sequence(
        oid('1.2.840.113549.1.5.12'),
        sequence(octets(SALT), integer(iterations), sequence(oid('1.2.840.113549.2.9'), nothing())),
      ),
      sequence(oid('2.16.840.1.101.3.4.1.42'), octets(IV)),
    ),
  ),
  text: encrypt('aes-256-cbc', pbkdf2Sync(password, SALT, Math.min(iterations, 4096), 32, 'sha256'), IV, clear),
})

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
