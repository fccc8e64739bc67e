import {createPublicKey, X509Certificate} from 'node:crypto'
import {rootCertificates} from 'node:tls'
import {expect} from 'chai'
import {type Certificate, parseCertificate, readCertificate} from '../../../src/core/x509/certificate.ts'
import {DerError} from '../../../src/core/x509/der/der.ts'
import {EXTENSION} from '../../../src/core/x509/extension/extension.ts'
import {shownName} from '../../../src/core/x509/name/general-name.ts'
import {
  bitString,
  element,
  integer,
  nothing,
  octets,
  oid,
  sequence,
  tagged,
  taggedBytes,
  time,
  utf8,
} from '../../fixtures/der-writer.ts'
import {algorithmIdentifier, makeKey, signWith} from '../../fixtures/keys.ts'
import {type FixtureExtension, makePki, nameConstraints} from '../../fixtures/make-pki.ts'
import {differenceFromNode} from '../../fuzz/x509-compare.ts'

const pki = makePki()
const root = pki.ca('root')

const code = (der: Uint8Array): string => {
  try {
    parseCertificate(der)
    return 'read'
  } catch (error) {
    return error instanceof DerError ? error.code : String(error)
  }
}

const withExtension = (extension: FixtureExtension): string =>
  code(root.leaf('x', {extensions: [extension], without: [extension.oid]}).der)

/** A certificate whose signed part is made of exactly these parts. */
const built = (...parts: Buffer[]): Buffer => {
  const key = makeKey('Ed25519', 'built')
  const algorithm = algorithmIdentifier('Ed25519', 'sha256', false)
  const tbs = sequence(...parts)
  return sequence(tbs, algorithm, bitString(signWith(key, tbs, 'sha256', false)))
}

const HEAD = [tagged(0, integer(2)), integer(1), algorithmIdentifier('Ed25519', 'sha256', false), sequence()]
const VALIDITY = sequence(time(new Date('2026-01-01')), time(new Date('2027-01-01')))
const BODY = [VALIDITY, sequence(), makeKey('Ed25519', 'built').spki]

describe('Certificate', () => {
  it('reads every public root as node:crypto does', () => {
    for (const text of rootCertificates) {
      const {raw} = new X509Certificate(text)
      const certificate = parseCertificate(raw)
      expect(differenceFromNode(raw, certificate), String(certificate.subject)).to.equal(undefined)
      expect(certificate.fingerprint).to.equal(
        `sha256:${new X509Certificate(text).fingerprint256.replaceAll(':', '').toLowerCase()}`,
      )
    }
  })

  it('gives all that it says', () => {
    const {certificate, der, key} = root.leaf(
      {O: 'corp', CN: 'web'},
      {
        dns: ['web.shop'],
        upns: ['bob@corp'],
        serial: 0xf123,
        usages: ['serverAuth', '1.2.3.4'],
        keyUsage: ['digitalSignature', 'decipherOnly'],
      },
    )
    const {subject, issuer, serialNumber, version, sans, keyUsage, extendedKeyUsage, isCa, pathLength} = certificate
    expect([String(subject), String(issuer), serialNumber, version, isCa, pathLength]).to.deep.equal([
      'CN=web,O=corp',
      'CN=root',
      'f123',
      3,
      false,
      undefined,
    ])
    expect(sans.map(shownName)).to.deep.equal(['DNS:web.shop', 'otherName(userPrincipalName):bob@corp'])
    expect(keyUsage).to.deep.equal(['digitalSignature', 'decipherOnly'])
    expect(extendedKeyUsage).to.deep.equal(['serverAuth', '1.2.3.4'])
    expect(certificate.notBeforeDate.toISOString()).to.equal('2026-11-21T12:00:00.000Z')
    expect(certificate.notAfter).to.equal(Date.parse('2027-02-20T12:00:00Z'))
    expect(certificate.notAfterDate.toISOString()).to.equal('2027-02-20T12:00:00.000Z')
    expect(certificate.aki).to.equal(root.certificate.ski)
    expect(certificate.ski).to.have.length(40)
    expect(certificate.signatureAlgorithm.name).to.equal('ECDSA-SHA256')
    expect(certificate.publicKey.hash).to.equal(parseCertificate(der).publicKey.hash)
    expect(createPublicKey(key.privateKey).equals(new X509Certificate(der).publicKey)).to.equal(true)
    expect(certificate.serialBytes).to.equal(3)
  })

  it('tells an absent extension from an empty one', () => {
    const bare = root.leaf('x', {usages: [], keyUsage: [], without: ['2.5.29.14', '2.5.29.35']}).certificate
    expect([bare.keyUsage, bare.extendedKeyUsage, bare.ski, bare.aki, bare.nameConstraints]).to.deep.equal([
      undefined,
      undefined,
      undefined,
      undefined,
      undefined,
    ])
    expect(bare.sans).to.deep.equal([])
    const empty = root.leaf('x', {
      without: ['2.5.29.37'],
      extensions: [{oid: '2.5.29.37', value: sequence()}],
    }).certificate
    expect(empty.extendedKeyUsage).to.deep.equal([])
  })

  it('lists its extensions, known and unknown, and the critical ones that nobody understands', () => {
    const {certificate} = root.leaf('x', {extensions: [{oid: '1.2.3.4', critical: true, value: nothing()}]})
    expect(certificate.extensions.map(({name, critical}) => `${name}${critical ? '!' : ''}`)).to.deep.equal([
      'basicConstraints!',
      'keyUsage!',
      'extKeyUsage',
      'subjectKeyIdentifier',
      'authorityKeyIdentifier',
      '1.2.3.4!',
    ])
    expect(certificate.unknownCriticalExtensions).to.deep.equal(['1.2.3.4'])
    expect(certificate.extension(EXTENSION.keyUsage)?.critical).to.equal(true)
    expect(certificate.extension(EXTENSION.nameConstraints)).to.equal(undefined)
  })

  it('takes a critical subjectAltName or nameConstraints for unknown where Go does', () => {
    const unknown = (oidText: string, value: Buffer) =>
      root.leaf('x', {extensions: [{oid: oidText, critical: true, value}]}).certificate.unknownCriticalExtensions
    expect(unknown('2.5.29.17', sequence(tagged(4, sequence())))).to.deep.equal(['subjectAltName'])
    expect(unknown('2.5.29.17', sequence(taggedBytes(2, Buffer.from('a'))))).to.deep.equal([])
    expect(unknown('2.5.29.30', nameConstraints({dns: ['a']}))).to.deep.equal([])
    expect(unknown('2.5.29.30', nameConstraints({dns: ['a'], upns: ['a']}))).to.deep.equal(['nameConstraints'])
  })

  it('is known or unreadable, never an exception, for those who ask like that', () => {
    const known = readCertificate(root.der)
    expect(known.known && String(known.value.subject)).to.equal('CN=root')
    expect(readCertificate(Buffer.from('xx'))).to.deep.equal({
      known: false,
      because: {reason: 'unreadable', detail: 'certificate is longer than what holds it at byte 0'},
    })
  })
})

describe('parseCertificate refuses', () => {
  it('whatever could be changed without breaking the signature', () => {
    const {der} = root
    const long = Buffer.concat([Buffer.from([0x30, 0x83, 0]), der.subarray(2)])
    const algorithm = algorithmIdentifier('P-256', 'sha384', false)
    const parts = [...readParts(der)] as [Buffer, Buffer, Buffer]
    expect(code(Buffer.concat([der, Buffer.from([0])]))).to.equal('trailing-data')
    expect(code(sequence(...parts, nothing()))).to.equal('trailing-data')
    expect(code(long)).to.equal('non-minimal-length')
    expect(code(sequence(parts[0], algorithm, parts[2]))).to.equal('algorithm-mismatch')
    expect(code(sequence(parts[0], parts[1], bitString(Buffer.alloc(8), 3)))).to.equal('bad-bit-string')
    expect(code(sequence(...parts))).to.equal('read')
  })

  it('an extension that comes twice, known or not', () => {
    const many = Array.from({length: 40}, (_, i) => ({oid: `1.2.3.${i}`, value: nothing()}))
    expect(code(root.leaf('x', {extensions: many}).der)).to.equal('read')
    expect(code(root.leaf('x', {extensions: [...many, {oid: '1.2.3.39', value: nothing()}]}).der)).to.equal(
      'duplicate-extension',
    )
    const twice = (oidText: string) =>
      code(root.leaf('x', {extensions: [1, 2].map(() => ({oid: oidText, value: octets(Buffer.from('x'))}))}).der)
    expect(twice('1.2.3.4')).to.equal('duplicate-extension')
    expect(code(root.leaf('x', {extensions: [{oid: '2.5.29.14', value: octets(Buffer.from('x'))}]}).der)).to.equal(
      'duplicate-extension',
    )
  })

  it('malformed known extensions, as Go does', () => {
    const bad: [string, Buffer, boolean?][] = [
      ['2.5.29.14', octets(), true],
      ['2.5.29.14', utf8('x')],
      ['2.5.29.15', integer(1)],
      ['2.5.29.17', utf8('x')],
      ['2.5.29.17', sequence(taggedBytes(7, Buffer.from([1, 2, 3])))],
      ['2.5.29.17', sequence(taggedBytes(2, Buffer.from([0xe9])))],
      ['2.5.29.17', sequence(taggedBytes(6, Buffer.from(':x')))],
      ['2.5.29.19', sequence(element(0x01, Buffer.from([1])))],
      ['2.5.29.19', sequence(integer(-1))],
      ['2.5.29.19', sequence(integer(2n ** 70n))],
      ['2.5.29.30', sequence()],
      ['2.5.29.30', sequence(tagged(0, sequence(taggedBytes(2, Buffer.from('a.')))))],
      ['2.5.29.30', sequence(tagged(0, sequence(taggedBytes(7, Buffer.from([10, 0, 0, 0, 255, 0, 255, 0])))))],
      ['2.5.29.30', sequence(tagged(0, sequence(taggedBytes(1, Buffer.from('@b')))))],
      ['2.5.29.30', sequence(tagged(0, sequence(taggedBytes(6, Buffer.from('10.0.0.1')))))],
      ['2.5.29.31', sequence(sequence(tagged(0, tagged(1, nothing()))))],
      ['2.5.29.32', sequence(sequence(oid('1.2.3')), sequence(oid('1.2.3')))],
      ['2.5.29.33', sequence(sequence(oid('1.2.3')))],
      ['2.5.29.35', sequence(), true],
      ['2.5.29.36', sequence(taggedBytes(0, Buffer.alloc(0)))],
      ['2.5.29.37', sequence(utf8('x'))],
      ['2.5.29.54', utf8('x')],
      ['1.3.6.1.5.5.7.1.1', sequence(), true],
      ['1.3.6.1.5.5.7.1.1', sequence(sequence(utf8('x')))],
    ]
    for (const [oidText, value, critical = false] of bad) {
      expect(withExtension({oid: oidText, value, critical}), `${oidText} ${value.toString('hex')}`).not.to.equal('read')
    }
  })

  it('a signed part that Go refuses, and takes one that Go takes', () => {
    expect(code(built(...HEAD, ...BODY))).to.equal('read')
    expect(code(built(...HEAD, ...BODY, nothing()))).to.equal('read')
    expect(code(built(tagged(0, integer(0)), ...HEAD.slice(1), ...BODY))).to.equal('read')
    expect(code(built(tagged(0, integer(3)), ...HEAD.slice(1), ...BODY))).to.equal('bad-version')
    expect(code(built(tagged(0, integer(2), nothing()), ...HEAD.slice(1), ...BODY))).to.equal('trailing-data')
    expect(code(built(HEAD[0] as Buffer, integer(-1), ...HEAD.slice(2), ...BODY))).to.equal('negative-serial')
    expect(code(built(...HEAD, sequence(utf8('x'), utf8('x')), ...BODY.slice(1)))).to.equal('bad-time')
    expect(code(built(...HEAD, VALIDITY))).to.equal('truncated')
    expect(code(Buffer.alloc(1024 * 1024 + 1, 0x30))).to.equal('too-large')
  })
})

/** The three parts of a certificate. */
function* readParts(der: Buffer): Generator<Buffer> {
  let at = 4
  while (at < der.length) {
    const first = der[at + 1] as number
    const count = first < 0x80 ? 0 : first & 0x7f
    const length = count === 0 ? first : der.readUIntBE(at + 2, count)
    yield der.subarray(at, at + 2 + count + length)
    at += 2 + count + length
  }
}

describe('fixtures', () => {
  it('make certificates that node:crypto verifies', () => {
    const chain: [Certificate, ReturnType<typeof pki.ca>][] = []
    for (const key of ['P-256', 'P-384', 'P-521', 'Ed25519', 'RSA-2048'] as const) {
      const ca = makePki({seed: key}).ca('ca', {key})
      chain.push([ca.leaf('leaf', {key}).certificate, ca])
    }
    for (const [certificate, ca] of chain) {
      const {publicKey} = new X509Certificate(ca.der)
      expect(new X509Certificate(certificate.der).verify(publicKey), String(ca.key.kind)).to.equal(true)
    }
  })

  it('give the same keys for the same seed', () => {
    expect(makePki({seed: 'a'}).ca('x').certificate.publicKey.hash).to.equal(
      makePki({seed: 'a'}).ca('x').certificate.publicKey.hash,
    )
    expect(makePki({seed: 'a'}).ca('x').certificate.publicKey.hash).not.to.equal(
      makePki({seed: 'b'}).ca('x').certificate.publicKey.hash,
    )
    const ed = () => makePki({seed: 'a'}).ca('x', {key: 'Ed25519'}).pem
    expect(ed()).to.equal(ed())
  })
})
