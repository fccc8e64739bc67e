import {expect} from 'chai'
import {type ObjectRef, ref} from '../../../src/core/kube/ref.ts'
import type {Seen} from '../../../src/core/ports.ts'
import type {FakeApiServer} from '../../support/fake-api-server.ts'
import type {Manifest} from '../../support/fake-store.ts'
import {fakeOf, sourceFor, stopFakes} from './live-fake.ts'

const map = (name: string, uid = `uid-${name}`): Manifest => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: {name, namespace: 'app', uid, resourceVersion: uid},
  data: {text: 'x'},
})
const refOf = (name: string): ObjectRef => ref('core/configmaps', 'app', name)
const seen = (name: string): Seen => ({ref: refOf(name), uid: `uid-${name}`})
const sourceOf = async (fake: FakeApiServer) => sourceFor(await fake.kubeconfig('admin'))
const names = (refs: readonly ObjectRef[] | undefined) => refs?.map(({name}) => name).sort()

describe('looking again at single objects', () => {
  afterEach(stopFakes)

  it('finds out what is there and what is not, with no more rights than listing takes', async () => {
    const fake = await fakeOf()
    fake.store.apply(map('here'))
    const rules = [{apiGroups: [''], resources: ['configmaps'], verbs: ['list']}]
    const source = sourceFor(await fake.user({name: 'lister', inNamespaces: {app: rules}}))
    await source.read({kinds: ['core/configmaps']})
    const before = fake.requests.length
    const look = await source.lookAgain?.([seen('here'), seen('gone'), {ref: ref('core/secrets', 'app', 'any')}])
    expect(names(look?.looked)).to.deep.equal(['gone', 'here'])
    expect(look?.objects.map(({ref: {name}, body}) => [name, body.kind])).to.deep.equal([['here', 'ConfigMap']])
    expect(Date.parse(look?.takenAt ?? '')).to.be.within(Date.now() - 2000, Date.now())
    expect(fake.requests.length - before).to.equal(3)
  })

  it('keeps private keys out', async () => {
    const fake = await fakeOf()
    const value = Buffer.from('-----BEGIN PRIVATE KEY-----\nMIIB\n-----END PRIVATE KEY-----\n').toString('base64')
    const metadata = {name: 'key', namespace: 'app', uid: '1'}
    fake.store.apply({apiVersion: 'v1', kind: 'Secret', metadata, type: 'Opaque', data: {'tls.key': value}})
    const look = await (await sourceOf(fake)).lookAgain?.([{ref: ref('core/secrets', 'app', 'key')}])
    expect(look?.objects).to.have.length(1)
    expect(JSON.stringify(look?.objects)).to.not.contain('MIIB').and.not.contain(value)
  })

  it('compares many by one list of names, and gets in full what is new', async () => {
    const fake = await fakeOf()
    const many = Array.from({length: 100}, (_, index) => `map-${index}`)
    fake.store.apply(...many.map(name => map(name)), map('come'), map('replaced', 'uid-other'))
    fake.store.delete('ConfigMap', 'map-7', 'app')
    const source = await sourceOf(fake)
    const look = await source.lookAgain?.([
      ...many.map(seen),
      ...[seen('replaced'), {ref: refOf('come')}, {ref: refOf('still-missing')}],
    ])
    expect(names(look?.looked)).to.deep.equal(['come', 'map-7', 'replaced'])
    expect(names(look?.objects.map(object => object.ref))).to.deep.equal(['come', 'replaced'])
    const lists = fake.requests.filter(({path}) => path.endsWith('/configmaps'))
    expect(lists.map(({headers}) => String(headers.accept).includes('PartialObjectMetadataList'))).to.deep.equal([
      true,
      false,
      false,
    ])
  })

  it('takes no long list of names, and looks at the first 200 by name', async () => {
    const fake = await fakeOf()
    const many = Array.from({length: 600}, (_, index) => `map-${index}`)
    fake.store.apply(...many.map(name => map(name)))
    fake.store.delete('ConfigMap', 'map-7', 'app')
    const look = await (await sourceOf(fake)).lookAgain?.(many.slice(0, 250).map(seen))
    expect(look?.looked.map(({name}) => name)).to.deep.equal(many.slice(0, 200))
    expect(look?.objects).to.have.length(199)
    const names = fake.requests.filter(({headers}) => String(headers.accept).includes('PartialObjectMetadataList'))
    expect(names.map(({query}) => query.get('limit'))).to.deep.equal(['500'])
  })

  it('leaves out what fails, and all that is not answered in time; Ctrl-C ends it', async () => {
    const fake = await fakeOf()
    fake.store.apply(map('here'))
    const source = await sourceOf(fake)
    await source.read({kinds: ['core/configmaps']})
    fake.fault = ({path, query}) =>
      path.endsWith('/configmaps') && query.get('fieldSelector')?.includes('hangs') ? {is: 'hang'} : undefined
    const some = [seen('here'), seen('hangs')]
    const late = await source.lookAgain?.(some, {signal: AbortSignal.timeout(300)})
    expect([late?.looked, late?.objects]).to.deep.equal([[], []])
    const interrupted = new AbortController()
    setTimeout(() => interrupted.abort(), 50)
    const end = await source.lookAgain?.(some, {signal: interrupted.signal}).catch(error => error)
    expect(end).to.have.property('name', 'AbortError')
  })
})
