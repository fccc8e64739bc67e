import path from 'node:path'
import {pathToFileURL} from 'node:url'
import {expect} from 'chai'
import {consult} from '../../src/app/consult.ts'
import {doctorFacts} from '../../src/app/doctor-defaults.ts'
import {doctorPlan} from '../../src/app/read-for-doctor.ts'
import type {Report} from '../../src/core/doctor/report.ts'
import {rules} from '../../src/rules/index.ts'
import {live} from '../../src/sources/live/live.ts'
import {describeOnBed} from './describe-on-bed.ts'
import {unaccounted} from './permissions/accounted.ts'
import {FaultProxy} from './play/fault-proxy.ts'
import type {Faults, SeenRequest} from './play/faults.ts'
import {doctorReport, runPki} from './run-doctor.ts'
import {application, internalCa} from './stories/internal-ca-objects.ts'

const SHIFT = pathToFileURL(path.join(import.meta.dirname, 'faults', 'shifted-clock.ts')).href

const lists =
  (plural: string) =>
  (request: SeenRequest): boolean =>
    request.method === 'GET' && request.path.endsWith(`/${plural}`)

const isPage = ({query}: SeenRequest): boolean => query.has('continue')

/** A Certificate without an issuer, and an Ingress without its Secret. */
const mistakes = (): readonly object[] => [
  {
    ...{apiVersion: 'cert-manager.io/v1', kind: 'Certificate', metadata: {name: 'lost', namespace: 'my-app'}},
    spec: {secretName: 'lost-tls', dnsNames: ['lost.example.com'], issuerRef: {name: 'absent', kind: 'ClusterIssuer'}},
  },
  {
    ...{apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', metadata: {name: 'shop', namespace: 'my-app'}},
    spec: {tls: [{hosts: ['shop.example.com'], secretName: 'shop-tls'}], rules: [{host: 'shop.example.com'}]},
  },
]

/** By name, or of many by names alone. */
const isAnotherLook = ({query, accept}: SeenRequest): boolean =>
  query.get('fieldSelector')?.includes('metadata.name=') === true || accept.includes('PartialObjectMetadataList')

describeOnBed('faults', {with: ['cert-manager'], approver: 'builtin'}, bed => {
  const now = new Date(Date.now() + 10 * 60_000)
  let proxy: FaultProxy
  let full: Report

  /** Reads through the proxy, in this process. */
  const read = async (faults: Faults, {seed = 1, pageSize = 0, seconds = 2} = {}): Promise<Report> => {
    proxy.set(faults, seed)
    const source = live({
      ...{kubeconfig: proxy.kubeconfig(), secrets: true, environment: {}},
      ...{requestTimeoutSeconds: seconds, pageSize},
    })
    const options = {rules, shows: [], now, ...doctorFacts}
    return (await consult(source, options, {signal: AbortSignal.timeout(60_000)})).report
  }

  const run = (faults: Faults, words: readonly string[] = [], env = {}) => {
    proxy.set(faults)
    return runPki(bed(), ['doctor', ...words], {kubeconfig: proxy.kubeconfig(), env})
  }

  before('make mistakes', async function () {
    this.timeout(180_000)
    await bed().apply(...internalCa(), ...application(), ...mistakes())
    await bed().waitFor('the certificate', () => bed().api.find('/api/v1/namespaces/my-app/secrets/my-app-tls'))
    await bed().waitFor('the other one', async () => {
      const {status} = await bed().api.get('/apis/cert-manager.io/v1/namespaces/my-app/certificates/lost')
      return status?.conditions?.length > 0
    })
    proxy = await FaultProxy.start(bed())
    full = await read({}, {seconds: 30})
    expect(full.findings.map(({rule}) => rule)).to.include.members(['PKI202', 'PKI602'])
  })

  for (const [title, faults] of [
    ['1 % of all requests fail', {failShare: 0.01}],
    ['30 % of all requests fail', {failShare: 0.3}],
    ['1 % of all requests hang', {hangShare: 0.01}],
    ['30 % of all requests hang', {hangShare: 0.3}],
    ['bodies are cut off', {cutAfterBytes: 700}],
    ['every request takes 5 s', {delayMilliseconds: 5000}],
  ] as const) {
    it(`such as that ${title} cost no more than they are said to cost`, async function () {
      this.timeout(120_000)
      const seconds = 'delayMilliseconds' in faults ? 30 : 2
      for (const seed of 'failShare' in faults ? [1, 2, 3, 4] : [5]) {
        const outcome = await read(faults, {seed, seconds}).catch((error: unknown) => error)
        if (outcome instanceof Error) expect(outcome, `seed ${seed}`).to.have.property('exit', 3)
        else expect(unaccounted(full, outcome as Report), `seed ${seed}`).to.deep.equal([])
      }
    })
  }

  it('such as 410 on every continue token end in the whole answer', async () => {
    const report = await read({expireContinue: true}, {pageSize: 3, seconds: 30})
    expect(unaccounted(full, report)).to.deep.equal([])
    expect(report.findings.map(({fingerprint}) => fingerprint)).to.have.members(
      full.findings.map(({fingerprint}) => fingerprint),
    )
    expect(proxy.requests.filter(isPage)).to.not.deep.equal([])
  })

  it('such as a token that expires between two pages cost what comes after it, and say so', async () => {
    const outcome = await read({only: isPage, failShare: 1, failStatus: 401}, {pageSize: 3}).catch(
      (error: Error) => error,
    )
    if (outcome instanceof Error) expect(outcome.message).to.match(/credentials|401/)
    else {
      expect(unaccounted(full, outcome)).to.deep.equal([])
      expect(JSON.stringify(outcome.rules)).to.match(/credentials|401|log in/i)
    }
  })

  it('such as 20 s for each request end with 5 where --timeout is shorter', async () => {
    const started = Date.now()
    const {exit, stdout, stderr} = await run({delayMilliseconds: 20_000}, ['--timeout', '6s'])
    expect(Date.now() - started).to.be.below(15_000)
    expect({exit, stdout}).to.deep.equal({exit: 5, stdout: ''})
    expect(stderr).to.match(/^error: the run took longer than 6s\n {7}Give it longer/)
  })

  for (const days of [1, -1]) {
    it(`such as a clock that is off by ${days} day are said, and the server's time counts`, async () => {
      proxy.set({})
      const env = {NODE_OPTIONS: `--import=${SHIFT}`, CLOCK_SHIFT_MILLISECONDS: String(days * 86_400_000)}
      const {stdout} = await run({}, ['-o', 'json'], env)
      const report: Report = JSON.parse(stdout)
      expect(report.clockSkewSeconds).to.be.closeTo(days * 86_400, 60)
      expect(Math.abs(Date.parse(report.takenAt) - Date.now())).to.be.below(60_000)
      const straight = await doctorReport(bed())
      expect(report.findings.map(({fingerprint}) => fingerprint)).to.deep.equal(
        straight.findings.map(({fingerprint}) => fingerprint),
      )
      const {stderr} = await run({}, [], env)
      expect(stderr).to.contain(`${days > 0 ? 'ahead of' : 'behind'} the API server's; the server's was used`)
    })
  }

  it('that are none: each kind is listed once, however many objects there are, and then only what findings rest on', async function () {
    this.timeout(120_000)
    proxy.set({})
    const count = async (): Promise<readonly string[]> => {
      proxy.forget()
      await doctorReport(bed(), {kubeconfig: proxy.kubeconfig()})
      return proxy.requests
        .filter(each => !isAnotherLook(each))
        .map(({method, path: place}) => `${method} ${place}`)
        .sort()
    }
    const few = await count()
    const secrets = Array.from({length: 60}, (_, index) => ({
      ...{apiVersion: 'v1', kind: 'Secret', metadata: {name: `many-${index}`, namespace: 'my-app'}},
      type: 'kubernetes.io/tls',
      data: {'tls.crt': '', 'tls.key': ''},
    }))
    await bed().apply(...secrets)
    const many = await count()
    const gets = many.filter(request => request.startsWith('GET '))
    expect(new Set(gets).size).to.equal(gets.length)
    expect(many).to.deep.equal(few)
    const again = proxy.requests.filter(isAnotherLook).map(({path: place, query}) => `${place}?${query}`)
    expect(again.filter(each => each.includes('/ingresses?') && each.includes('shop'))).to.have.length(1)
    expect(again.length).to.equal(new Set(again).size).and.be.below(30)
    const {kinds} = doctorPlan({rules, ...doctorFacts})
    expect(gets.length).to.be.at.most(kinds.length + 40)
    for (const kind of ['secrets', 'certificates', 'configmaps']) {
      expect(gets.filter(request => request.endsWith(`/${kind}`))).to.have.length(1)
    }
  })

  it('such as an API server that is killed in the middle of a reading end with what was seen, or with 3', async () => {
    let isKilled = false
    const kill = async (): Promise<void> => {
      if (isKilled) return
      isKilled = true
      await bed().process('kube-apiserver').kill()
    }
    const {exit, stdout, stderr} = await run({only: lists('certificates'), before: kill}, [
      '--strict',
      '--timeout',
      '40s',
    ])
    await bed().process('kube-apiserver').start()
    expect(isKilled).to.equal(true)
    expect([1, 3], stderr).to.include(exit)
    expect(stdout + stderr).to.match(/refuses connections|dropped the connection|does not answer|broken or cut off/)
    expect(stdout + stderr).to.not.match(/ {4}at |✓/)
  })
})
