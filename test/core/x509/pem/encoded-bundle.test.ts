import {expect} from 'chai'
import {readEncodedBundle} from '../../../../src/core/x509/pem/encoded-bundle.ts'
import {makePki} from '../../../fixtures/make-pki.ts'

const base64 = (value: string | Uint8Array): string => Buffer.from(value as Uint8Array).toString('base64')
const ca = makePki().ca('root')

describe('fields with base64 of certificates', () => {
  it('hold the certificates of a PEM text, in order', () => {
    const other = makePki().ca('other')
    const bundle = readEncodedBundle(base64(`# comment\n${ca.pem}${other.pem}`))
    expect(bundle.is).to.equal('certificates')
    const subjects = bundle.is === 'certificates' ? bundle.certificates.map(each => each.subject.toString()) : []
    expect(subjects).to.deep.equal(['CN=root', 'CN=other'])
  })

  it('may hold one certificate in DER', () => {
    const bundle = readEncodedBundle(base64(ca.der))
    expect(bundle.is === 'certificates' && bundle.certificates[0]?.fingerprint).to.equal(ca.certificate.fingerprint)
  })

  it('are empty where there is nothing but white space', () => {
    for (const value of [undefined, '', ' \n', 'Cg==', base64(' \n\t')]) {
      expect(readEncodedBundle(value).is, String(value)).to.equal('empty')
    }
  })

  it('say what is wrong with anything else', () => {
    const cut = ca.pem.replace(/-----END[\s\S]*/, '')
    const ofKey = ca.pem.replaceAll('CERTIFICATE', 'PUBLIC KEY')
    for (const value of [base64('hello'), '!!!', base64(cut), base64(ofKey)]) {
      const bundle = readEncodedBundle(value)
      expect(bundle.is, value).to.equal('garbage')
      expect(bundle.is === 'garbage' && bundle.detail).to.match(/\w/)
    }
  })
})
