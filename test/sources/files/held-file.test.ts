import {writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {Readable} from 'node:stream'
import {expect} from 'chai'
import {readCertificates} from '../../../src/core/x509/pem/bundle.ts'
import {heldFile} from '../../../src/sources/files/held-file.ts'
import {LEGACY_PKCS12} from '../../fixtures/legacy-pkcs12.ts'
import {makeCsr} from '../../fixtures/make-csr.ts'
import {makePki} from '../../fixtures/make-pki.ts'
import {temporaryFolder} from '../live/temporary-folder.ts'

const pki = makePki()
const web = pki.ca('ca').leaf('web')
const stdin = Readable.from([])

describe('a file with certificates', () => {
  const folder = temporaryFolder()
  const read = (content: string | Buffer, name = 'file') => {
    const path = join(folder(), name)
    writeFileSync(path, content)
    return heldFile(path, {stdin})
  }

  it('leaves certificates, requests, public keys and the public half of private ones', async () => {
    const csr = makeCsr({CN: 'web'}, {dns: ['web'], ips: [], emails: []}).pem
    const publicKey = '-----BEGIN PUBLIC KEY-----\nMFkw\n-----END PUBLIC KEY-----\n'
    const file = await read(`notes\r\n${web.pem}${web.keyPem}${csr}${publicKey}`)
    expect(file.at).to.equal(join(folder(), 'file'))
    expect(file.entry.pem).to.equal(web.pem)
    expect(file.entry.keys?.[0]).to.deep.include({hash: web.certificate.publicKey.hash})
    expect(file.requests).to.deep.equal([csr])
    expect(file.publicKeys).to.deep.equal([publicKey])
    expect(JSON.stringify(file)).to.not.include('PRIVATE')
  })

  it('may be DER', async () => {
    expect((await read(web.der)).entry.pem).to.equal(web.pem)
    const csr = makeCsr({CN: 'web'}, {dns: ['web'], ips: [], emails: []}).pem
    const der = Buffer.from(csr.split('-----')[2] ?? '', 'base64')
    expect((await read(der)).requests).to.deep.equal([csr])
  })

  it('may be a PKCS#12 store that needs no secret', async () => {
    const {entry} = await read(Buffer.from(LEGACY_PKCS12, 'base64'))
    expect(entry.store).to.equal('pkcs12')
    expect(readCertificates(entry.pem ?? '').certificates.map(({subject}) => subject.commonName)).to.deep.equal([
      'old root',
    ])
    const broken = await read(Buffer.from(LEGACY_PKCS12, 'base64').fill(0, 200, 400))
    expect(broken.entry.pem).to.equal(undefined)
    expect(broken.entry.problems).to.have.length(1)
  })

  it('may be standard input', async () => {
    const [first, second] = [web.pem.slice(0, 50), web.pem.slice(50)]
    const file = await heldFile('-', {stdin: Readable.from([Buffer.from(first), Buffer.from(second)])})
    expect(file).to.deep.include({at: 'stdin', entry: {pem: web.pem}})
  })

  it('says what keeps it from being read', async () => {
    const errors = await Promise.all(
      [join(folder(), 'nowhere.pem'), folder()].map(path => heldFile(path, {stdin}).catch((error: unknown) => error)),
    )
    expect(errors.map(error => (error as {code: string}).code)).to.deep.equal(['E_FILE_MISSING', 'E_FILE_UNREADABLE'])
    const endless = Readable.from(
      (function* () {
        for (;;) yield Buffer.alloc(1024 * 1024)
      })(),
    )
    const tooLarge = await heldFile('-', {stdin: endless}).catch((error: unknown) => error)
    expect((tooLarge as {code: string}).code).to.equal('E_FILE_TOO_LARGE')
  })
})
