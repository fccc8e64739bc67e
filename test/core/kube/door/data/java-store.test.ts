import {expect} from 'chai'
import {entryOfBytes} from '../../../../../src/core/kube/door/data/data-entry.ts'
import {javaStorePem} from '../../../../../src/core/kube/door/data/java-store.ts'
import {reduce} from '../../../../../src/core/kube/door/reduce.ts'
import {dataEntry} from '../../../../../src/core/kube/secret.ts'
import {makePki} from '../../../../fixtures/make-pki.ts'

const pki = makePki()
const ca = pki.ca('ca')
const other = pki.ca('other')
const web = ca.leaf('web')
const secretKey = web.key.privateKey.export({type: 'pkcs8', format: 'der'})

const uint = (size: number, value: number): Buffer => {
  const bytes = Buffer.alloc(size)
  bytes.writeUIntBE(value, 0, size)
  return bytes
}
const utf = (text: string): Buffer => Buffer.concat([uint(2, text.length), Buffer.from(text)])
const sized = (bytes: Buffer): Buffer => Buffer.concat([uint(4, bytes.length), bytes])

const certificate = (der: Buffer, version: number): Buffer =>
  Buffer.concat([...(version === 2 ? [utf('X.509')] : []), sized(der)])

const trusted = (der: Buffer, version = 2): Buffer =>
  Buffer.concat([uint(4, 2), utf('alias'), Buffer.alloc(8, 1), certificate(der, version)])

const key = (chain: readonly Buffer[], version = 2): Buffer =>
  Buffer.concat([
    ...[uint(4, 1), utf('web'), Buffer.alloc(8, 1), sized(secretKey), uint(4, chain.length)],
    ...chain.map(der => certificate(der, version)),
  ])

const store = (entries: readonly Buffer[], {version = 2, magic = 0xfeedfeed} = {}): Buffer =>
  Buffer.concat([uint(4, magic), uint(4, version), uint(4, entries.length), ...entries, Buffer.alloc(20, 9)])

describe('a Java key store at the door', () => {
  it('leaves the certificates that it trusts', () => {
    expect(entryOfBytes(store([trusted(ca.der), trusted(other.der)])).entry).to.deep.equal({
      store: 'jks',
      pem: `${ca.pem}${other.pem}`,
    })
  })

  it('leaves the chains of its keys, and nothing of the keys', () => {
    const {entry, forms} = entryOfBytes(store([trusted(other.der), key([web.der, ca.der])]))
    expect(entry).to.deep.equal({store: 'jks', pem: `${other.pem}${web.pem}${ca.pem}`})
    expect(forms).to.deep.equal(['key store (JKS)'])
    expect(JSON.stringify(entry)).to.not.include(secretKey.toString('base64').slice(0, 40))
  })

  it('may be of version 1, or JCEKS', () => {
    expect(javaStorePem(store([key([web.der], 1), trusted(ca.der, 1)], {version: 1}))).to.equal(`${web.pem}${ca.pem}`)
    expect(javaStorePem(store([trusted(ca.der)], {magic: 0xcececece}))).to.equal(ca.pem)
  })

  it('leaves no key that lies in the place of a certificate', () => {
    expect(entryOfBytes(store([trusted(secretKey), trusted(ca.der)])).entry).to.deep.equal({store: 'jks', pem: ca.pem})
    expect(javaStorePem(store([trusted(Buffer.concat([ca.der, secretKey]))]))).to.equal(undefined)
  })

  it('is the same whatever the digest at its end, which every namespace has its own of', () => {
    const [first, second] = [store([trusted(ca.der)]), store([trusted(ca.der)])]
    second.fill(8, second.length - 20)
    expect(javaStorePem(first)).to.equal(javaStorePem(second))
  })

  it('ends where it is cut off, or claims to be endless', () => {
    const whole = store([trusted(ca.der), trusted(other.der)])
    for (let at = 12; at < whole.length - 20; at += 1) {
      const pem = javaStorePem(whole.subarray(0, at))
      expect(pem === undefined || pem === ca.pem).to.equal(true)
    }
    const endless = Buffer.from(whole)
    endless.writeUInt32BE(0xffffffff, 8)
    expect(javaStorePem(endless)).to.equal(`${ca.pem}${other.pem}`)
  })

  it('is what a ConfigMap of trust-manager holds', () => {
    const binaryData = {'bundle.jks': store([trusted(ca.der)]).toString('base64')}
    const raw = {apiVersion: 'v1', kind: 'ConfigMap', metadata: {name: 'corp', namespace: 'shop'}, binaryData}
    const object = reduce(raw, {from: 'cluster'})
    expect(object && dataEntry(object, 'bundle.jks')).to.deep.equal({store: 'jks', pem: ca.pem})
  })
})
