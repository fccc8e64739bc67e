import {spawnSync} from 'node:child_process'
import {mkdtempSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import path from 'node:path'
import {fileURLToPath} from 'node:url'
import {expect} from 'chai'

const root = fileURLToPath(new URL('../..', import.meta.url))
const mocha = path.join(root, 'node_modules/mocha/bin/mocha.js')

const runWithoutGo = (cache: string, env: Record<string, string>) => {
  const args = [mocha, '--config', 'test/cluster/mocharc.json', 'test/cluster/kubelet.test.ts']
  return spawnSync(process.execPath, args, {cwd: root, encoding: 'utf8', env: {KUBECTL_PKI_BED_CACHE: cache, ...env}})
}

describe('a machine without Go', () => {
  let cache: string

  before(() => {
    cache = mkdtempSync(path.join(tmpdir(), 'no-programs-'))
  })

  after(() => rmSync(cache, {recursive: true}))

  it('skips the suites, says what was not proved, and ends well', () => {
    const run = runWithoutGo(cache, {})
    expect(run.status).to.equal(0)
    expect(run.stdout)
      .to.match(/\d+ pending/)
      .and.not.match(/[1-9]\d* passing/)
    const line = 'NOT PROVED on a real control plane, because Go is not installed: played kubelets'
    expect(run.stderr.split('\n')).to.include(line)
  })

  it('fails where a control plane is required', () => {
    const run = runWithoutGo(cache, {KUBECTL_PKI_BED: 'required'})
    expect(run.status).to.equal(1)
    expect(run.stdout).to.contain('KUBECTL_PKI_BED=required, but Go is not installed')
  })
})
