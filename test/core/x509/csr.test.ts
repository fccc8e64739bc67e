import {expect} from 'chai'
import {type CertificateRequest, parseCsr, readCsr} from '../../../src/core/x509/csr.ts'
import {DerError} from '../../../src/core/x509/der/der.ts'
import {shownName} from '../../../src/core/x509/name/general-name.ts'
import {bitString, integer, nothing, oid, pem, sequence, set, tagged, utf8} from '../../fixtures/der-writer.ts'
import {algorithmIdentifier, makeKey, signWith} from '../../fixtures/keys.ts'
import {makeCsr} from '../../fixtures/make-csr.ts'
import {extensionDer, nameDer} from '../../fixtures/make-pki.ts'

const key = makeKey('P-256', 'csr test')

/** A signed request with these attributes. */
const withAttributes = (...attributes: Buffer[]): Buffer => {
  const info = sequence(integer(0), nameDer('x'), key.spki, tagged(0, ...attributes))
  return sequence(info, algorithmIdentifier('P-256', 'sha256', false), bitString(signWith(key, info, 'sha256', false)))
}

const extensionRequest = (...extensions: Buffer[]) =>
  sequence(oid('1.2.840.113549.1.9.14'), set(sequence(...extensions)))
const unknownExtension = (id: string) => extensionDer({oid: id, value: nothing()})

const code = (der: Buffer): string => {
  try {
    parseCsr(der)
    return 'read'
  } catch (error) {
    return error instanceof DerError ? error.code : String(error)
  }
}

const known = (text: string): CertificateRequest => {
  const request = readCsr(text)
  if (!request.known) throw new Error(request.because.detail)
  return request.value
}

describe('CertificateRequest', () => {
  it('gives all that is asked for', () => {
    const request = known(
      makeCsr(
        {O: 'system:nodes', CN: 'system:node:a'},
        {
          dns: ['a.corp'],
          ips: ['10.0.0.1'],
          upns: ['bob@corp'],
          usages: ['serverAuth'],
          keyUsage: ['digitalSignature', 'keyEncipherment'],
          isCa: true,
          challengePassword: 'secret',
          extensions: [{oid: '1.2.3.4', critical: true, value: nothing()}],
        },
      ).pem,
    )
    expect(String(request.subject)).to.equal('CN=system:node:a,O=system:nodes')
    expect(request.sans.map(shownName)).to.deep.equal([
      'DNS:a.corp',
      'IP:10.0.0.1',
      'otherName(userPrincipalName):bob@corp',
    ])
    expect(request.keyUsage).to.deep.equal(['digitalSignature', 'keyEncipherment'])
    expect(request.extendedKeyUsage).to.deep.equal(['serverAuth'])
    expect(request.isCa).to.equal(true)
    expect(request.attributes.map(({name, values}) => [name, values.length])).to.deep.equal([
      ['challengePassword', 1],
      ['extensionRequest', 1],
    ])
    expect(request.extensions.map(({name}) => name)).to.deep.equal([
      'subjectAltName',
      'keyUsage',
      'extKeyUsage',
      'basicConstraints',
      '1.2.3.4',
    ])
    expect(request.values.unhandledCritical).to.have.length(1)
    expect(request.version).to.equal(0)
  })

  it('tells what is not asked for from what is asked for as nothing', () => {
    const bare = parseCsr(makeCsr('x').der)
    expect([bare.keyUsage, bare.extendedKeyUsage, bare.isCa, bare.sans.length, bare.extensions.length]).to.deep.equal([
      undefined,
      undefined,
      false,
      0,
      0,
    ])
    const empty = parseCsr(makeCsr('x', {usages: [], keyUsage: []}).der)
    expect([empty.keyUsage, empty.extendedKeyUsage]).to.deep.equal([[], []])
  })

  it('proves that the requester has the key', () => {
    for (const kind of ['P-256', 'P-384', 'P-521', 'Ed25519', 'RSA-2048'] as const) {
      const {der, key: own} = makeCsr('x', {key: kind})
      expect(parseCsr(der).signatureProblem, kind).to.equal(undefined)
      expect(Buffer.from(parseCsr(der).publicKey.spki).equals(own.spki)).to.equal(true)
    }
    expect(parseCsr(makeCsr('x', {digest: 'sha1', key: 'RSA-2048'}).der).signatureProblem).to.equal(undefined)
    expect(parseCsr(makeCsr('x', {signedBy: makeKey('P-256', 'other')}).der).signatureProblem).to.equal(
      'signature-mismatch',
    )
    expect(parseCsr(makeCsr('x', {signedBy: makeKey('Ed25519', 'other')}).der).signatureProblem).to.equal(
      'key-mismatch',
    )
  })

  it('joins several extension requests, as Go does, but no extension twice', () => {
    const both = withAttributes(
      extensionRequest(unknownExtension('1.2.3')),
      extensionRequest(unknownExtension('1.2.4')),
    )
    expect(parseCsr(both).extensions.map(({oid: id}) => id)).to.deep.equal(['1.2.3', '1.2.4'])
    expect(
      code(withAttributes(extensionRequest(unknownExtension('1.2.3')), extensionRequest(unknownExtension('1.2.3')))),
    ).to.equal('duplicate-extension')
    expect(code(withAttributes(extensionRequest(unknownExtension('1.2.3'), unknownExtension('1.2.3'))))).to.equal(
      'duplicate-extension',
    )
    expect(parseCsr(withAttributes(sequence(oid('1.2.840.113549.1.9.14'), set()))).extensions).to.deep.equal([])
  })

  it('is refused where it is malformed, at the right byte', () => {
    const {der} = makeCsr('x')
    expect(code(Buffer.concat([der, Buffer.from([0])]))).to.equal('trailing-data')
    expect(code(der.subarray(0, 40))).to.equal('truncated')
    expect(code(withAttributes(utf8('x')))).to.equal('unexpected-tag')
    expect(code(withAttributes(sequence(oid('1.2.3'), set(), nothing())))).to.equal('trailing-data')
    const bad = withAttributes(extensionRequest(extensionDer({oid: '2.5.29.15', value: integer(1)})))
    try {
      parseCsr(bad)
      expect.fail('was read')
    } catch (error) {
      const {offset} = error as DerError
      expect([error instanceof DerError, bad[offset], bad[offset + 1]]).to.deep.equal([true, 0x02, 0x01])
    }
    const off = Buffer.from(key.spki)
    off[off.length - 1] = (off.at(-1) as number) ^ 1
    expect(code(makeCsr('x', {key: {...key, spki: off}}).der)).to.equal('bad-public-key')
  })
})

describe('readCsr', () => {
  it('reads PEM and says what is wrong with it', () => {
    const {der, pem: text} = makeCsr('x')
    expect(String(known(`text\n${text}`).subject)).to.equal('CN=x')
    expect(String(known(pem('NEW CERTIFICATE REQUEST', der)).subject)).to.equal('CN=x')
    const reasons = [
      '',
      pem('CERTIFICATE', der),
      text.replace('M', '!'),
      pem('CERTIFICATE REQUEST', der.subarray(1)),
    ].map(one => {
      const request = readCsr(one)
      return request.known ? 'known' : request.because.detail
    })
    expect(reasons).to.deep.equal([
      'holds no CERTIFICATE REQUEST in PEM',
      'holds no CERTIFICATE REQUEST in PEM',
      'CERTIFICATE REQUEST holds something that is no base64',
      'request has a length of more than four bytes at byte 1',
    ])
  })
})
