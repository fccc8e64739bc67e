import {expect} from 'chai'
import {configMaps, fakeOf, sourceFor, stopFakes} from './live-fake.ts'

describe('what is told of requests', () => {
  afterEach(stopFakes)

  const linesAt = async (verbosity: number): Promise<readonly string[]> => {
    const fake = await fakeOf()
    await fake.user({name: 'TOKEN-OF-JANE', clusterWide: [{apiGroups: ['*'], resources: ['*'], verbs: ['*']}]})
    const data = {key: Buffer.from('SECRET-VALUE').toString('base64')}
    fake.store.apply(...configMaps(2), {apiVersion: 'v1', kind: 'Secret', metadata: {namespace: 'a', name: 'b'}, data})
    const lines: string[] = []
    const kubeconfig = await fake.kubeconfig('TOKEN-OF-JANE')
    const source = sourceFor(kubeconfig, {verbosity, log: line => void lines.push(line)})
    await source.read({kinds: ['core/secrets', 'core/configmaps']})
    await source.review?.([{user: 'x', groups: [], verb: 'list', kind: 'core/secrets'}])
    const all = lines.join('\n')
    expect(all).to.not.contain('TOKEN-OF-JANE').and.not.contain('SECRET-VALUE').and.not.contain(data.key)
    return lines
  }

  it('is nothing below 6', async () => {
    expect(await linesAt(5)).to.deep.equal([])
  })

  it('is method, address, status and time from 6', async () => {
    const lines = await linesAt(6)
    expect(lines).to.have.length(6)
    for (const line of lines) expect(line).to.match(/^(GET|POST) http:\/\/127\.0\.0\.1:\d+\/\S+ 20[01] in \d+ ms$/)
  })

  it('is the headers too from 8, but no credentials', async () => {
    for (const verbosity of [8, 9, 10]) {
      const lines = await linesAt(verbosity)
      expect(lines).to.include('  > authorization: <masked>').and.include('  < content-type: application/json')
    }
  })

  it('is why a request failed', async () => {
    const fake = await fakeOf()
    fake.fault = ({earlier}) => (earlier === 0 ? {is: 'drop'} : undefined)
    const lines: string[] = []
    const source = sourceFor(await fake.kubeconfig('admin'), {verbosity: 6, log: line => void lines.push(line)})
    await source.read({kinds: []})
    expect(lines.filter(line => line.includes('dropped the connection in '))).to.have.length(3)
  })

  it('never obeys what a server sends', async () => {
    const fake = await fakeOf()
    fake.fault = () => ({
      is: 'answer',
      answer: {
        status: 404,
        type: 'application/json',
        headers: {'x-odd': 'caf\u00e9 \u009b31m red'},
        body: JSON.stringify({message: '\u001b[31m\u202e'}),
      },
    })
    const lines: string[] = []
    const source = sourceFor(await fake.kubeconfig('admin'), {verbosity: 8, log: line => void lines.push(line)})
    const error = await source.read({kinds: []}).catch(thrown => thrown)
    expect([...lines, error.message].join('')).to.not.match(/[\p{Cc}\p{Cf}]/u)
    expect(error.message).to.contain('\\u{1b}[31m\\u{202e}')
  })
})
