import {type ChildProcess, spawn} from 'node:child_process'
import {once} from 'node:events'
import {existsSync, readdirSync, rmSync} from 'node:fs'
import {createInterface} from 'node:readline'
import {expect} from 'chai'
import {isAlive} from './bed/build/build-lock.ts'
import {waitFor} from './bed/wait-for.ts'
import {describeWithPrograms} from './describe-on-bed.ts'

interface Seen {
  readonly folder: string
  readonly logs: string
  readonly pids: readonly number[]
}

const startBed = new URL('./bed/start-bed.ts', import.meta.url)
const report =
  'const seen = {folder: bed.ground.folder, logs: bed.logs, pids: bed.ground.processes.map(one => one.pid)}; console.log(JSON.stringify(seen))'

/** A program of its own that has a bed, says what it stands on, and then does as it is told. */
const runBed = async (
  folders: string[],
  then: string,
): Promise<{child: ChildProcess; seen: Seen; errors: () => string}> => {
  const script = `import {startBed, withBed} from '${startBed}'; await withBed({}, async bed => { ${report}; ${then} })`
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {stdio: ['ignore', 'pipe', 'pipe']})
  let errors = ''
  child.stderr.on('data', chunk => {
    errors += chunk
  })
  const [line] = await Promise.race([
    once(createInterface({input: child.stdout}), 'line'),
    once(child, 'exit').then(() => expect.fail(`it ended before its bed was up: ${errors}`)),
  ])
  const seen = JSON.parse(line) as Seen
  folders.push(seen.folder)
  return {child, seen, errors: () => errors}
}

const allGone = (seen: Seen): Promise<boolean> =>
  waitFor('all processes to be gone', () => seen.pids.every(pid => !isAlive(pid)), {seconds: 10, every: 20})

describeWithPrograms('what a bed leaves behind', {}, () => {
  const folders: string[] = []

  after('the logs that were kept', () => {
    for (const folder of folders) rmSync(folder, {recursive: true, force: true})
  })

  it('is nothing when all went well', async () => {
    const {child, seen} = await runBed(folders, '')
    await once(child, 'exit')
    expect(child.exitCode).to.equal(0)
    expect(seen.pids).to.have.length(4)
    expect(seen.pids.some(isAlive)).to.equal(false)
    expect(existsSync(seen.folder)).to.equal(false)
  })

  it('is its logs, named, when the work on it throws', async () => {
    const {child, seen, errors} = await runBed(folders, "throw new Error('as a test does')")
    await once(child, 'exit')
    expect(child.exitCode).to.equal(1)
    expect(seen.pids.some(isAlive)).to.equal(false)
    expect(readdirSync(seen.folder)).to.deep.equal(['logs'])
    expect(readdirSync(seen.logs)).to.include.members(['etcd.log', 'kube-apiserver.log'])
    expect(errors()).to.contain(`logs are kept in ${seen.logs}`).and.contain('as a test does')
  })

  for (const signal of ['SIGKILL', 'SIGINT', 'SIGTERM'] as const) {
    it(`is its logs when its owner gets ${signal}`, async () => {
      const {child, seen} = await runBed(folders, 'await new Promise(resolve => setTimeout(resolve, 600_000))')
      expect(seen.pids.every(isAlive)).to.equal(true)
      child.kill(signal)
      await once(child, 'exit')
      await allGone(seen)
      await waitFor('keys and data to be removed', () => readdirSync(seen.folder).join() === 'logs', {seconds: 10})
    })
  }

  it('is no process when the keeper itself is killed', async () => {
    const work = "const keeper = bed.ground.keeperPid; process.kill(keeper, 'SIGKILL'); "
    const {child, seen} = await runBed(folders, `${work} await new Promise(resolve => setTimeout(resolve, 5000))`)
    await allGone(seen)
    child.kill()
    await once(child, 'exit')
  })

  it('is its logs when its owner ends without stopping it', async () => {
    const {child, seen} = await runBed(folders, 'process.exit(3)')
    await once(child, 'exit')
    expect(child.exitCode).to.equal(3)
    await allGone(seen)
  })
})
