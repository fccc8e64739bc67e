import {spawn} from 'node:child_process'
import {once} from 'node:events'
import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import path from 'node:path'
import {expect} from 'chai'
import {withBuildLock} from './build-lock.ts'

const module = new URL('./build-lock.ts', import.meta.url)

/** A process that notes when it has the lock and when it gives it back. */
const contender = (lock: string, notes: string) => {
  const script = `
    import {appendFileSync} from 'node:fs'
    import {withBuildLock} from '${module}'
    await withBuildLock('${lock}', () => undefined, async () => {
      appendFileSync('${notes}', 'in ')
      await new Promise(resolve => setTimeout(resolve, 100))
      appendFileSync('${notes}', 'out ')
    })`
  return once(spawn(process.execPath, ['--input-type=module', '-e', script], {stdio: 'inherit'}), 'exit')
}

describe('build lock', () => {
  let folder: string

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'build-lock-'))
  })

  afterEach(() => rmSync(folder, {recursive: true}))

  it('lets one process at a time in', async () => {
    const notes = path.join(folder, 'notes')
    await Promise.all([1, 2, 3].map(() => contender(path.join(folder, 'lock'), notes)))
    expect(readFileSync(notes, 'utf8')).to.equal('in out in out in out ')
  })

  it('takes over what a dead process left, and is gone after a failure too', async () => {
    const lock = path.join(folder, 'lock')
    const dead = spawn(process.execPath, ['-e', ''])
    await once(dead, 'exit')
    writeFileSync(lock, String(dead.pid))
    const failing = withBuildLock(
      lock,
      () => undefined,
      () => Promise.reject(new Error('no compiler')),
    )
    expect((await failing.catch(error => error)).message).to.equal('no compiler')
    let waited = false
    const again = await withBuildLock(
      lock,
      () => (waited = true),
      async () => 'built',
    )
    expect([again, waited]).to.deep.equal(['built', false])
  })
})
