import {readFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect} from 'chai'
import {complete} from '../../../src/cli/completion/complete.ts'
import {rules} from '../../../src/rules/index.ts'
import {fakeOf, stopFakes} from '../../sources/live/live-fake.ts'

const SURFACE = JSON.parse(readFileSync(join(import.meta.dirname, '..', '..', '..', 'oclif.manifest.json'), 'utf8'))

interface Answer {
  readonly values: readonly string[]
  readonly directive: number
}

const ask = async (words: readonly string[], signal = AbortSignal.timeout(5000)): Promise<Answer> => {
  const lines = (await complete(words, SURFACE, signal)).trimEnd().split('\n')
  const values = lines.slice(0, -1).map(line => line.split('\t')[0] ?? '')
  return {values, directive: Number(lines.at(-1)?.slice(1))}
}

const NO_FILES = 4

describe('completion', () => {
  afterEach(stopFakes)

  it('knows commands, also below a topic', async () => {
    expect((await ask([''])).values).to.include.members(['doctor', 'completion', 'snapshot', 'version'])
    expect(await ask(['do'])).to.deep.equal({values: ['doctor'], directive: NO_FILES})
    expect(await ask(['snapshot', ''])).to.deep.equal({values: ['save'], directive: NO_FILES})
    expect(await ask(['nothing', ''])).to.deep.equal({values: [], directive: NO_FILES})
    expect(await complete(['doc'], SURFACE, AbortSignal.timeout(5000))).to.match(/^doctor\tFind what is wrong/)
  })

  it('knows flags, and values of flags in both ways to write them', async () => {
    expect((await ask(['doctor', '--'])).values).to.include.members(['--output', '--no-secrets', '--as-group'])
    expect((await ask(['doctor', '--out'])).values).to.deep.equal(['--output'])
    expect((await ask(['doctor', '-o', 'js'])).values).to.deep.equal(['json'])
    expect((await ask(['doctor', '--output=js'])).values).to.deep.equal(['--output=json'])
    expect((await ask(['doctor', '--', '--out'])).values).to.deep.equal([])
    expect((await ask(['doctor', '--timeout', ''])).values).to.deep.equal([])
    expect((await ask(['doctor', '--nonsense=x'])).values).to.deep.equal([])
  })

  it('knows rules by id, by name and by category', async () => {
    const ids = rules.map(({id}) => id)
    expect((await ask(['doctor', ''])).values).to.include.members([...ids, 'approval'])
    expect((await ask(['doctor', 'approval', 'PKI302'])).values).to.deep.equal(['PKI302'])
    expect((await ask(['explain', 'approval/policy-u'])).values).to.deep.equal(['approval/policy-unbound'])
    expect((await ask(['doctor', '--strict', '--ignore', 'PKI30'])).values).to.have.length.above(5)
    expect((await ask(['doctor', '--category', 'app'])).values).to.deep.equal(['approval'])
  })

  it('leaves files and folders to the shell', async () => {
    expect(await ask(['doctor', '-f', './cl'])).to.deep.equal({values: [], directive: 0})
    expect(await ask(['doctor', '--kubeconfig=x'])).to.deep.equal({values: [], directive: 0})
    expect(await ask(['doctor', '-k', ''])).to.deep.equal({values: [], directive: 16})
    expect(await ask(['snapshot', 'save', 'x'])).to.deep.equal({values: [], directive: 0})
    expect(await ask(['inspect', './web.p'])).to.deep.equal({values: [], directive: 0})
  })

  it('knows contexts, also in a list of them', async () => {
    const file = await (await fakeOf()).kubeconfig('admin')
    const config = ['doctor', '--kubeconfig', file]
    expect((await ask([...config, '--context', ''])).values).to.deep.equal(['fake'])
    expect((await ask([...config, '--contexts', 'prod,f'])).values).to.deep.equal(['prod,fake'])
    expect((await ask([...config, '--contexts=prod,f'])).values).to.deep.equal(['--contexts=prod,fake'])
    expect((await ask([...config, '--user', 'a'])).values).to.deep.equal(['admin'])
    expect((await ask(['doctor', '--kubeconfig', '/nonexistent', '--context', ''])).values).to.deep.equal([])
  })

  it('knows the names in a cluster, and asks for nothing but metadata', async () => {
    const fake = await fakeOf()
    const config = ['--kubeconfig', await fake.kubeconfig('admin')]
    fake.store.apply(
      ...['shop', 'web', 'we$(ird)'].map(name => ({apiVersion: 'v1', kind: 'Namespace', metadata: {name}})),
      {apiVersion: 'v1', kind: 'Secret', metadata: {name: 'web-tls', namespace: 'shop'}},
      {apiVersion: 'v1', kind: 'Secret', metadata: {name: 'own-tls', namespace: 'default'}},
      {apiVersion: 'v1', kind: 'ServiceAccount', metadata: {name: 'pki', namespace: 'shop'}},
    )
    expect((await ask(['doctor', ...config, '-n', ''])).values).to.deep.equal(['shop', 'web'])
    expect((await ask(['inspect', ...config, 'secret/'])).values).to.deep.equal(['secret/own-tls'])
    expect((await ask(['inspect', ...config, '-n', 'shop', 'secret/w'])).values).to.deep.equal(['secret/web-tls'])
    expect((await ask(['inspect', ...config, '-nshop', 'secrets', ''])).values).to.deep.equal(['web-tls'])
    expect(await ask(['inspect', ...config, 'sec'])).to.deep.equal({values: ['secret/'], directive: 6})
    const paths = fake.requests.map(({path}) => path)
    expect(paths).to.deep.equal([
      '/api/v1/namespaces',
      '/api/v1/namespaces/default/secrets',
      '/api/v1/namespaces/shop/secrets',
      '/api/v1/namespaces/shop/secrets',
    ])
    expect(fake.requests.every(({headers}) => /PartialObjectMetadataList/.test(String(headers.accept)))).to.equal(true)
  })

  it('gives up quietly where nobody answers in time, or nobody may list', async () => {
    const fake = await fakeOf()
    const nobody = await fake.user({name: 'nobody'})
    expect((await ask(['doctor', '--kubeconfig', nobody, '-n', ''])).values).to.deep.equal([])
    fake.fault = () => ({is: 'hang'})
    const begun = performance.now()
    const late = ask(['doctor', '--kubeconfig', await fake.kubeconfig('admin'), '-n', ''], AbortSignal.timeout(200))
    expect((await late).values).to.deep.equal([])
    expect(performance.now() - begun).to.be.below(900)
  })
})
