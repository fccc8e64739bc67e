import {createHash, createPublicKey, generateKeyPairSync} from 'node:crypto'
import {expect} from 'chai'
import {DerError, DerReader} from '../../../../src/core/x509/der/der.ts'
import {publicHalf} from '../../../../src/core/x509/key/private-key.ts'
import {readPublicKey} from '../../../../src/core/x509/key/public-key.ts'
import {bitString, element, integer, nothing, oid, pem, sequence, taggedBytes} from '../../../fixtures/der-writer.ts'
import {type KeyKind, makeKey} from '../../../fixtures/keys.ts'
import {makePki} from '../../../fixtures/make-pki.ts'

const read = (spki: Buffer) => readPublicKey(new DerReader(spki))
const code = (spki: Buffer): string => {
  try {
    read(spki)
    return 'read'
  } catch (error) {
    return error instanceof DerError ? error.code : String(error)
  }
}

const RSA = oid('1.2.840.113549.1.1.1')
const EC = oid('1.2.840.10045.2.1')
const P256 = oid('1.2.840.10045.3.1.7')
const rsa = (...numbers: Buffer[]) => sequence(sequence(RSA, nothing()), bitString(sequence(...numbers)))

describe('PublicKey', () => {
  it('has the identity that node:crypto computes', () => {
    for (const kind of ['P-256', 'P-384', 'P-521', 'Ed25519', 'RSA-2048'] as const satisfies readonly KeyKind[]) {
      const {spki} = makeKey(kind, 'identity')
      const key = read(spki)
      expect(key.hash).to.equal(`sha256:${createHash('sha256').update(spki).digest('hex')}`)
      expect(Buffer.from(key.spki).equals(spki)).to.equal(true)
      expect(key.isOnCurve).to.equal(true)
    }
  })

  it('knows kind and strength', () => {
    const text = (kind: KeyKind) => [String(read(makeKey(kind, 'x').spki)), read(makeKey(kind, 'x').spki).bits]
    expect(text('P-256')).to.deep.equal(['ECDSA P-256', 256])
    expect(text('P-521')).to.deep.equal(['ECDSA P-521', 521])
    expect(text('RSA-2048')).to.deep.equal(['RSA 2048', 2048])
    expect(text('Ed25519')).to.deep.equal(['Ed25519', 256])
    const dsa = sequence(
      sequence(oid('1.2.840.10040.4.1'), sequence(integer(2n ** 1023n), integer(3), integer(5))),
      bitString(integer(7)),
    )
    expect([String(read(dsa)), read(dsa).bits]).to.deep.equal(['DSA 1024', 1024])
    const pss = sequence(sequence(oid('1.2.840.113549.1.1.10')), bitString(Buffer.from('x')))
    expect([String(read(pss)), read(pss).bits, read(pss).oid]).to.deep.equal([
      'unknown (1.2.840.113549.1.1.10)',
      0,
      '1.2.840.113549.1.1.10',
    ])
    const x25519 = sequence(sequence(oid('1.3.101.110')), bitString(Buffer.alloc(32, 9)))
    expect(String(read(x25519))).to.equal('X25519')
    expect(read(rsa(integer(2n ** 2051n), integer(3))).bits).to.equal(2052)
  })

  it('is refused where Go refuses it', () => {
    const point = makeKey('P-256', 'x').spki.subarray(-65)
    const ec = (parameters: Buffer[], key: Buffer) => code(sequence(sequence(EC, ...parameters), bitString(key)))
    expect(ec([P256], point)).to.equal('read')
    const wrong = [
      ec([], point),
      ec([sequence()], point),
      ec([oid('1.2.840.10045.3.1.1')], point),
      ec([P256], Buffer.concat([Buffer.from([2]), point.subarray(1, 33)])),
      ec([P256], point.subarray(0, 64)),
      code(sequence(sequence(RSA), bitString(sequence(integer(9), integer(3))))),
      code(rsa(integer(0), integer(3))),
      code(rsa(integer(-9), integer(3))),
      code(rsa(integer(9), integer(0))),
      code(rsa(integer(9), integer(2n ** 64n))),
      code(sequence(sequence(oid('1.3.101.112'), nothing()), bitString(Buffer.alloc(32)))),
      code(sequence(sequence(oid('1.3.101.112')), bitString(Buffer.alloc(31)))),
    ]
    expect(wrong.filter(result => result === 'read')).to.deep.equal([])
    expect(code(sequence(sequence(RSA, nothing())))).to.equal('truncated')
  })

  it('says whether its point is on the curve', () => {
    for (const kind of ['P-256', 'P-384', 'P-521'] as const) {
      const spki = Buffer.from(makeKey(kind, 'curve').spki)
      spki[spki.length - 1] = (spki.at(-1) as number) ^ 1
      expect(read(spki).isOnCurve, kind).to.equal(false)
    }
    const p224 = generateKeyPairSync('ec', {namedCurve: 'secp224r1'}).publicKey.export({type: 'spki', format: 'der'})
    expect([read(p224).isOnCurve, read(p224).curve]).to.deep.equal([true, 'P-224'])
  })
})

describe('publicHalf', () => {
  const KINDS = [
    ['rsa', {modulusLength: 2048}, ['pkcs1', 'pkcs8']],
    ['ec', {namedCurve: 'P-256'}, ['sec1', 'pkcs8']],
    ['ec', {namedCurve: 'P-384'}, ['sec1', 'pkcs8']],
    ['ec', {namedCurve: 'P-521'}, ['sec1', 'pkcs8']],
    ['ed25519', {}, ['pkcs8']],
  ] as const

  it('gives the hash of the certificate for the key, for every kind and format', () => {
    for (const [kind, options, formats] of KINDS) {
      const {privateKey} = generateKeyPairSync(kind as 'rsa', options as {modulusLength: number})
      const spki = createPublicKey(privateKey).export({type: 'spki', format: 'der'})
      const hash = `sha256:${createHash('sha256').update(spki).digest('hex')}`
      for (const type of formats) {
        const text = privateKey.export({type: type as 'pkcs8', format: 'pem'}).toString()
        const half = publicHalf(`# key\n${text}`)
        expect(half.known && half.value.hash, `${kind} ${type}`).to.equal(hash)
      }
    }
  })

  it('matches certificates, also for keys without their public point', () => {
    const pki = makePki()
    for (const key of ['P-256', 'P-384', 'Ed25519', 'RSA-2048'] as const) {
      const ca = pki.ca('ca', {key})
      const half = publicHalf(ca.keyPem)
      expect(half.known && half.value.hash, key).to.equal(ca.certificate.publicKey.hash)
    }
  })

  it('computes the public point where the key does not carry it', () => {
    for (const [namedCurve, curve] of [
      ['P-256', P256],
      ['P-384', oid('1.3.132.0.34')],
      ['P-521', oid('1.3.132.0.35')],
    ] as const) {
      const {privateKey} = generateKeyPairSync('ec', {namedCurve})
      const scalar = Buffer.from(privateKey.export({format: 'jwk'}).d as string, 'base64url')
      const bare = sequence(integer(1), element(0x04, scalar), element(0xa0, curve))
      const half = publicHalf(pem('EC PRIVATE KEY', bare))
      const spki = createPublicKey(privateKey).export({type: 'spki', format: 'der'})
      expect(half.known && Buffer.from(half.value.spki).equals(spki), namedCurve).to.equal(true)
    }
  })

  it('takes the format from the content, and the first key of several', () => {
    const {privateKey} = generateKeyPairSync('ec', {namedCurve: 'P-256'})
    const der = privateKey.export({type: 'pkcs8', format: 'der'})
    const expected = publicHalf(pem('PRIVATE KEY', der))
    const parameters = pem('EC PARAMETERS', P256)
    for (const text of [
      pem('RSA PRIVATE KEY', der),
      parameters + pem('EC PRIVATE KEY', der) + makeKey('P-256', 'other').pem,
    ]) {
      expect(publicHalf(text)).to.deep.equal(expected)
    }
  })

  it('is unknown for what it cannot prove', () => {
    const {privateKey} = generateKeyPairSync('rsa', {modulusLength: 2048})
    const encrypted = privateKey
      .export({type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x'})
      .toString()
    const legacy = pem('RSA PRIVATE KEY', Buffer.from('x')).replace('\n', '\nProc-Type: 4,ENCRYPTED\nDEK-Info: x\n\n')
    const numbers = [0, 35, 5, 5, 5, 11, 1, 1, 1].map(integer)
    const product = sequence(...numbers)
    const scalar = sequence(integer(1), element(0x04, Buffer.alloc(32)), element(0xa0, P256))
    const reasons = [
      encrypted,
      legacy,
      '',
      pem('CERTIFICATE', product),
      pem('PRIVATE KEY', Buffer.from('x')),
      pem('RSA PRIVATE KEY', product),
    ]
    const more = [
      pem('EC PRIVATE KEY', scalar),
      pem('OPENSSH PRIVATE KEY', product),
      pem('PRIVATE KEY', sequence(integer(7), taggedBytes(1, P256))),
    ]
    const details = [...reasons, ...more].map(text => {
      const half = publicHalf(text)
      return half.known ? 'known' : `${half.because.reason}: ${half.because.detail}`
    })
    expect(details).to.deep.equal([
      'unreadable: the private key is encrypted',
      'unreadable: the private key is encrypted',
      'unreadable: holds no private key in PEM',
      'unreadable: holds no private key in PEM',
      'unreadable: the private key cannot be read: private key is missing at byte 0',
      'unreadable: the private key cannot be read: modulus is not the product of the primes at byte 5',
      'unreadable: the private key cannot be read: it is no key',
      'unreadable: the private key has the format of OpenSSH',
      'unreadable: the private key cannot be read: private key has an unknown format at byte 5',
    ])
  })

  it('never lets out a part of the key', () => {
    const {privateKey} = generateKeyPairSync('ec', {namedCurve: 'P-256'})
    const text = privateKey.export({type: 'sec1', format: 'pem'}).toString()
    const scalar = Buffer.from(privateKey.export({format: 'jwk'}).d as string, 'base64url')
    const broken = text.replace(/\n([A-Za-z0-9+/]{10})/, '\n@$1')
    for (const input of [text, broken, text.slice(0, 120)]) {
      const answer = JSON.stringify(publicHalf(input))
      expect(answer.includes(scalar.toString('hex')) || answer.includes(text.slice(60, 90))).to.equal(false)
    }
    const half = publicHalf(text)
    expect(half.known && Buffer.from(half.value.spki).includes(scalar)).to.equal(false)
  })
})
