import {expect} from 'chai'
import {dataEntry} from '../../../src/core/kube/secret.ts'
import type {ReadPlan} from '../../../src/core/ports.ts'
import {sequence} from '../../fixtures/der-writer.ts'
import {certificateBag, data, encrypted, pbes2, store} from '../../fixtures/make-pkcs12.ts'
import {makePki} from '../../fixtures/make-pki.ts'
import {fakeOf, readFake, stopFakes} from './live-fake.ts'

const ca = makePki().ca('corp')
const TRUST_STORES = {
  'bundle.p12': store(data(certificateBag(ca.der))).toString('base64'),
  'truststore.p12': store(encrypted(pbes2(sequence(certificateBag(ca.der)), 'changeit'))).toString('base64'),
}

describe('trust stores in a cluster', () => {
  afterEach(stopFakes)

  /** The certificates that are seen under each name. */
  const seen = async (plan: ReadPlan): Promise<readonly (string | undefined)[]> => {
    const fake = await fakeOf()
    const metadata = {name: 'corp', namespace: 'app'}
    fake.store.apply({apiVersion: 'v1', kind: 'ConfigMap', metadata, binaryData: TRUST_STORES})
    const [object] = (await readFake(fake, plan)).objects
    if (object === undefined) throw new Error('it is there')
    return Object.keys(TRUST_STORES).map(name => dataEntry(object, name)?.pem)
  }

  it('are read where they have no password when all are listed, and with a usual one when one is asked for', async () => {
    expect(await seen({kinds: ['core/configmaps']})).to.deep.equal([ca.pem, undefined])
    const ref = {kind: 'core/configmaps', namespace: 'app', name: 'corp'} as const
    expect(await seen({kinds: [], gets: [ref]})).to.deep.equal([ca.pem, ca.pem])
  })
})
