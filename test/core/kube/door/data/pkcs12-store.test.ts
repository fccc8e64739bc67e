import {expect} from 'chai'
import {reduce} from '../../../../../src/core/kube/door/reduce.ts'
import {dataEntry} from '../../../../../src/core/kube/secret.ts'
import {octets, oid, sequence, tagged} from '../../../../fixtures/der-writer.ts'
import {certificateBag, data, encrypted, keyBag, pbes2, store} from '../../../../fixtures/make-pkcs12.ts'
import {makePki} from '../../../../fixtures/make-pki.ts'

const pki = makePki()
const [ca, other] = [pki.ca('ca'), pki.ca('other')]
const web = ca.leaf('web')
const secretKey = web.key.privateKey.export({type: 'pkcs8', format: 'der'})

/** A key in clear, as a store without a password may hold it. */
const clearKeyBag = sequence(oid('1.2.840.113549.1.12.10.1.1'), tagged(0, secretKey))

const clear = store(data(certificateBag(ca.der)), data(keyBag, clearKeyBag, certificateBag(other.der)))
const closed = store(encrypted(pbes2(sequence(certificateBag(ca.der)), 'changeit')))
const own = store(encrypted(pbes2(sequence(certificateBag(ca.der)), 'mine')))

const entriesOf = (stores: Readonly<Record<string, Buffer>>, opened = 0) => {
  const raw = Object.fromEntries(Object.entries(stores).map(([name, bytes]) => [name, bytes.toString('base64')]))
  const object = reduce(
    {apiVersion: 'v1', kind: 'Secret', metadata: {name: 'corp', namespace: 'shop'}, data: raw},
    {from: 'cluster'},
    undefined,
    opened,
  )
  if (object === null) throw new Error('it is a Secret')
  expect(JSON.stringify(object)).to.not.include(secretKey.toString('base64').slice(0, 40))
  return Object.keys(stores).map(name => dataEntry(object, name))
}

describe('a PKCS#12 store at the door', () => {
  it('leaves its certificates where it has no password, and nothing of its keys', () => {
    expect(entriesOf({'bundle.p12': clear})).to.deep.equal([{store: 'pkcs12', pem: `${ca.pem}${other.pem}`}])
  })

  it('stays closed where it has one, unless one object is asked for', () => {
    expect(entriesOf({'bundle.p12': closed})).to.deep.equal([{store: 'pkcs12'}])
    expect(entriesOf({'bundle.p12': closed}, 2)).to.deep.equal([{store: 'pkcs12', pem: ca.pem}])
  })

  it('says that nobody else has its password, where it was tried', () => {
    const [entry] = entriesOf({'keystore.p12': own}, 2)
    expect(entry?.problems?.[0]?.detail).to.match(/neither "changeit" nor empty/)
    expect(entry?.pem).to.equal(undefined)
  })

  it('is opened no more often than is allowed', () => {
    const entries = entriesOf({a: closed, b: closed, c: closed}, 2)
    expect(entries.map(entry => entry?.pem !== undefined)).to.deep.equal([true, true, false])
  })

  it('leaves no key that lies in the place of a certificate', () => {
    const swapped = store(data(certificateBag(secretKey), certificateBag(ca.der)))
    expect(entriesOf({'bundle.p12': swapped})).to.deep.equal([{store: 'pkcs12', pem: ca.pem}])
    const padded = store(data(certificateBag(Buffer.concat([ca.der, octets(secretKey)]))))
    expect(entriesOf({'bundle.p12': padded})).to.deep.equal([{store: 'pkcs12'}])
  })
})
