import {spawn, spawnSync} from 'node:child_process'
import {expect} from 'chai'
import {fakeOf, stopFakes} from '../sources/live/live-fake.ts'
import {PROGRAM} from './run-program.ts'

/** `script` of util-linux gives a program a terminal. */
const hasPty = spawnSync('script', ['-qec', 'true', '/dev/null']).status === 0

/** What a person sees on a terminal, control characters included. */
const onTerminal = (words: readonly string[]): Promise<string> =>
  new Promise(resolve => {
    const command = [process.execPath, PROGRAM, ...words].map(word => `'${word}'`).join(' ')
    const env = {PATH: process.env.PATH ?? '', HOME: '/nonexistent', LANG: 'C.UTF-8', TERM: 'xterm'}
    const child = spawn('script', ['-qec', `stty cols 80; ${command}`, '/dev/null'], {
      env,
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    let seen = ''
    child.stdout.setEncoding('utf8').on('data', chunk => (seen += chunk))
    child.on('close', () => resolve(seen))
  })

describe('progress on a terminal', () => {
  afterEach(stopFakes)

  it('is one line that comes when reading takes long, and vanishes', async function () {
    if (!hasPty) this.skip()
    this.timeout(30_000)
    const fake = await fakeOf()
    fake.fault = ({path, query}) =>
      /secrets|configmaps|services/.test(path) && !query.has('watch') ? {is: 'delay', milliseconds: 1500} : undefined
    const kubeconfig = await fake.kubeconfig('admin')
    const seen = await onTerminal(['doctor', 'certificate', 'trust', '--kubeconfig', kubeconfig, '--fail-on', 'none'])
    expect(seen).to.match(/\r\u001b\[K\d+\/\d+ kinds, \d+ objects: [a-z]+/)
    const [before = '', after = ''] = seen.split('fake (live)')
    expect(before.endsWith('\r\u001b[K')).to.equal(true)
    expect(after).not.to.contain(' kinds, ')
  })

  it('is not there where nobody looks', async function () {
    this.timeout(30_000)
    const fake = await fakeOf()
    fake.fault = ({path}) => (/configmaps/.test(path) ? {is: 'delay', milliseconds: 1200} : undefined)
    const kubeconfig = await fake.kubeconfig('admin')
    const child = spawn(process.execPath, [PROGRAM, 'doctor', 'trust', '--kubeconfig', kubeconfig, '--fail-on', 'none'])
    let said = ''
    child.stderr.setEncoding('utf8').on('data', chunk => (said += chunk))
    child.stdout.setEncoding('utf8').on('data', chunk => (said += chunk))
    await new Promise(resolve => child.on('close', resolve))
    expect(said).to.contain('fake (live)')
    expect(said).not.to.match(/ kinds, |\u001b|\r/)
  })
})
