import {writeFileSync} from 'node:fs'
import path from 'node:path'
import {expect} from 'chai'
import {parse, stringify} from 'yaml'
import type {Reports} from '../../src/core/doctor/answer.ts'
import type {Report} from '../../src/core/doctor/report.ts'
import type {Bed} from './bed/bed.ts'
import type {Access} from './bed/kube-api.ts'
import {kubeconfigText} from './bed/kubeconfig.ts'
import {startBed} from './bed/start-bed.ts'
import {describeWithPrograms} from './describe-on-bed.ts'
import {type Run, runPki} from './run-doctor.ts'

const ingress = (name: string): object => ({
  ...{apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', metadata: {name, namespace: 'default'}},
  spec: {
    tls: [{hosts: [`${name}.corp.example`], secretName: `${name}-tls`}],
    defaultBackend: {service: {name, port: {number: 443}}},
  },
})

/** One kubeconfig with a context for each cluster, the first of which is the current one. */
const mergedConfig = (accesses: Readonly<Record<string, Access>>): string => {
  const configs = Object.entries(accesses).map(([name, access]) => parse(kubeconfigText(access, name)))
  const all = (key: string) => configs.flatMap(config => config[key])
  return stringify({...configs[0], clusters: all('clusters'), users: all('users'), contexts: all('contexts')})
}

describeWithPrograms('doctor in several contexts', {}, () => {
  let east: Bed
  let west: Bed
  let kubeconfig: string

  const run = (...words: readonly string[]): Promise<Run> => runPki(east, ['doctor', ...words], {kubeconfig})
  const reportsOf = async (...words: readonly string[]): Promise<Reports & {readonly exit: number | null}> => {
    const {stdout, stderr, exit} = await run('-o', 'json', ...words)
    if (!stdout.startsWith('{')) throw new Error(`doctor gave no reports: ${stderr}`)
    return {...JSON.parse(stdout), exit}
  }
  const said = ({findings, context}: Report): readonly string[] =>
    findings.map(finding => `${context} ${finding.context} ${finding.rule} ${finding.subject?.name}`).sort()

  before('two clusters, of which one has a mistake that both have and one of its own', async function () {
    this.timeout(0)
    const beds = await Promise.allSettled([startBed(), startBed()])
    const [first, second] = beds.flatMap(bed => (bed.status === 'fulfilled' ? [bed.value] : []))
    if (first !== undefined) east = first
    if (second !== undefined) west = second
    for (const bed of beds) if (bed.status === 'rejected') throw bed.reason
    await east.apply(ingress('shop'), ingress('forum'))
    await west.apply(ingress('shop'))
    const gone = {...west.api.access, server: `https://127.0.0.1:${await west.ground.ports.next()}`}
    kubeconfig = path.join(east.ground.run, 'several.conf')
    writeFileSync(kubeconfig, mergedConfig({east: east.api.access, west: west.api.access, gone}), {mode: 0o600})
  })

  after('stop both', () => Promise.all([east?.stop(), west?.stop()]))

  it('--contexts a,b: one answer, in which every finding names its context', async () => {
    const {reports, unanswered, exit} = await reportsOf('--contexts', 'east,west')
    expect(unanswered).to.deep.equal([])
    expect(reports.map(said)).to.deep.equal([
      ['east east PKI602 forum', 'east east PKI602 shop'],
      ['west west PKI602 shop'],
    ])
    expect(exit).to.equal(1)
    for (const {rules} of reports) expect(rules.filter(({outcome}) => outcome === 'crashed')).to.deep.equal([])
  })

  it('as text, the problems of each context stand under its name', async () => {
    const {stdout, exit} = await run('--contexts', 'west,east')
    const [west, east] = [stdout.indexOf('west'), stdout.lastIndexOf('east')]
    expect(west).to.be.greaterThan(-1).and.below(east)
    expect(stdout.match(/ingress\/shop/g)).to.have.length.above(1)
    expect(exit).to.equal(1)
  })

  for (const chosen of [['--contexts', 'gone,east,west'], ['--all-contexts']]) {
    it(`${chosen.join(' ')}: one that cannot be reached is named, and the others are complete`, async () => {
      const {reports, unanswered, exit} = await reportsOf(...chosen)
      expect(reports.map(({context}) => context)).to.have.members(['east', 'west'])
      expect(reports.flatMap(said)).to.have.length(3)
      expect(unanswered).to.have.length(1)
      expect(unanswered[0]).to.include({context: 'gone', code: 'E_CLUSTER_UNREACHABLE', exit: 3})
      expect(unanswered[0]?.message).to.match(/refuse/)
      expect(exit, 'findings count more than what could not be looked at').to.equal(1)
      const text = await run(...chosen)
      expect(text.stdout + text.stderr).to.match(/gone.*\n?.*refuse/)
      expect(text.exit).to.equal(1)
    })
  }

  it('without a finding in the others, one that cannot be reached is no health', async () => {
    const {stdout, stderr, exit} = await run('--contexts', 'west,gone', '--ignore', 'PKI602')
    expect(exit).to.equal(3)
    expect(stdout + stderr).to.match(/gone/)
    const {unanswered, reports, exit: same} = await reportsOf('--contexts', 'west,gone', '--ignore', 'PKI602')
    expect({same, findings: reports.flatMap(({findings}) => findings)}).to.deep.equal({same: 3, findings: []})
    expect(unanswered.map(({context}) => context)).to.deep.equal(['gone'])
  })

  it('all of them out of reach end with 3, a context that is not in the kubeconfig with 2', async () => {
    expect(await reportsOf('--contexts', 'gone'))
      .to.include({exit: 3})
      .and.to.have.deep.property('reports', [])
    const {exit, stdout, stderr} = await run('--contexts', 'east,north')
    expect({exit, stdout}).to.deep.equal({exit: 2, stdout: ''})
    expect(stderr).to.contain('there is no context "north"')
  })
})
