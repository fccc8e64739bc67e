import {expect} from 'chai'
import type {Kind} from '../../../src/core/kube/kind.ts'
import {status} from '../../support/fake-answers.ts'
import type {FakeApiServer, SeenRequest} from '../../support/fake-api-server.ts'
import type {Fault} from '../../support/fake-faults.ts'
import {sourceFor, stopFakes} from './live-fake.ts'
import {tlsFake} from './tls-fake.ts'

const event = (type: string, resourceVersion: string) => ({type, object: {metadata: {name: 'x', resourceVersion}}})

const lines = (...events: readonly unknown[]): Fault => ({
  is: 'answer',
  answer: {status: 200, type: 'application/json', body: events.map(each => `${JSON.stringify(each)}\n`).join('')},
})

const HANG: Fault = {is: 'hang'}

const watches = (fake: FakeApiServer, path: string): readonly SeenRequest[] =>
  fake.requests.filter(request => request.path === path && request.query.has('watch'))

/** Watches until `enough` changes were told, or all watches ended. */
const changesOf = async (
  fake: FakeApiServer,
  kinds: readonly Kind[],
  {enough = Number.POSITIVE_INFINITY, kubeconfig = '', secrets = true} = {},
): Promise<readonly Kind[]> => {
  const controller = new AbortController()
  const seen: Kind[] = []
  const source = sourceFor(kubeconfig || (await fake.kubeconfig('admin')), {secrets})
  const onChange = (kind: Kind) => {
    if (seen.push(kind) >= enough) controller.abort()
  }
  await source.watch?.(kinds, {signal: controller.signal, onChange})
  return seen
}

describe('watching a cluster', () => {
  afterEach(stopFakes)

  it('begins where the list stands, goes on where it ended, and takes bookmarks for no change', async () => {
    const {fake} = await tlsFake()
    const answers = [lines(event('MODIFIED', '1005'), event('BOOKMARK', '1009')), lines(event('DELETED', '1010'))]
    fake.fault = ({query, path}) => (query.has('watch') ? (answers[watches(fake, path).length - 1] ?? HANG) : undefined)
    expect(await changesOf(fake, ['core/configmaps'], {enough: 2})).to.deep.equal([
      'core/configmaps',
      'core/configmaps',
    ])
    const asked = watches(fake, '/api/v1/configmaps').map(({query}) => query)
    expect(asked.map(query => query.get('resourceVersion'))).to.deep.equal(['1000', '1009'])
    expect(asked[0]?.get('allowWatchBookmarks')).to.equal('true')
    expect(Number(asked[0]?.get('timeoutSeconds'))).to.be.within(1, 29)
  })

  it('asks for names and versions only, and leaves out what it may not see', async () => {
    const {fake} = await tlsFake()
    fake.fault = ({query}) => (query.has('watch') ? lines(event('ADDED', '1001')) : undefined)
    await changesOf(fake, ['core/secrets'], {enough: 1})
    const asked = fake.requests.filter(({path}) => path === '/api/v1/secrets')
    expect(asked.map(({headers}) => String(headers.accept))).to.satisfy((all: readonly string[]) =>
      all.every(accept => /;as=PartialObjectMetadata(List)?;/.test(accept)),
    )
    expect(asked.every(({query}) => query.get('fieldSelector') === 'type!=helm.sh/release.v1')).to.equal(true)
    const before = fake.requests.length
    expect(await changesOf(fake, ['core/secrets', 'core/events', 'core/pods'], {secrets: false})).to.deep.equal([])
    expect(fake.requests.slice(before).filter(({path}) => /secrets|events|pods/.test(path))).to.deep.equal([])
  })

  it('tells of a change where it cannot know, and begins anew', async () => {
    const {fake} = await tlsFake()
    const expired = {type: 'ERROR', object: {kind: 'Status', code: 410, reason: 'Expired'}}
    const gone: Fault = {is: 'answer', answer: status(410, {reason: 'Expired', message: 'too old resource version'})}
    const answers = [lines(expired), gone]
    fake.fault = ({query, path}) => (query.has('watch') ? (answers[watches(fake, path).length - 1] ?? HANG) : undefined)
    expect(await changesOf(fake, ['core/configmaps'], {enough: 2})).to.have.length(2)
    const lists = fake.requests.filter(({path, query}) => path === '/api/v1/configmaps' && !query.has('watch'))
    expect(lists).to.have.length(2)
    expect(lists[0]?.query.get('limit')).to.equal('1')
  })

  it('ends where nothing may be watched, where a kind is not served, and over HTTP/1.1', async () => {
    const {fake} = await tlsFake()
    const kubeconfig = await fake.user({name: 'nobody'})
    expect(await changesOf(fake, ['core/configmaps', 'core/nodes'], {kubeconfig})).to.deep.equal([])
    const refused = await tlsFake()
    refused.fake.fault = ({query}) =>
      query.has('watch')
        ? {is: 'answer', answer: status(403, {reason: 'Forbidden', message: 'you may not watch'})}
        : undefined
    expect(await changesOf(refused.fake, ['core/configmaps'])).to.deep.equal([])
    const old = await tlsFake({}, {http2: false})
    expect(await changesOf(old.fake, ['core/configmaps'])).to.deep.equal([])
    expect(watches(old.fake, '/api/v1/configmaps')).to.deep.equal([])
  })

  it('goes on after a broken connection, having told of a change', async () => {
    const {fake} = await tlsFake()
    const answers: readonly Fault[] = [
      {is: 'cut'},
      lines({kind: 'ConfigMapList', items: []}),
      lines(event('ADDED', '7')),
    ]
    fake.fault = ({query, path}) => (query.has('watch') ? (answers[watches(fake, path).length - 1] ?? HANG) : undefined)
    expect(await changesOf(fake, ['core/configmaps'], {enough: 2})).to.have.length(2)
    expect(watches(fake, '/api/v1/configmaps').length).to.equal(3)
  }).timeout(10_000)
})
