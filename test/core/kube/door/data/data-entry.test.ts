import {expect} from 'chai'
import {reduce} from '../../../../../src/core/kube/door/reduce.ts'
import type {KubeObject} from '../../../../../src/core/kube/object.ts'
import {type DataEntry, dataEntry} from '../../../../../src/core/kube/secret.ts'
import {makeKey, makePki} from '../../../../fixtures/make-pki.ts'
import {KEY_FORMS} from '../key-forms.ts'

const pki = makePki({seed: 'entries'})
const root = pki.ca('root')
const leaf = root.leaf('web.corp', {key: 'P-256'})
const rsa = makeKey('RSA-2048', 'entries')
const hash = leaf.certificate.publicKey.hash

const base64 = (value: string | Buffer): string => Buffer.from(value).toString('base64')

const object = (kind: string, more: object): KubeObject => {
  const reduced = reduce({apiVersion: 'v1', kind, metadata: {name: 'x', namespace: 'shop'}, ...more}, {from: 'cluster'})
  if (reduced === null) throw new Error('was not read')
  return reduced
}

const inSecret = (value: string | Buffer): DataEntry | undefined =>
  dataEntry(object('Secret', {data: {x: base64(value)}}), 'x')

const KEY = {hash, algorithm: 'ECDSA', bits: 256}

describe('the data of a Secret', () => {
  it('keeps certificates as PEM and keys as the hash of their public half', () => {
    const secret = object('Secret', {
      type: 'kubernetes.io/tls',
      data: {'tls.crt': base64(leaf.chainPem), 'tls.key': base64(leaf.keyPem), 'ca.crt': base64(root.pem)},
    })
    expect(secret.body).to.deep.equal({
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: {name: 'x', namespace: 'shop'},
      type: 'kubernetes.io/tls',
      data: {'tls.crt': {pem: leaf.chainPem}, 'tls.key': {keys: [KEY]}, 'ca.crt': {pem: root.pem}},
    })
    expect(secret.redacted).to.deep.equal([{path: 'data["tls.key"]', form: 'private key (PEM)'}])
  })

  it('reads certificates and keys out of one value, whatever stands around them', () => {
    const mixed = `# bundle\n${leaf.pem}\nnote\n${leaf.keyPem}${rsa.pem}${root.pem}\n`
    const entry = inSecret(mixed)
    expect(entry?.pem).to.equal(leaf.pem + root.pem)
    expect(entry?.keys).to.have.length(2)
    expect(entry?.keys?.[0]).to.deep.equal(KEY)
    expect(entry?.keys?.[1]).to.deep.include({algorithm: 'RSA', bits: 2048})
    expect(inSecret(leaf.pem.replaceAll('\n', '\r\n'))).to.deep.equal({pem: leaf.pem})
  })

  it('reads keys in every format that Go reads', () => {
    const key = leaf.key.privateKey
    const formats = ['pkcs8', 'sec1'].map(type => key.export({type, format: 'pem'} as never) as unknown as string)
    const parameters = '-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n'
    expect([...formats, parameters + formats[1]].map(inSecret)).to.deep.equal(Array(3).fill({keys: [KEY]}))
  })

  it('says of encrypted and broken keys that they cannot be read', () => {
    const cipher = {cipher: 'aes-128-cbc', passphrase: 'x'}
    const pkcs8 = rsa.privateKey.export({type: 'pkcs8', format: 'pem', ...cipher}) as string
    const pkcs1 = rsa.privateKey.export({type: 'pkcs1', format: 'pem', ...cipher}) as string
    expect([pkcs8, pkcs1].map(inSecret)).to.deep.equal(Array(2).fill({keys: [{unreadable: 'encrypted'}]}))
    expect(inSecret(rsa.pem.replace('\nMIIE', '\nMIIA'))).to.deep.equal({keys: [{unreadable: 'malformed'}]})
    const escaped = inSecret(rsa.pem.replaceAll('\n', '\\n'))
    expect(escaped?.keys).to.deep.equal([{unreadable: 'malformed'}])
    expect(escaped?.problems).to.have.length(1)
  })

  it('tells what is wrong with PEM, and keeps nothing but certificates', () => {
    const cases: readonly (readonly [string | Buffer, string])[] = [
      [leaf.pem.slice(0, -20), 'no END'],
      [leaf.pem.replace('\nMII', '\n!!!MII'), 'no base64'],
      [leaf.pem.replaceAll('CERTIFICATE', 'TRUSTED CERTIFICATE'), 'Go programs skip'],
      [leaf.pem.replace('-----\n', '-----\nProc-Type: x\n\n'), 'header lines'],
      [`\ufeff${leaf.pem}`, 'byte order mark'],
      [leaf.der, 'DER'],
      [base64(leaf.pem), 'once too often'],
      [leaf.key.privateKey.export({type: 'pkcs8', format: 'der'}), 'private key in DER'],
      [KEY_FORMS.find(({name}) => name.startsWith('a key under'))?.text ?? '', 'holds a private key'],
      [KEY_FORMS.find(({name}) => name.startsWith('a key behind'))?.text ?? '', 'more behind its end'],
    ]
    for (const [value, detail] of cases) {
      const {problems, pem} = inSecret(value) ?? {}
      expect(problems?.map(problem => problem.detail).join('; '), detail).to.include(detail)
      if (detail !== 'DER') expect(pem, detail).to.equal(undefined)
    }
    expect(inSecret(`\n\n${leaf.pem}${leaf.pem.slice(0, -20)}`)?.problems?.[0]?.line).to.equal(
      3 + leaf.pem.split('\n').length - 1,
    )
  })

  it('tells stores by their first bytes', () => {
    const stores = KEY_FORMS.filter(({name}) => ['JKS', 'JCEKS', 'PKCS#12'].includes(name))
    expect(stores.map(({text}) => inSecret(Buffer.from(text, 'base64')))).to.deep.equal([
      {store: 'jks'},
      {store: 'jks'},
      {store: 'pkcs12'},
    ])
  })

  it('drops every other value, and says only whether it is empty and ends in a line feed', () => {
    const {body} = object('Secret', {
      data: {a: base64('hunter2'), b: base64('hunter2\n'), c: '', d: null, e: base64('hunter2hunter2')},
    })
    expect(body.data).to.deep.equal({a: {}, b: {trailingNewline: true}, c: {empty: true}, d: {empty: true}, e: {}})
  })

  it('says which values are no base64, and no strings', () => {
    const {body} = object('Secret', {data: {a: 'hunter2!', b: 'YQ', c: 'aHVudGVy_w==', d: 7, e: 'YWJj\nZGVm\n'}})
    const broken = {problems: [{line: 1, detail: 'is not base64'}]}
    expect(body.data).to.deep.equal({
      a: broken,
      b: broken,
      c: broken,
      d: {problems: [{line: 1, detail: 'is not a string'}]},
      e: {},
    })
  })

  it('takes stringData for data, and lets it win', () => {
    const {body} = object('Secret', {data: {a: '', b: ''}, stringData: {a: leaf.pem, c: 'x\n'}})
    expect(body.data).to.deep.equal({a: {pem: leaf.pem}, b: {empty: true}, c: {trailingNewline: true}})
    expect(body).not.to.have.any.keys('stringData')
  })

  it('knows what SOPS encrypted, and what is filled in later', () => {
    const sops = 'ENC[AES256_GCM,data:kX0=,iv:x,tag:y,type:str]'
    const secret = object('Secret', {
      data: {a: sops},
      stringData: {b: sops, c: '$' + '{PASSWORD}', d: '<path:secret/data/x#y>', e: 'ref+vault://x/y'},
      sops: {mac: sops, age: [{recipient: 'age1x', enc: 'y'}]},
    })
    expect(secret.body.data).to.deep.equal({
      a: {hidden: 'sops'},
      b: {hidden: 'sops'},
      c: {hidden: 'placeholder'},
      d: {hidden: 'placeholder'},
      e: {hidden: 'placeholder'},
    })
    expect(secret.body).not.to.have.any.keys('sops', 'stringData')
  })
})

describe('the data of a ConfigMap', () => {
  it('keeps certificates, and the text of configuration that rules read', () => {
    const config = {
      dnsNames: ['ca.corp'],
      authority: {
        provisioners: [{type: 'JWK', encryptedKey: KEY_FORMS.find(({name}) => name === 'JWE compact')?.text}],
      },
    }
    const map = object('ConfigMap', {
      data: {
        'ca.crt': root.pem,
        'ca.json': JSON.stringify(config),
        'app.properties': 'a=b',
        'values.yaml': 'a: b\npassword: c\n',
      },
      binaryData: {'ca.der': base64(root.der)},
    })
    const text = dataEntry(map, 'ca.json')?.text ?? ''
    expect(JSON.parse(text)).to.deep.equal({
      dnsNames: ['ca.corp'],
      authority: {provisioners: [{type: 'JWK', encryptedKey: '[removed: encrypted key (JWE)]'}]},
    })
    expect(dataEntry(map, 'ca.crt')).to.deep.equal({pem: root.pem})
    expect(dataEntry(map, 'app.properties')).to.deep.equal({})
    expect(dataEntry(map, 'values.yaml')).to.deep.equal({text: 'a: b\npassword: [removed: password]\n'})
    expect(dataEntry(map, 'ca.der')?.pem).to.equal(root.pem)
    expect(map.redacted).to.deep.equal([
      {path: 'data["ca.json"]', form: 'encrypted key (JWE)'},
      {path: 'data["values.yaml"]', form: 'password'},
    ])
  })

  it('records the keys in values that it drops', () => {
    const {body, redacted} = object('ConfigMap', {
      data: {kubeconfig: `users:\n- user:\n    client-key-data: ${base64(leaf.keyPem)}\n`, key: leaf.keyPem},
    })
    expect(body.data).to.deep.equal({kubeconfig: {trailingNewline: true}, key: {keys: [KEY]}})
    expect(redacted).to.deep.equal([
      {path: 'data.kubeconfig', form: 'private key (PEM) in base64'},
      {path: 'data.key', form: 'private key (PEM)'},
    ])
  })
})
