import {createHash, X509Certificate} from 'node:crypto'
import {readFileSync} from 'node:fs'
import {join} from 'node:path'
import {Ajv2020} from 'ajv/dist/2020.js'
import {expect} from 'chai'
import {parse} from 'yaml'
import {doctorFacts} from '../../../src/app/doctor-defaults.ts'
import {inspect} from '../../../src/app/inspect.ts'
import {objectTargets, parseTargets} from '../../../src/core/inspect/target.ts'
import {unknown} from '../../../src/core/knowing.ts'
import {inspectionFormats} from '../../../src/render/inspection-formats.ts'
import {rules} from '../../../src/rules/index.ts'
import {saved} from '../../../src/sources/saved/saved.ts'
import {drawScene, inspectScene} from '../../support/inspect-scene.ts'

const ROOT = join(import.meta.dirname, '..', '..', '..')
const schemaOf = (name: string) => JSON.parse(readFileSync(join(ROOT, 'schemas', name), 'utf8'))
const validate = new Ajv2020({strict: true, formats: {'date-time': true}, allowUnionTypes: true})
  .addSchema(schemaOf('report.v1.json'))
  .compile(schemaOf('inspection.v1.json'))

const WEB = `
apiVersion: v1
kind: Secret
metadata: {name: web, namespace: shop}
stringData: {tls.crt: "{{chain web signedBy=int san=web.shop ip=10.0.0.1}}", tls.key: "{{key web}}", ca.crt: "{{cert root ca}}"}
# {{cert int ca signedBy=root}}`

/** Everything in the example that can be looked at, each kind in sickness and in health. */
const TARGETS = [
  ...['secret/canary-tls', 'secret/web-tls', 'secret/shop-ca', 'secret/cart-tls', 'configmap/internal-ca'],
  ...['cert/cart', 'cert/web', 'cert/payments', 'cr/test-1', 'cr/canary-1', 'cr/payments-1'],
  ...['clusterissuer/internal-ca', 'clusterissuer/selfsigned', 'issuer/trust-manager', 'stepissuer/billing'],
  ...[
    'stepclusterissuer/step-ca-edge',
    'bundle/internal-ca',
    'bundle/corporate-roots',
    'csr/csr-9qx5q',
    'csr/csr-nsmpb',
  ],
  ...['node/talos-node-0', 'node/talos-node-1', 'ingress/web', 'ingress/admin', 'webhook/cert-manager-webhook'],
  ...['webhook/trust-manager', 'apiservice/v1.cert-manager.io', 'gateway/none'],
]

describe('an inspection for machines', () => {
  const example = () =>
    inspect(
      saved(join(ROOT, 'examples', 'goldentooth.snapshot.json')),
      objectTargets(parseTargets(TARGETS, () => false)),
      {rules, ...doctorFacts},
    )

  it('obeys its schema for every kind of target', async () => {
    const document = await example()
    expect(document.inspections.length).to.be.at.least(TARGETS.length)
    validate(JSON.parse(inspectionFormats.json(document, {width: 80, color: false, unicode: true})))
    expect(validate.errors ?? []).to.deep.equal([])
  })

  it('says the same as YAML', async () => {
    const document = await example()
    const terminal = {width: 80, color: false, unicode: true}
    expect(parse(inspectionFormats.yaml(document, terminal))).to.deep.equal(
      JSON.parse(inspectionFormats.json(document, terminal)),
    )
  })

  it('names certificates and keys by hashes that others compute, too', async () => {
    const {inspections} = await inspectScene(WEB, ['secret/web'])
    for (const {pem, fingerprint, key, subjectKeyId, serialNumber, notAfter} of inspections[0]?.certificates ?? []) {
      const other = new X509Certificate(pem)
      const spki = other.publicKey.export({type: 'spki', format: 'der'})
      expect(fingerprint).to.equal(`sha256:${other.fingerprint256.replaceAll(':', '').toLowerCase()}`)
      expect(key.hash).to.equal(`sha256:${createHash('sha256').update(spki).digest('hex')}`)
      expect(serialNumber).to.equal(other.serialNumber.toLowerCase())
      expect(Date.parse(notAfter)).to.equal(Date.parse(other.validTo))
      expect(subjectKeyId).to.match(/^[0-9a-f]{40}$/)
    }
  })

  it('gives the chain as PEM, leaf first, without the key', async () => {
    const text = await drawScene(WEB, 'secret/web', {format: 'pem'})
    expect(text.match(/^# .*$/gm)).to.deep.equal([
      '# secret/web -n shop, tls.crt: CN=web',
      '# secret/web -n shop, tls.crt: CN=int',
      '# secret/web -n shop, ca.crt: CN=root',
    ])
    const blocks = text.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? []
    expect(blocks.map(pem => new X509Certificate(pem).subject)).to.deep.equal(['CN=web', 'CN=int', 'CN=root'])
    expect(text).not.to.include('PRIVATE')
  })

  it('tells everything as text: each field, each extension, each byte of key and signature', async () => {
    const document = await inspectScene(WEB, ['secret/web'])
    const text = inspectionFormats.text(document, {width: 80, color: false, unicode: true})
    const [leaf = ''] = text.split('\n\n')
    const other = new X509Certificate(document.inspections[0]?.certificates[0]?.pem ?? '')
    expect(leaf).to.include(`SHA-256 Fingerprint: ${other.fingerprint256.toLowerCase()}`)
    for (const line of [
      'Version: 3',
      'Issuer: CN=int',
      'Subject: CN=web',
      'keyUsage (2.5.29.15): critical\n            digitalSignature',
      'subjectAltName (2.5.29.17):\n            DNS:web.shop\n            IP:10.0.0.1',
      'authorityKeyIdentifier (2.5.29.35):\n            keyid:',
    ])
      expect(leaf).to.include(line)
    const bytes = leaf.replace(/[^0-9a-f]/g, '')
    const {x = '', y = ''} = other.publicKey.export({format: 'jwk'})
    for (const coordinate of [x, y]) expect(bytes).to.include(Buffer.from(coordinate, 'base64url').toString('hex'))
    expect(bytes).to.include(other.raw.subarray(-64).toString('hex').slice(0, 60))
  })

  it('says for what there is no certificate, and why', async () => {
    const none = {'core/secrets': unknown('forbidden', 'you may not get Secrets').because}
    for (const format of ['pem', 'text'] as const) {
      expect(await drawScene(WEB, 'secret/none', {format})).to.match(/^# secret\/none.*: there is no such object\n$/)
      expect(await drawScene(WEB, 'secret/web', {format, none})).to.match(
        /^# secret\/web.*: could not be looked at: \S/,
      )
    }
  })
})
