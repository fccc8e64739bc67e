import {spawnSync} from 'node:child_process'
import {existsSync, readdirSync, readFileSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect} from 'chai'

const FOLDER = import.meta.dirname
const ROOT = join(FOLDER, '..', '..')
const BLESS = process.env.UPDATE_GOLDEN === '1'

/** What a run must not depend on. */
const ENVIRONMENT = {PATH: process.env.PATH ?? '', HOME: '/nonexistent', LANG: 'C.UTF-8', COLUMNS: '100', TZ: 'UTC'}

/** Durations and versions change from run to run. */
const stable = (text: string): string =>
  text
    .replace(/\b\d+\.\d s$/gm, 'N s')
    .replace(/node-v[\d.]+|Node v[\d.]+/g, 'NODE')
    .replace(/\b(linux|darwin|win32)[-/](x64|arm64)\b/g, 'PLATFORM')
    .replaceAll(ROOT, '<root>')

/**
 * One folder per run of the built program: `run` is its command line (words as in a shell, without quotes), `stdin` what it
 * reads, `env` lines of NAME=value; `stdout`, `stderr` and `exit` what must come out. UPDATE_GOLDEN=1 writes what came out.
 */
const runCase = (folder: string) => {
  const text = (name: string) => (existsSync(join(folder, name)) ? readFileSync(join(folder, name), 'utf8') : '')
  const words = text('run')
    .trim()
    .split(/\s+/)
    .filter(word => word !== '')
  const env = Object.fromEntries(
    text('env')
      .split('\n')
      .filter(line => line.includes('='))
      .map(line => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
  )
  const {stdout, stderr, status} = spawnSync(process.execPath, [join(ROOT, 'bin', 'kubectl-pki.js'), ...words], {
    cwd: ROOT,
    env: {...ENVIRONMENT, ...env},
    input: text('stdin'),
    encoding: 'utf8',
  })
  const actual = {stdout: stable(stdout), stderr: stable(stderr), exit: `${status}\n`}
  if (BLESS) for (const [name, value] of Object.entries(actual)) writeFileSync(join(folder, name), value)
  return {actual, expected: {stdout: text('stdout'), stderr: text('stderr'), exit: text('exit')}}
}

const cases = readdirSync(FOLDER, {recursive: true, encoding: 'utf8'})
  .filter(name => /(^|[/\\])run$/.test(name))
  .map(name => name.replace(/[/\\]?run$/, ''))
  .sort()

describe('the built program', () => {
  for (const name of cases) {
    it(name.replaceAll('-', ' '), () => {
      const {actual, expected} = runCase(join(FOLDER, name))
      expect(actual).to.deep.equal(expected)
    })
  }

  it('leaves no stack trace anywhere', () => {
    const traces = cases.filter(name =>
      /^\s+at .*:\d+:\d+\)?$/m.test(readFileSync(join(FOLDER, name, 'stderr'), 'utf8')),
    )
    expect(traces).to.deep.equal([])
  })
})
