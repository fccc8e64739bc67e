/**
 * Measures the door: `npx node test/core/kube/door/speed.ts [certificates]`. Prints CPU time per kind, with the share of
 * the public halves of private keys.
 */
import {reduce} from '../../../../src/core/kube/door/reduce.ts'
import {publicHalf} from '../../../../src/core/x509/key/private-key.ts'
import {clusterOf} from './cluster.ts'

const count = Number(process.argv[2] ?? 10_000)
const times: Record<string, number> = {}
const ORIGIN = {from: 'cluster'} as const

const timed = (name: string, work: () => void): void => {
  const start = process.cpuUsage()
  work()
  const used = process.cpuUsage(start)
  times[name] = (times[name] ?? 0) + used.user / 1000
}

const raws: Record<string, object[]> = {}
for (const each of clusterOf(count)) {
  const kind = (each as {kind: string}).kind
  raws[kind] ??= []
  raws[kind].push(JSON.parse(JSON.stringify(each)))
}
for (const [kind, list] of Object.entries(raws)) {
  timed(kind, () => {
    for (const raw of list) if (reduce(raw, ORIGIN) === null) throw new Error('not read')
  })
}
const keys = (raws.Secret ?? []).map(raw =>
  Buffer.from((raw as {data: Record<string, string>}).data['tls.key'] ?? '', 'base64').toString('latin1'),
)
timed('of which publicHalf', () => {
  for (const key of keys) publicHalf(key)
})
for (const [name, ms] of Object.entries(times))
  process.stdout.write(`${name.padEnd(24)} ${ms.toFixed(0).padStart(6)} ms CPU\n`)
