import {expect} from 'chai'
import {publicKeyParts} from '../../../../src/core/x509/key/public-key-parts.ts'
import {type KeyKind, makePki} from '../../../fixtures/make-pki.ts'

const partsOf = (key: KeyKind) => {
  const {certificate, key: own} = makePki().selfSigned('web', {key})
  return {parts: publicKeyParts(certificate.publicKey), jwk: own.privateKey.export({format: 'jwk'})}
}

const hexOf = (base64url = ''): string => Buffer.from(base64url, 'base64url').toString('hex')

describe('core/x509/public-key-parts', () => {
  it('takes an RSA key apart as node:crypto does', () => {
    const {parts, jwk} = partsOf('RSA-2048')
    expect(parts.map(({name, bytes}) => [name, Buffer.from(bytes).toString('hex')])).to.deep.equal([
      ['Modulus', hexOf(jwk.n)],
      ['Exponent', hexOf(jwk.e)],
    ])
  })

  it('gives the point of an elliptic key, and the bits of any other', () => {
    const point = partsOf('P-256')
    expect(point.parts.map(({bytes}) => Buffer.from(bytes).toString('hex'))).to.deep.equal([
      `04${hexOf(point.jwk.x)}${hexOf(point.jwk.y)}`,
    ])
    const bits = partsOf('Ed25519')
    expect(bits.parts.map(({bytes}) => Buffer.from(bytes).toString('hex'))).to.deep.equal([hexOf(bits.jwk.x)])
  })
})
