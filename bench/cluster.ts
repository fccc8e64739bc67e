// What doctor costs on a real API server, beside kubectl and beside the least that reading can cost.
// usage: npm run bench:cluster [-- --certificates 10000] [--rounds 3] [--kubeconfig FILE]   FILE: a cluster filled before
import {readFileSync} from 'node:fs'
import {join} from 'node:path'
import {parseArgs} from 'node:util'
import {parse} from 'yaml'
import {toolPath} from '../test/cluster/bed/build/tools.ts'
import {type BedOptions, withBed} from '../test/cluster/bed/start-bed.ts'
import {fillCluster} from './fill-cluster.ts'
import {type Run, runMeasured} from './run-measured.ts'
import {table} from './table.ts'

const GOAL = {kubectl: 0.3, floor: 2, megabytes: 500}
const PROGRAM = join(import.meta.dirname, '..', 'bin', 'kubectl-pki.js')
const FLOOR = join(import.meta.dirname, 'floor.mjs')
const KINDS = ['secrets', 'certificates.cert-manager.io', 'certificaterequests.cert-manager.io']
const LISTS = [
  '/api/v1/secrets',
  '/apis/cert-manager.io/v1/certificates',
  '/apis/cert-manager.io/v1/certificaterequests',
]

const say = (line: string): boolean => process.stdout.write(`${line}\n`)

/** What the floor needs to reach the API server of a kubeconfig that the bed has written. */
const accessOf = (kubeconfig: string): Readonly<Record<string, string>> => {
  const {clusters, users} = parse(readFileSync(kubeconfig, 'utf8'))
  const pem = (base64: string) => Buffer.from(base64, 'base64').toString()
  const {cluster} = clusters[0]
  const {user} = users[0]
  return {
    SERVER: cluster.server,
    CA: pem(cluster['certificate-authority-data']),
    CERT: pem(user['client-certificate-data']),
    KEY: pem(user['client-key-data']),
  }
}

interface Contender {
  readonly name: string
  run(): Promise<Run>
}

const contenders = async (kubeconfig: string): Promise<readonly Contender[]> => {
  const kubectl = await toolPath('kubectl')
  const get = ['get', KINDS.join(','), '--all-namespaces', '--output=json']
  const env = {...process.env, KUBECONFIG: kubeconfig}
  const floorEnv = {...process.env, ...accessOf(kubeconfig)}
  return [
    {
      name: 'doctor',
      run: () => runMeasured(process.execPath, [PROGRAM, 'doctor', '--output=json', '--fail-on=none'], env),
    },
    {name: 'kubectl get', run: () => runMeasured(kubectl, get, env)},
    {name: 'kubectl get --chunk-size=0', run: () => runMeasured(kubectl, [...get, '--chunk-size=0'], env)},
    {name: 'floor, gzip', run: () => runMeasured(process.execPath, [FLOOR, 'gzip', ...LISTS], floorEnv)},
    {name: 'floor, plain', run: () => runMeasured(process.execPath, [FLOOR, 'identity', ...LISTS], floorEnv)},
  ]
}

/** The fastest of several rounds of each, in turns: other work on the machine strikes all of them alike. */
const race = async (all: readonly Contender[], rounds: number): Promise<ReadonlyMap<string, Run>> => {
  const best = new Map<string, Run>()
  for (let round = 0; round < rounds; round += 1) {
    for (const {name, run} of all) {
      const done = await run()
      if (done.exit !== 0) throw new Error(`${name} ended with ${done.exit}: ${done.stderr.slice(-2000)}`)
      if (done.wall < (best.get(name)?.wall ?? Number.POSITIVE_INFINITY)) best.set(name, done)
    }
  }
  return best
}

const report = (best: ReadonlyMap<string, Run>): void => {
  const shown = (value: number | undefined, digits: number) => value?.toFixed(digits) ?? '-'
  const rows = [...best].map(([name, {wall, cpu, peak, bytes}]) => [
    ...[name, shown(wall, 2), shown(cpu, 2), shown(peak, 0), (bytes / 1e6).toFixed(1)],
  ])
  process.stdout.write(`\n${table([['', 'wall s', 'CPU s', 'peak MB', 'printed MB'], ...rows])}\n`)
  const wallOf = (start: string) =>
    Math.min(...[...best].filter(([name]) => name.startsWith(start)).map(([, {wall}]) => wall))
  const doctor = best.get('doctor')
  if (doctor === undefined) return
  const ratio = (name: string, goal: number) =>
    say(`doctor takes ${(doctor.wall / wallOf(name)).toFixed(2)} x ${name} (goal: ${goal} or less)`)
  ratio('kubectl', GOAL.kubectl)
  ratio('floor', GOAL.floor)
  say(`doctor takes ${shown(doctor.peak, 0)} MB at its peak (goal: ${GOAL.megabytes} or less)`)
}

const {values} = parseArgs({
  options: {
    certificates: {type: 'string', default: '10000'},
    rounds: {type: 'string', default: '3'},
    kubeconfig: {type: 'string'},
  },
})

const measure = async (kubeconfig: string): Promise<void> =>
  report(await race(await contenders(kubeconfig), Number(values.rounds)))

const options: BedOptions = {}
if (values.kubeconfig !== undefined) await measure(values.kubeconfig)
else
  await withBed(options, async bed => {
    for (const name of ['cert-manager', 'approver-policy', 'trust-manager', 'step-issuer'] as const)
      await bed.installCrds(name)
    const start = Date.now()
    const written = await fillCluster(bed.api, Number(values.certificates))
    say(`${written} objects written in ${((Date.now() - start) / 1000).toFixed(0)} s`)
    await measure(bed.kubeconfig)
  })
