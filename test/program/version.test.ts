import {readFileSync} from 'node:fs'
import {join} from 'node:path'
import {Ajv2020} from 'ajv/dist/2020.js'
import {expect} from 'chai'
import {parse} from 'yaml'
import type {VersionDocument} from '../../src/core/version-document.ts'
import {sayVersions} from '../../src/render/say/versions.ts'
import {runProgram} from './run-program.ts'

const ROOT = join(import.meta.dirname, '..', '..')
const EXAMPLE = join(ROOT, 'examples', 'goldentooth.snapshot.json')
const schema = JSON.parse(readFileSync(join(ROOT, 'schemas', 'version.v1.json'), 'utf8'))
const validate = new Ajv2020({strict: true}).compile(schema)

const versionOf = async (...words: readonly string[]): Promise<VersionDocument> => {
  const [json, yaml] = await Promise.all(
    ['json', 'yaml'].map(format => runProgram(['version', ...words, '-o', format])),
  )
  const document = JSON.parse(json?.stdout ?? '')
  expect(parse(yaml?.stdout ?? '')).to.deep.equal(document)
  validate(document)
  expect(validate.errors ?? []).to.deep.equal([])
  return document
}

describe('version -o json', function () {
  this.timeout(30_000)

  it('says what this client is and reads, without a server', async () => {
    const document = await versionOf('--client')
    const {version} = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'))
    expect(document.clientVersion).to.include({gitVersion: `v${version}`, node: process.version})
    expect(document.madeFor.kubernetes).to.deep.equal({oldest: '1.31', newest: '1.37'})
    expect(document.kinds).to.deep.include({group: 'cert-manager.io', kind: 'Certificate', versions: ['v1']})
    expect(document.kinds).to.deep.include({group: '', kind: 'Secret', versions: ['v1']})
    expect(document).to.not.have.any.keys('serverVersion', 'components')
  })

  it('says what the server and the controllers are, where kubectl says it', async () => {
    const {serverVersion, components} = await versionOf('--snapshot', EXAMPLE)
    expect(serverVersion).to.deep.equal({gitVersion: 'v1.36.4'})
    const found = components?.known === true ? components.value : []
    expect(found.map(({component}) => component)).to.include.members(['cert-manager', 'trust-manager', 'step-ca'])
    for (const {version} of found) expect(version).to.match(/^v?\d+\.\d+\.\d+$/)
  })

  it('says what this client is before why the server cannot be asked, and fails', async () => {
    for (const format of ['text', 'json', 'yaml']) {
      const [alone, whole] = await Promise.all([
        runProgram(['version', '-o', format, '--kubeconfig', '/there/is/none']),
        runProgram(['version', '-o', format, '--client']),
      ])
      expect(alone.exit, format).to.equal(3)
      expect(alone.stdout, format).to.equal(whole.stdout)
      expect(alone.stderr, format).to.match(/^error: there is no kubeconfig \/there\/is\/none/)
    }
  })

  it('has a schema that refuses another shape', () => {
    expect(validate({schema: 'kubectl-pki/version.v1', clientVersion: {gitVersion: 'v1'}})).to.equal(false)
  })

  it('marks what is older or newer than what it was made for, and nothing else', () => {
    const component = (name: string, version: string) => ({component: name, version, where: 'x/x'})
    const lines = sayVersions({
      schema: 'kubectl-pki/version.v1',
      clientVersion: {gitVersion: 'v0.1.0', node: 'v22.0.0', platform: 'linux/x64'},
      madeFor: {kubernetes: {oldest: '1.31', newest: '1.37'}},
      kinds: [],
      serverVersion: {gitVersion: 'v1.30.4+k3s1'},
      components: {
        known: true,
        value: [
          component('cert-manager', 'v1.22.0'),
          component('trust-manager', 'v0.24.9'),
          component('step-ca', '9.9.9'),
          component('approver-policy', 'main'),
        ],
      },
    }).split('\n')
    const marked = lines.filter(line => line.includes('made for'))
    expect(marked).to.have.length(2)
    expect(marked[0]).to.equal('Server Version: v1.30.4+k3s1  (older than what this client was made for)')
    expect(marked[1]).to.match(/^cert-manager .*newer/)
  })
})
