import {spawn} from 'node:child_process'
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {pathToFileURL} from 'node:url'
import {expect} from 'chai'
import {EXIT} from '../../src/core/errors.ts'
import {fakeOf, stopFakes} from '../sources/live/live-fake.ts'
import {PROGRAM, runProgram} from './run-program.ts'

const EXAMPLE = join(import.meta.dirname, '..', '..', 'examples', 'goldentooth.snapshot.json')

/** Loaded before the program, it makes one rule throw: the built file is read with a mistake in it. */
const MISTAKE = `import {registerHooks} from 'node:module'
registerHooks({
  load(url, context, next) {
    const loaded = next(url, context)
    if (!url.includes('/dist/')) return loaded
    const source = String(loaded.source)
    const at = source.indexOf('check(', source.indexOf('id: "PKI602"'))
    if (!source.includes('id: "PKI602"')) return loaded
    const body = source.indexOf('{\\n', at) + 1
    return {...loaded, source: source.slice(0, body) + 'throw new TypeError("it is broken");' + source.slice(body)}
  },
})`

/** Reads the first bytes of what the program prints and goes away, as `head` does. */
const head = (words: readonly string[]): Promise<{readonly exit: number | null; readonly stderr: string}> =>
  new Promise(resolve => {
    const child = spawn(process.execPath, [PROGRAM, ...words], {stdio: ['ignore', 'pipe', 'pipe']})
    let stderr = ''
    child.stdout.once('data', () => child.stdout.destroy())
    child.stderr.setEncoding('utf8').on('data', chunk => (stderr += chunk))
    child.on('close', exit => resolve({exit, stderr}))
  })

describe('a run that ends early or in part', function () {
  this.timeout(60_000)
  afterEach(stopFakes)

  it('tells of a rule that crashed, prints all the others, and exits with 70', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'program-crash-'))
    writeFileSync(join(folder, 'mistake.mjs'), MISTAKE)
    const nodeArguments = ['--import', pathToFileURL(join(folder, 'mistake.mjs')).href]
    const words = ['doctor', '--snapshot', EXAMPLE, '--fail-on', 'none']
    const [text, json] = await Promise.all([
      runProgram(words, {nodeArguments}),
      runProgram([...words, '-o', 'json'], {nodeArguments}),
    ])
    rmSync(folder, {recursive: true})
    expect([text.exit, json.exit]).to.deep.equal([EXIT.bug, EXIT.bug])
    expect(text.stdout).to.match(/PKI602 failed, which is our mistake, [\s\S]*it is broken/)
    expect(text.stdout)
      .to.match(/^✗ PKI402 /m)
      .and.not.match(/^✗ PKI602 {2}/m)
    expect(text.stdout + text.stderr).to.not.match(/^\s+at /m)
    const {rules, findings} = JSON.parse(json.stdout)
    const broken = rules.filter(({outcome}: {outcome: string}) => outcome === 'crashed')
    expect(broken.map(({rule}: {rule: string}) => rule)).to.deep.equal(['PKI602'])
    expect(findings.length).to.be.above(20)
  })

  it('is quiet where the reader goes away, and exits as it would have', async () => {
    const runs = await Promise.all([
      head(['doctor', '--snapshot', EXAMPLE, '-o', 'json']),
      head(['doctor', '--snapshot', EXAMPLE, '--fail-on', 'none']),
      head(['snapshot', 'save', '-', '--snapshot', EXAMPLE]),
    ])
    expect(runs.map(({exit}) => exit)).to.deep.equal([EXIT.findings, EXIT.fine, EXIT.fine])
    for (const {stderr} of runs) expect(stderr).to.not.match(/error|EPIPE|^\s+at /im)
  })

  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    it(`is quiet where it is ended by ${name} in the middle of a list, and exits with 130`, async () => {
      const fake = await fakeOf()
      fake.fault = ({path}) => (/\/(secrets|configmaps)$/.test(path) ? {is: 'hang'} : undefined)
      const kubeconfig = await fake.kubeconfig('admin')
      const ended = await runProgram(['doctor', '--kubeconfig', kubeconfig, '-v', '6'], {
        onceSaid: {name, text: '/version'},
      })
      expect({exit: ended.exit, signal: ended.signal, stdout: ended.stdout}).to.deep.equal({
        ...{exit: EXIT.interrupted, signal: null, stdout: ''},
      })
      expect(ended.stderr).to.not.match(/^(error|\s+at )/m)
    })
  }
})
