import {expect} from 'chai'
import {parseAllDocuments} from 'yaml'
import {consult} from '../../src/app/consult.ts'
import {doctorFacts} from '../../src/app/doctor-defaults.ts'
import {doctorPlan} from '../../src/app/read-for-doctor.ts'
import type {Report} from '../../src/core/doctor/report.ts'
import type {Snapshot} from '../../src/core/kube/snapshot.ts'
import type {Source} from '../../src/core/ports.ts'
import {rules} from '../../src/rules/index.ts'
import {seeded} from '../support/random.ts'
import type {KubeBody} from './bed/kube-api.ts'
import {describeOnBed} from './describe-on-bed.ts'
import {admitted, unaccounted, unlooked} from './permissions/accounted.ts'
import {breakBed, options} from './permissions/broken-bed.ts'
import {clusterAs, type Permission, remembered, together, userWith} from './permissions/without.ts'
import {serviceAccountWith} from './play/service-account.ts'
import {doctorReport, runPki} from './run-doctor.ts'

type Seen = Source & {readonly snapshot: Snapshot}

/** Rules that have to dial somebody, which only `--probe` does. */
const DIALS = ['PKI506']

/** Rules that judge the kubeconfig; that of a ServiceAccount has a token in the place of a certificate. */
const ABOUT_WHO_ASKS = ['PKI904', 'PKI905']

const {kinds} = doctorPlan({rules, ...doctorFacts})

describeOnBed('permissions', options, bed => {
  const now = new Date(Date.now() + 15 * 60_000)
  const judge = async (source: Source): Promise<Report> =>
    (await consult(source, {rules, shows: [], now, ...doctorFacts})).report
  const lacking = new Map<Permission, Seen>()
  let whole: Seen
  let full: Report
  let permissions: readonly Permission[]

  before('break it, and look at all of it', async function () {
    this.timeout(300_000)
    await breakBed(bed())
    whole = await remembered(clusterAs(bed()), kinds)
    full = await judge(whole)
    const served = whole.snapshot.served.known ? whole.snapshot.served.value.map(({kind}) => kind) : []
    permissions = [...kinds.filter(kind => served.includes(kind)), 'reviews']
    expect(unlooked(full)).to.deep.equal(DIALS)
    expect(new Set(full.findings.map(({rule}) => rule)).size).to.be.above(7)
  })

  it('as rbac doctor prints them let every rule look at everything', async () => {
    const {stdout} = await runPki(bed(), ['rbac', 'doctor', '--for', 'user:least'])
    const printed = parseAllDocuments(stdout).map(document => document.toJS() as KubeBody)
    expect(printed.map(({kind}) => kind)).to.deep.equal(['ClusterRole', 'ClusterRoleBinding'])
    await bed().apply(stdout)
    const least = await judge(clusterAs(bed(), 'least'))
    expect(summaryOf(least)).to.deep.equal(summaryOf(full))
  })

  it('taken away one by one leave no rule that calls itself done', async function () {
    this.timeout(240_000)
    for (const permission of permissions) {
      const name = `without-${permission.replaceAll('/', '-')}`
      const user = await userWith(
        bed(),
        name,
        permissions.filter(other => other !== permission),
      )
      const seen = await remembered(clusterAs(bed(), user), kinds)
      const report = await judge(seen)
      expect(unaccounted(full, report), permission).to.deep.equal([])
      expect(admitted(full, report), permission).to.not.deep.equal([])
      lacking.set(permission, seen)
    }
  })

  it('taken away in pairs leave no rule that calls itself done', async function () {
    this.timeout(300_000)
    for (const [first, second] of pairsOf(permissions)) {
      const report = await judge(together(whole, [seenWithout(first), seenWithout(second)]))
      expect(unaccounted(full, report), `${first} and ${second}`).to.deep.equal([])
    }
  })

  it('taken away in pairs show what the two show alone', async function () {
    this.timeout(240_000)
    for (const [index, [first, second]] of sample(pairsOf(permissions), 12).entries()) {
      const rest = permissions.filter(each => each !== first && each !== second)
      const source = clusterAs(bed(), await userWith(bed(), `without-two-${index}`, rest))
      const put = together(whole, [seenWithout(first), seenWithout(second)])
      expect(summaryOf(await judge(source)), `${first} and ${second}`).to.deep.equal(summaryOf(await judge(put)))
    }
  })

  it('in one namespace let that namespace be judged', async () => {
    const listing = kinds
      .map(kind => kind.split('/'))
      .map(([group = '', resource = '']) => ({
        apiGroups: [group === 'core' ? '' : group],
        resources: [resource],
        verbs: ['list'],
      }))
    const kubeconfig = await serviceAccountWith(bed(), {name: 'shop', inNamespaces: {'cert-test': listing}})
    const inMinutes = 15
    const report = await doctorReport(bed(), {inMinutes, kubeconfig, words: ['-n', 'cert-test']})
    const mine = await doctorReport(bed(), {inMinutes, words: ['-n', 'cert-test']})
    const others = unaccounted(mine, report).filter(line => !ABOUT_WHO_ASKS.some(rule => line.startsWith(rule)))
    expect(others).to.deep.equal([])
    expect(report.couldLook).to.equal(true)
    const judged = report.findings.filter(({subject}) => subject?.namespace === 'cert-test')
    expect(judged.map(({rule}) => rule)).to.deep.equal(['PKI114', 'PKI114', 'PKI312', 'PKI312'])
  })

  it('that are none at all end with 3 and a sentence', async () => {
    const kubeconfig = await serviceAccountWith(bed(), {name: 'nobody'})
    const {stdout, exit} = await runPki(bed(), ['doctor'], {kubeconfig})
    expect(exit).to.equal(3)
    const said = stdout.replace(/\s+/g, ' ')
    expect(said).to.contain('you may not list')
    expect(said).to.contain('name one that you may read with -n NAME')
    expect(stdout).to.not.match(/healthy|✓/)
  })

  const seenWithout = (permission: Permission): readonly [Permission, Seen] => {
    const seen = lacking.get(permission)
    if (seen === undefined) throw new Error(`${permission} was not taken away`)
    return [permission, seen]
  }
})

const pairsOf = <T>(all: readonly T[]): readonly (readonly [T, T])[] =>
  all.flatMap((first, index) => all.slice(index + 1).map(second => [first, second] as const))

const namesIn = ({findings}: Report): readonly string[] => findings.map(({fingerprint}) => fingerprint).sort()

const summaryOf = (report: Report): object => ({
  findings: namesIn(report),
  open: unlooked(report),
  doubts: report.doubts.length,
  outcomes: report.rules.map(({rule, outcome, checked}) => `${rule} ${outcome} ${checked}`),
})

const sample = <T>(all: readonly T[], count: number): readonly T[] => {
  const next = seeded(4)
  return Array.from({length: count}, () => all[next(all.length)] as T)
}
