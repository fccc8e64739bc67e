import {expect} from 'chai'
import {signatureProblem} from '../../../../src/core/x509/key/signature.ts'
import {signatureAlgorithm} from '../../../../src/core/x509/key/signature-algorithm.ts'
import {element, integer, nothing, oid, sequence, tagged} from '../../../fixtures/der-writer.ts'
import {algorithmIdentifier} from '../../../fixtures/keys.ts'
import {makePki} from '../../../fixtures/make-pki.ts'

/** The name of an algorithm that is given with its SEQUENCE header. */
const algorithm = (der: Buffer) => signatureAlgorithm(der.subarray(2))

const SHA256 = oid('2.16.840.1.101.3.4.2.1')
const MGF1 = oid('1.2.840.113549.1.1.8')

const pss = ({
  digest = sequence(SHA256, nothing()),
  mask = sequence(MGF1, sequence(SHA256, nothing())),
  salt = 32,
  rest = [] as Buffer[],
} = {}) =>
  algorithm(
    sequence(
      oid('1.2.840.113549.1.1.10'),
      sequence(tagged(0, digest), tagged(1, mask), tagged(2, integer(salt)), ...rest),
    ),
  )

describe('signature algorithms', () => {
  it('have the names of Go', () => {
    const names = (['sha1', 'sha256', 'sha384', 'sha512'] as const).flatMap(digest => [
      algorithm(algorithmIdentifier('RSA-2048', digest, false)).name,
      algorithm(algorithmIdentifier('P-256', digest, false)).name,
    ])
    expect(names.join(' ')).to.equal(
      'SHA1-RSA ECDSA-SHA1 SHA256-RSA ECDSA-SHA256 SHA384-RSA ECDSA-SHA384 SHA512-RSA ECDSA-SHA512',
    )
    expect(algorithm(sequence(oid('1.3.101.112')))).to.deep.include({
      name: 'Ed25519',
      status: 'good',
      digest: undefined,
    })
    expect(algorithm(sequence(oid('1.2.840.113549.1.1.4')))).to.deep.include({name: 'MD5-RSA', status: 'broken'})
    expect(algorithm(sequence(oid('2.16.840.1.101.3.4.3.2')))).to.deep.include({
      name: 'DSA-SHA256',
      status: 'unsupported',
    })
    expect(algorithm(sequence(oid('1.2.3')))).to.deep.include({name: '1.2.3', status: 'unsupported'})
    expect(algorithm(sequence(oid('1.3.101.112'), nothing())).status).to.equal('unsupported')
  })

  it('include RSASSA-PSS with the parameters that Go takes', () => {
    expect(pss()).to.deep.include({name: 'SHA256-RSAPSS', pss: true, status: 'good'})
    expect(pss({rest: [tagged(3, integer(1))]}).status).to.equal('good')
    expect(pss({digest: sequence(SHA256)}).status).to.equal('good')
    const unusual = [
      pss({salt: 20}),
      pss({rest: [tagged(3, integer(2))]}),
      pss({digest: sequence(oid('1.3.14.3.2.26'))}),
      pss({mask: sequence(MGF1, sequence(oid('2.16.840.1.101.3.4.2.2')))}),
      pss({mask: sequence(oid('1.2.3'), sequence(SHA256))}),
      pss({digest: sequence(SHA256, element(0x05, Buffer.from([0])))}),
      algorithm(sequence(oid('1.2.840.113549.1.1.10'))),
      algorithm(sequence(oid('1.2.840.113549.1.1.10'), sequence())),
    ]
    expect(unusual.map(({status}) => status)).to.deep.equal(unusual.map(() => 'unsupported'))
    for (const digest of ['sha256', 'sha384', 'sha512'] as const) {
      expect(algorithm(algorithmIdentifier('RSA-2048', digest, true)).status).to.equal('good')
    }
  })
})

describe('signatureProblem', () => {
  const {certificate} = makePki().ca('root')
  const {certificate: other} = makePki({seed: 'other'}).ca('root')

  it('verifies', () => {
    expect(signatureProblem(certificate, certificate.publicKey)).to.equal(undefined)
    expect(signatureProblem(certificate, other.publicKey)).to.equal('signature-mismatch')
  })

  it('says why it does not even try', () => {
    const {signedPart, signature} = certificate
    const problem = (name: string, allowSha1 = false) =>
      signatureProblem(
        {signedPart, signature, signatureAlgorithm: algorithm(sequence(oid(name)))},
        certificate.publicKey,
        allowSha1,
      )
    expect(problem('1.2.3')).to.equal('algorithm-unsupported')
    expect(problem('1.2.840.10045.4.1')).to.equal('algorithm-broken')
    expect(problem('1.2.840.10045.4.1', true)).to.equal('signature-mismatch')
    expect(problem('1.2.840.113549.1.1.4', true)).to.equal('algorithm-broken')
    expect(problem('1.3.101.112')).to.equal('key-mismatch')
  })

  it('survives signatures of any length', () => {
    for (const key of ['P-256', 'Ed25519', 'RSA-2048'] as const) {
      const ca = makePki({seed: key}).ca('ca', {key}).certificate
      for (const signature of [Buffer.alloc(0), Buffer.alloc(5), Buffer.alloc(10_000, 0x30)]) {
        const signed = {signedPart: ca.signedPart, signatureAlgorithm: ca.signatureAlgorithm, signature}
        expect(signatureProblem(signed, ca.publicKey), `${key} ${signature.length}`).to.equal('signature-mismatch')
      }
    }
  })
})
