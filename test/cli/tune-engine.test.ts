import {spawnSync} from 'node:child_process'
import {join} from 'node:path'
import {expect} from 'chai'

const SECONDS = 3

describe('the tuning of the engine', function () {
  this.timeout(30_000)

  it('may come while V8 compiles on other threads', () => {
    const script = join(import.meta.dirname, 'tune-while-compiling.ts')
    const {status, signal, stdout, stderr} = spawnSync(process.execPath, ['--no-warnings', script, `${SECONDS}`], {
      encoding: 'utf8',
    })
    expect({status, signal}, stderr).to.deep.equal({status: 0, signal: null})
    expect(Number(stdout.split(' ')[0]), 'functions compiled').to.be.greaterThan(20)
  })
})
