import {expect} from 'chai'
import {readStepProvisioner} from '../../../../src/core/x509/extension/step-provisioner.ts'
import {integer, octets, sequence} from '../../../fixtures/der-writer.ts'

describe('core/x509/step-provisioner', () => {
  const value = (...parts: readonly Buffer[]): Uint8Array => sequence(...parts)

  it('reads who has authorized a certificate', () => {
    expect(
      readStepProvisioner(value(integer(1), octets(Buffer.from('admin')), octets(Buffer.from('kid-1')))),
    ).to.deep.equal({type: 'JWK', name: 'admin', credential: 'kid-1'})
  })

  it('takes a type that is newer than it, and no credential', () => {
    expect(readStepProvisioner(value(integer(99), octets(Buffer.from('x'))))).to.deep.equal({
      type: '99',
      name: 'x',
      credential: '',
    })
  })

  it('answers nothing for what is something else', () => {
    expect(readStepProvisioner(Buffer.from('no DER'))).to.equal(undefined)
    expect(readStepProvisioner(value(octets(Buffer.from('admin'))))).to.equal(undefined)
  })
})
