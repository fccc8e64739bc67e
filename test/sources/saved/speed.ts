/**
 * Measures writing and reading of a snapshot: `npx node test/sources/saved/speed.ts [certificates] [file]`. Reads in a
 * process of its own, to see its memory.
 */
import {spawnSync} from 'node:child_process'
import {statSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {reduce} from '../../../src/core/kube/door/reduce.ts'
import type {Snapshot} from '../../../src/core/kube/snapshot.ts'
import {fileSink} from '../../../src/sources/saved/file-sink.ts'
import {saved} from '../../../src/sources/saved/saved.ts'
import {clusterOf} from '../../core/kube/door/cluster.ts'

const [, , first = '10000', file = join(tmpdir(), 'speed.snapshot.json')] = process.argv

const say = (text: string): boolean => process.stdout.write(`${text}\n`)

const cpu = async (name: string, work: () => Promise<unknown>): Promise<void> => {
  const start = process.cpuUsage()
  const wall = performance.now()
  await work()
  const {user, system} = process.cpuUsage(start)
  const peak = process.resourceUsage().maxRSS / 1024
  const times = `${((user + system) / 1000).toFixed(0)} ms CPU  ${(performance.now() - wall).toFixed(0)} ms wall`
  say(`${name.padEnd(8)} ${times}  peak RSS ${peak.toFixed(0)} MB`)
}

if (first === 'read') {
  let objects = 0
  await cpu('read', async () => {
    objects = (await saved(file).read({kinds: []})).objects.length
  })
  say(`${objects} objects`)
} else {
  const objects = [...clusterOf(Number(first))].flatMap(raw => reduce(raw, {from: 'cluster'}) ?? [])
  const snapshot: Snapshot = {
    schema: 'kubectl-pki/snapshot.v1',
    label: 'speed',
    takenAt: '2026-11-22T12:00:00Z',
    objects,
    coverage: [],
    unreadable: [],
    exposed: [],
    handshakes: [],
    reviews: [],
    served: {known: true, value: []},
  }
  await cpu('write', () => fileSink(file, {force: true}).write(snapshot))
  say(`${file}: ${(statSync(file).size / 1e6).toFixed(0)} MB`)
  spawnSync(process.execPath, [process.argv[1] ?? '', 'read', file], {stdio: 'inherit'})
}
