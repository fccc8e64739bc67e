import {mkdirSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect} from 'chai'
import {stringify} from 'yaml'
import type {PkiError} from '../../../src/core/errors.ts'
import {talosconfig} from '../../../src/sources/files/talosconfig.ts'
import {makePki} from '../../fixtures/make-pki.ts'
import {temporaryFolder} from '../live/temporary-folder.ts'

const pki = makePki()
const ca = pki.ca('talos', {key: 'Ed25519'})
const admin = ca.leaf('admin', {key: 'Ed25519'})
const base64 = (text: string): string => Buffer.from(text).toString('base64')

/** As Talos writes Ed25519 keys: PKCS#8 under a label of its own. */
const talosKey = admin.keyPem.replaceAll('PRIVATE KEY', 'ED25519 PRIVATE KEY')

const CONFIG = {
  context: 'lab',
  contexts: {
    cloud: {endpoints: ['omni.example'], auth: {siderov1: {identity: 'me@example'}}},
    lab: {
      endpoints: ['10.0.0.2'],
      nodes: ['10.0.0.3'],
      ca: base64(ca.pem),
      crt: base64(admin.pem),
      key: base64(talosKey),
    },
    half: {endpoints: [], crt: base64(admin.pem)},
  },
}

describe('a talosconfig', () => {
  const folder = temporaryFolder()
  const write = (content: unknown, name = 'config'): string => {
    const path = join(folder(), name)
    mkdirSync(join(path, '..'), {recursive: true})
    writeFileSync(path, typeof content === 'string' ? content : stringify(content))
    return path
  }
  const errorOf = (promise: Promise<unknown>): Promise<PkiError> =>
    promise.then(
      () => expect.fail('no error'),
      (error: PkiError) => error,
    )

  it('has contexts with CA, client certificate and the public half of its key; the current one first', async () => {
    const {contexts, files} = await talosconfig({environment: {TALOSCONFIG: write(CONFIG)}})
    expect(files).to.have.length(1)
    const [lab, cloud, half] = contexts
    expect(lab).to.deep.include({name: 'lab', isCurrent: true, servers: ['10.0.0.2'], problems: []})
    expect(lab?.authority).to.deep.equal({
      at: 'contexts[lab].ca',
      entry: {pem: ca.pem},
      requests: [],
      publicKeys: [],
    })
    expect(lab?.client?.entry.pem).to.equal(admin.pem)
    expect(lab?.key?.entry.keys?.[0]).to.deep.include({hash: admin.certificate.publicKey.hash})
    expect(cloud).to.deep.include({name: 'cloud', isCurrent: false, proves: 'identity me@example', problems: []})
    expect(half?.problems).to.deep.equal(['it has a certificate without a key', 'it names no endpoints'])
    expect(JSON.stringify(contexts)).to.not.include('PRIVATE')
  })

  it('is found in the home directory', async () => {
    write(CONFIG, 'home/.talos/config')
    const {contexts} = await talosconfig({environment: {HOME: join(folder(), 'home')}})
    expect(contexts).to.have.length(3)
  })

  it('is the one that was named, before all others', async () => {
    const named = write({contexts: {only: {endpoints: ['10.0.0.9']}}}, 'named')
    const {contexts, files} = await talosconfig({environment: {TALOSCONFIG: write(CONFIG)}, file: named})
    expect([files, contexts.map(({name}) => name)]).to.deep.equal([[named], ['only']])
  })

  it('is missed with its path', async () => {
    const error = await errorOf(talosconfig({environment: {HOME: join(folder(), 'empty')}}))
    expect(error).to.deep.include({code: 'E_TALOSCONFIG_MISSING', exit: 3})
    expect(error.message).to.include(join('empty', '.talos', 'config'))
  })

  it('that is none is refused without being quoted', async () => {
    for (const [content, says] of [
      ['contexts: {a: {key: secret', 'line 1 is not valid YAML'],
      ['just text', 'has no contexts'],
      ['- a', 'has no contexts'],
      ['contexts: *secret', 'alias'],
    ] as const) {
      const error = await errorOf(talosconfig({environment: {TALOSCONFIG: write(content)}}))
      expect(error.code).to.equal('E_TALOSCONFIG_INVALID')
      expect(error.message).to.include(says).and.to.not.include('secret')
    }
  })

  it('with values of other shapes has nothing in their place', async () => {
    const odd = {context: 7, contexts: {a: {endpoints: 'x', ca: 5, crt: ['y'], key: {z: 1}}, b: null}}
    const {contexts} = await talosconfig({environment: {TALOSCONFIG: write(odd)}})
    expect(contexts.map(({name, servers, proves}) => [name, servers, proves])).to.deep.equal([
      ['a', [], 'nothing'],
      ['b', [], 'nothing'],
    ])
  })
})
