import {expect} from 'chai'
import {KINDS, type Kind} from '../../../src/core/kube/kind.ts'
import {status} from '../../support/fake-answers.ts'
import type {FakeApiServer, SeenRequest} from '../../support/fake-api-server.ts'
import type {Fault} from '../../support/fake-faults.ts'
import {seeded} from '../../support/random.ts'
import {configMaps, fakeOf, namesOf, readFake, rejection, sourceFor, stopFakes} from './live-fake.ts'
import {tlsFake} from './tls-fake.ts'

const MAPS: Kind = 'core/configmaps'
const PATH = '/api/v1/configmaps'

const html: Fault = {
  is: 'answer',
  answer: {status: 200, type: 'text/html', body: '<html><title>Log in to \u001b[31mCorp</title></html>'},
}

const refusal = (code: number, headers: Record<string, string> = {}): Fault => ({
  is: 'answer',
  answer: {...status(code, {reason: 'InternalError', message: 'it is on fire'}), headers},
})

/** A fake with 50 ConfigMaps, of which lists of ConfigMaps go wrong in some way. */
const failing = async (fault: (request: SeenRequest) => Fault | undefined, tls = false): Promise<FakeApiServer> => {
  const fake = tls ? (await tlsFake()).fake : await fakeOf()
  fake.store.apply(...configMaps(50))
  fake.fault = request => (request.path === PATH ? fault(request) : undefined)
  return fake
}

const lists = (fake: FakeApiServer): readonly SeenRequest[] => fake.requests.filter(({path}) => path === PATH)

const all = configMaps(50).map(({metadata}) => metadata.name)

describe('faults of the API server', () => {
  afterEach(stopFakes)

  for (const tls of [false, true]) {
    const over = tls ? 'HTTP/2' : 'HTTP/1.1'

    for (const [what, fault] of [
      ['drops the connection', {is: 'drop'}],
      ['drops the connection in the middle of a page', {is: 'cut'}],
      ['sends half of the JSON', {is: 'truncate'}],
      ['fails', refusal(500)],
      ['is overloaded', refusal(429, {'retry-after': '0'})],
    ] as const satisfies readonly (readonly [string, Fault])[]) {
      it(`reads every page once where ${over} ${what} now and then`, async () => {
        const fake = await failing(({earlier}) => (earlier % 3 === 1 ? fault : undefined), tls)
        const snapshot = await readFake(fake, {kinds: [MAPS]}, {pageSize: 10})
        expect(namesOf(snapshot, MAPS)).to.deep.equal(all)
        expect(snapshot.coverage).to.deep.equal([{kind: MAPS, world: 'closed'}])
        expect(lists(fake).length).to.be.within(6, 9)
      })
    }

    it(`asks for pages where ${over} does not bring a list in one answer`, async () => {
      const fake = await failing(({query}) => (query.has('limit') ? undefined : {is: 'cut'}), tls)
      const snapshot = await readFake(fake, {kinds: [MAPS]}, {pageSize: 0})
      expect(namesOf(snapshot, MAPS)).to.deep.equal(all)
      expect(lists(fake).map(({query}) => query.get('limit'))).to.deep.equal([null, '500'])
    })

    it(`gives one kind up where ${over} falls silent, and reads the others`, async () => {
      const fake = await failing(() => ({is: 'hang'}), tls)
      const from = performance.now()
      const snapshot = await readFake(fake, {kinds: [MAPS, 'core/nodes']}, {requestTimeoutSeconds: 0.3, pageSize: 10})
      expect(snapshot.coverage).to.deep.equal([
        {
          kind: MAPS,
          world: 'none',
          because: {
            reason: 'unreachable',
            detail: `the API server at 127.0.0.1:${fake.port} did not answer within 0.3 s`,
          },
        },
        {kind: 'core/nodes', world: 'closed'},
      ])
      expect(performance.now() - from).to.be.below(3000)
    })
  }

  it('goes over to a new connection when the server wants that', async () => {
    const fake = await failing(({earlier}) => (earlier % 2 === 0 ? {is: 'goaway'} : undefined), true)
    const snapshot = await readFake(fake, {kinds: [MAPS]}, {pageSize: 10})
    expect(namesOf(snapshot, MAPS)).to.deep.equal(all)
    expect(new Set(lists(fake).map(({connection}) => connection)).size).to.be.above(1)
  })

  it('gives a kind up that always fails, and says what was said', async () => {
    const fake = await failing(() => refusal(500, {'retry-after': '0'}))
    const snapshot = await readFake(fake, {kinds: [MAPS]})
    const because = {reason: 'unreachable', detail: 'the list failed: it is on fire'}
    expect(snapshot.coverage).to.deep.equal([{kind: MAPS, world: 'none', because}])
    expect(snapshot.objects).to.deep.equal([])
  })

  it('keeps nothing of a list that did not come to its end', async () => {
    const fake = await failing(({query}) => (query.has('continue') ? refusal(404) : undefined))
    fake.fault = ({path, query}) => (path === PATH && query.has('continue') ? refusal(400) : undefined)
    const snapshot = await readFake(fake, {kinds: [MAPS]}, {pageSize: 10})
    expect(snapshot.objects).to.deep.equal([])
    expect(snapshot.coverage[0]?.world).to.equal('none')
  })

  it('goes on with the token of a 410, once for each page', async () => {
    const fake = await failing(() => undefined)
    let pages = 0
    const source = sourceFor(await fake.kubeconfig('admin'), {pageSize: 10})
    const snapshot = await source.read(
      {kinds: [MAPS]},
      {
        onProgress: () => {
          pages += 1
          if (pages <= 3) fake.store.compact()
        },
      },
    )
    expect(namesOf(snapshot, MAPS)).to.deep.equal(all)
    expect(lists(fake)).to.have.length(8)
  })

  it('asks for everything anew where 410 brings no token, and sees nothing twice', async () => {
    const gone: Fault = {is: 'answer', answer: status(410, {reason: 'Expired', message: 'too old'})}
    const fake = await failing(({query}) => (query.has('continue') ? gone : undefined))
    const snapshot = await readFake(fake, {kinds: [MAPS]}, {pageSize: 10})
    expect(namesOf(snapshot, MAPS)).to.deep.equal(all)
    expect(lists(fake).map(({query}) => query.get('limit'))).to.deep.equal(['10', '10', null])
  })

  it('comes to an end where every token is too old', async () => {
    const again: Fault = {
      is: 'answer',
      answer: status(410, {
        reason: 'Expired',
        message: 'too old',
        metadata: {continue: 'eyJydiI6LTEsInN0YXJ0IjoiYXBwL20ifQ'},
      }),
    }
    const fake = await failing(({query}) => (query.has('limit') ? (query.has('continue') ? again : undefined) : again))
    const snapshot = await readFake(fake, {kinds: [MAPS]}, {pageSize: 10})
    const because = {reason: 'unreachable', detail: 'the list is too old as soon as it is asked for'}
    expect(snapshot.coverage).to.deep.equal([{kind: MAPS, world: 'none', because}])
    expect(lists(fake).length).to.be.below(6)
  })

  it('comes to an end where the token of a page is that of the page before', async () => {
    const body = JSON.stringify({kind: 'ConfigMapList', metadata: {continue: 'same'}, items: []})
    const fake = await failing(() => ({is: 'answer', answer: {status: 200, type: 'application/json', body}}))
    const snapshot = await readFake(fake, {kinds: [MAPS]})
    expect(snapshot.coverage[0]).to.deep.include({because: {reason: 'unreachable', detail: 'the list does not get on'}})
  })

  it('says that a web page came instead of JSON: of one kind, or of all', async () => {
    const fake = await failing(() => html)
    const [coverage] = (await readFake(fake, {kinds: [MAPS]})).coverage
    expect(coverage).to.deep.include({
      because: {
        reason: 'unreadable',
        detail: `what answers at 127.0.0.1:${fake.port} answers with a web page titled "Log in to \\u{1b}[31mCorp"`,
      },
    })
    fake.fault = () => html
    const error = await rejection(readFake(fake, {kinds: [MAPS]}))
    expect(error).to.include({code: 'E_ANSWER_UNREADABLE', exit: 3})
    expect(error.message).to.contain('titled "Log in to')
  })

  it('does not follow who sends it elsewhere', async () => {
    const fake = await fakeOf()
    const headers = {location: 'https://login.example.com/?next=x'}
    fake.fault = () => ({is: 'answer', answer: {status: 302, type: 'text/html', headers, body: ''}})
    const error = await rejection(readFake(fake, {kinds: [MAPS]}))
    expect(error.message).to.contain('sends us elsewhere to login.example.com (302)')
  })

  it('says that what answers is no API server', async () => {
    const fake = await fakeOf()
    fake.fault = () => ({is: 'answer', answer: {status: 404, type: 'text/plain', body: 'nothing here'}})
    const error = await rejection(readFake(fake, {kinds: [MAPS]}))
    expect(error).to.include({code: 'E_CLUSTER_UNREACHABLE', exit: 3})
    expect(error.message).to.contain('the API server answered 404: nothing here')
    fake.fault = () => ({is: 'answer', answer: {status: 200, type: 'application/json', body: '{"hello":"world"}'}})
    expect((await rejection(readFake(fake, {kinds: [MAPS]}))).code).to.equal('E_ANSWER_UNREADABLE')
  })

  it('ends as it should when the API server dies in the middle', async () => {
    for (const tls of [false, true]) {
      const fake = await failing(() => undefined, tls)
      const source = sourceFor(await fake.kubeconfig('admin'), {pageSize: 10})
      const snapshot = await source.read(
        {kinds: [MAPS, 'core/secrets']},
        {onProgress: ({objects}) => objects >= 20 && fake.kill()},
      )
      const maps = snapshot.coverage.find(({kind}) => kind === MAPS)
      expect(maps?.world).to.equal('none')
      expect(namesOf(snapshot, MAPS)).to.deep.equal([])
    }
  }).timeout(20_000)

  it('reads on when the API server comes back', async () => {
    const fake = await failing(() => undefined)
    const {port} = fake
    const kubeconfig = await fake.kubeconfig('admin')
    let killed = false
    const snapshot = await sourceFor(kubeconfig, {pageSize: 10}).read(
      {kinds: [MAPS]},
      {
        onProgress: () => {
          if (killed) return
          killed = true
          fake.kill()
          setTimeout(() => fake.listen(port), 300)
        },
      },
    )
    expect(namesOf(snapshot, MAPS)).to.deep.equal(all)
  })

  for (const share of [1, 30]) {
    it(`sees all of a kind or says why not where ${share} % of all requests fail or hang`, async () => {
      const kinds = KINDS.map(({kind}) => kind)
      const random = seeded(share)
      for (const tls of [true, false]) {
        const fake = await failing(() => undefined, tls)
        fake.fault = () =>
          random(100) >= share
            ? undefined
            : ([{is: 'hang'}, {is: 'drop'}, {is: 'cut'}, refusal(503)] as const)[random(4)]
        const options = {requestTimeoutSeconds: 0.3, pageSize: 10}
        const snapshot = await readFake(fake, {kinds}, options).catch(error => {
          expect(error).to.include({exit: 3})
          return undefined
        })
        if (snapshot === undefined) continue
        const maps = snapshot.coverage.find(({kind}) => kind === MAPS)
        expect(namesOf(snapshot, MAPS)).to.deep.equal(maps?.world === 'closed' ? all : [])
        expect(snapshot.coverage.map(({kind}) => kind)).to.deep.equal(kinds)
        for (const each of snapshot.coverage)
          if (each.world === 'none') expect(each.because.reason).to.match(/unreachable|unreadable/)
      }
    }).timeout(60_000)
  }

  it('judges by the time of the server, however wrong our clock is', async () => {
    const fake = await failing(() => undefined)
    fake.clockOffsetSeconds = -86_400
    const snapshot = await readFake(fake, {kinds: [MAPS]})
    expect(snapshot.clockSkewSeconds).to.be.within(86_398, 86_402)
    expect(Math.abs(Date.parse(snapshot.takenAt) + 86_400_000 - Date.now())).to.be.below(5000)
  })

  it('ends at once with the reason of a signal, and in a sentence with the time of the run', async () => {
    const fake = await failing(() => ({is: 'hang'}))
    const source = sourceFor(await fake.kubeconfig('admin'))
    const controller = new AbortController()
    const reason = new DOMException('interrupted', 'AbortError')
    setTimeout(() => controller.abort(reason), 200)
    expect(await rejection(source.read({kinds: [MAPS]}, {signal: controller.signal}))).to.equal(reason)
    const late = await rejection(source.read({kinds: [MAPS]}, {signal: AbortSignal.timeout(200)}))
    expect(late).to.include({code: 'E_TIMEOUT', exit: 5})
    fake.fault = () => ({is: 'hang'})
    const unmet = sourceFor(await fake.kubeconfig('admin')).read({kinds: [MAPS]}, {signal: AbortSignal.timeout(200)})
    expect((await rejection(unmet)).code).to.equal('E_TIMEOUT')
  })
})
