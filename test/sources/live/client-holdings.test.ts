import {mkdirSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect} from 'chai'
import {clientHoldings} from '../../../src/sources/live/client-holdings.ts'
import {makePki} from '../../fixtures/make-pki.ts'
import {rejection} from './live-fake.ts'
import {temporaryFolder} from './temporary-folder.ts'

const base64 = (text: string): string => Buffer.from(text).toString('base64')

describe('clientHoldings', () => {
  const folder = temporaryFolder()
  const pki = makePki()
  const ca = pki.ca('kubernetes')
  const admin = ca.leaf('admin')
  const nobody = {title: 'nobody', impersonate: {groups: [], extra: {}}}

  const home = (talosconfig: string): {HOME: string} => {
    mkdirSync(join(folder(), '.talos'), {recursive: true})
    writeFileSync(join(folder(), '.talos', 'config'), talosconfig)
    return {HOME: folder()}
  }

  it('takes the certificates of the access that is used, and not the key that stands with them', async () => {
    const user = {...nobody, cert: `${admin.keyPem}${admin.pem}`, key: admin.keyPem, token: 'hunter2'}
    const trust = {ca: `# ours\n${ca.pem}`, insecure: false}
    const found = await clientHoldings(
      {label: 'prod (live)', user, trust},
      {environment: {HOME: join(folder(), 'nowhere')}},
    )
    expect(found).to.deep.equal([{config: 'kubeconfig', context: 'prod', client: admin.pem, authority: ca.pem}])
  })

  it('says of a token only that there is a context', async () => {
    const access = {label: 'prod (live)', user: {...nobody, token: 'hunter2'}, trust: {insecure: true}}
    expect(await clientHoldings(access, {environment: {HOME: join(folder(), 'nowhere')}})).to.deep.equal([
      {config: 'kubeconfig', context: 'prod'},
    ])
  })

  it('takes the certificates of every context of a talosconfig, without their keys', async () => {
    const fields = {crt: base64(admin.pem), key: base64(admin.keyPem), ca: base64(ca.pem)}
    const environment = home(JSON.stringify({context: 'lab', contexts: {lab: {endpoints: ['10.0.0.1'], ...fields}}}))
    const access = {label: 'prod (live)', user: nobody, trust: {insecure: false}}
    const [, talos, ...others] = await clientHoldings(access, {environment})
    expect(talos).to.deep.equal({config: 'talosconfig', context: 'lab', client: admin.pem, authority: ca.pem})
    expect(others).to.deep.equal([])
    expect(JSON.stringify(talos)).to.not.include('PRIVATE')
  })

  it('takes a talosconfig that cannot be read for none', async () => {
    const access = {label: 'prod (live)', user: nobody, trust: {insecure: false}}
    expect(await clientHoldings(access, {environment: home('contexts: [[[')})).to.have.length(1)
  })

  it('says so of a talosconfig that was named', async () => {
    const access = {label: 'prod (live)', user: nobody, trust: {insecure: false}}
    const named = {environment: home('contexts: {}'), talosconfig: join(folder(), 'gone')}
    expect(await rejection(clientHoldings(access, named))).to.include({code: 'E_TALOSCONFIG_MISSING', exit: 3})
  })
})
