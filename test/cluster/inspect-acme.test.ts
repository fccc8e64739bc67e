import {expect} from 'chai'
import type {Inspection, InspectionDocument} from '../../src/core/inspect/inspection.ts'
import type {StepView} from '../../src/core/inspect/story.ts'
import {expectSchema} from '../support/inspection-schema.ts'
import type {Bed} from './bed/bed.ts'
import {pebbleOf} from './bed/components/pebble.ts'
import type {KubeBody} from './bed/kube-api.ts'
import {describeOnBed} from './describe-on-bed.ts'
import {doctorReport, findingOf, runPki} from './run-doctor.ts'

const certificate = (name: string, ...dnsNames: readonly string[]): object => ({
  ...{apiVersion: 'cert-manager.io/v1', kind: 'Certificate', metadata: {name, namespace: 'app'}},
  spec: {secretName: `${name}-tls`, dnsNames, issuerRef: {name: 'acme', kind: 'Issuer', group: 'cert-manager.io'}},
})

const byIngress = (ingressClassName: string) => ({http01: {ingress: {ingressClassName}}})

/** HTTP-01 by an Ingress of a class that is there, but for names whose Ingress nobody takes. */
const issuer = async (bed: Bed): Promise<object> => {
  const {directory, caPem} = await pebbleOf(bed)
  const solvers = [
    byIngress('nginx'),
    {...byIngress('absent'), selector: {dnsNames: ['slow.corp.test', 'late.corp.test']}},
  ]
  const acme = {server: directory, caBundle: Buffer.from(caPem).toString('base64'), solvers}
  return {
    ...{apiVersion: 'cert-manager.io/v1', kind: 'Issuer', metadata: {name: 'acme', namespace: 'app'}},
    spec: {acme: {...acme, privateKeySecretRef: {name: 'acme-account'}}},
  }
}

/** Lets pebble, which validates, find a host at an address where nobody listens; cert-manager finds it as ever. */
const mislead = async (bed: Bed, host: string): Promise<void> => {
  const [, address] = /management server on (127\.0\.0\.1:\d+)/.exec(bed.process('pebble-challtestsrv').log) ?? []
  const body = JSON.stringify({host: `${host}.`, addresses: ['127.0.0.9']})
  const {status} = await fetch(`http://${address}/add-a`, {method: 'POST', body})
  expect(status).to.equal(200)
}

describeOnBed(
  'inspect of what an ACME server is asked for',
  {with: ['cert-manager', 'pebble'], approver: 'builtin'},
  bed => {
    const inspected = async (target: string): Promise<Inspection> => {
      const {stdout, stderr} = await runPki(bed(), ['inspect', target, '-n', 'app', '-o', 'json'])
      if (!stdout.startsWith('{')) throw new Error(`inspect gave no answer: ${stderr}`)
      const document: InspectionDocument = JSON.parse(stdout)
      expectSchema(document)
      expect(stdout, 'what answers a challenge').to.not.match(/"(token|key)": "[\w-]{30,}/)
      const [first] = document.inspections
      if (first === undefined) throw new Error(`nothing about ${target}`)
      expect(first.gaps).to.deep.equal([])
      return first
    }
    /** `pending order/web-1-*: pending` for each step; the names of orders and challenges end in numbers. */
    const steps = ({story}: Inspection, ...of: readonly StepView['is'][]): readonly string[] =>
      (story?.steps ?? [])
        .filter(({is}) => of.includes(is))
        .map(({is, detail}) => `${is} ${detail.replaceAll(/-\d{5,}/g, '-*')}`)
    const text = async (target: string): Promise<string> =>
      (await runPki(bed(), ['inspect', target, '-n', 'app'])).stdout.replaceAll(/\s+/g, ' ')
    const of = (kind: string): Promise<readonly KubeBody[]> =>
      bed().api.list(`/apis/acme.cert-manager.io/v1/namespaces/app/${kind}`)
    const challenge = async (host: string): Promise<KubeBody | undefined> =>
      (await of('challenges')).find(({spec}) => spec.dnsName === host)

    before('five orders', async function () {
      this.timeout(180_000)
      await bed().kubectl(['create', 'namespace', 'app'])
      await mislead(bed(), 'astray.corp.test')
      const nginx = {apiVersion: 'networking.k8s.io/v1', kind: 'IngressClass', metadata: {name: 'nginx'}}
      await bed().apply({...nginx, spec: {controller: 'k8s.io/ingress-nginx'}}, await issuer(bed()))
      await bed().apply(
        certificate('web', 'web.corp.test'),
        certificate('slow', 'slow.corp.test'),
        certificate('half', 'half.corp.test', 'late.corp.test'),
        certificate('astray', 'astray.corp.test'),
        certificate('star', '*.corp.test'),
      )
      await bed().waitFor('the certificate', () => bed().api.find('/api/v1/namespaces/app/secrets/web-tls'))
      await bed().waitFor('a challenge that waits', async () => (await challenge('slow.corp.test'))?.status?.reason)
      await bed().waitFor(
        'one that is done',
        async () => (await challenge('half.corp.test'))?.status?.state === 'valid',
      )
      await bed().waitFor('a failure', async () => {
        const {status} = await bed().api.get('/apis/cert-manager.io/v1/namespaces/app/certificates/astray')
        return status?.failedIssuanceAttempts === 1
      })
    })

    it('tells of one that was issued from the request to the Secret', async () => {
      const web = await inspected('certificate/web')
      // Its order was made within the second of another step, so that it may stand on either side.
      expect(web.story?.steps.map(({is}) => is).filter(is => is !== 'event')).to.deep.equal([
        ...['triggered', 'requested', 'approved', 'signed', 'stored', 'renews'],
      ])
      expect(steps(web, 'event')).to.deep.equal(['event order/web-1-*: now valid'])
      expect(web.chains[0]?.verdict).to.include({is: 'unanchored'})
      expect(web.keys.map(({matches}) => matches)).to.deep.equal([true])
      expect(await text('certificate/web')).to.match(/signed by Issuer\/acme .*stored in secret\/web-tls .*renews/)
    })

    it('doctor says nothing of one that was issued', async () => {
      const {findings} = await doctorReport(bed())
      const names = ['web', 'web-tls', 'web-1']
      expect(findings.filter(({subject}) => names.includes(subject?.name ?? '')).map(({rule}) => rule)).to.deep.equal(
        [],
      )
    })

    it('tells of one that waits which challenge it waits for, and what the solver sees', async () => {
      const slow = await inspected('certificate/slow')
      // Of one second, so that either may stand first.
      expect(steps(slow, 'pending', 'failed', 'event')).to.have.members([
        'pending Issuer/acme: Waiting on certificate issuance from order app/slow-1-*: "pending"',
        'pending order/slow-1-*: pending',
        'pending challenge/slow-1-*-* (HTTP-01 for slow.corp.test): pending, Waiting for HTTP-01 challenge propagation: ' +
          "wrong status code '404', expected '200'",
      ])
      expect(slow.certificates).to.deep.equal([])
      expect(await text('certificate/slow')).to.match(
        /✗ there is no certificate yet .*\? \S+Z pending challenge\/slow-1-.* wrong status code '404'.* \? now waits for the issuer/,
      )
      expect(steps(await inspected('certificaterequest/slow-1'), 'pending')).to.have.members(steps(slow, 'pending'))
    })

    it('tells of several names which are proved already', async () => {
      const half = await inspected('certificate/half')
      expect(steps(half, 'event')).to.deep.equal([
        'event challenge/half-1-*-* (HTTP-01 for half.corp.test): now valid, Successfully authorized domain',
      ])
      expect(steps(half, 'pending').join('\n')).to.match(/HTTP-01 for late\.corp\.test\): pending, Waiting for HTTP-01/)
    })

    it('tells of one that failed what the ACME server said, when, and when it is tried again', async () => {
      const astray = await inspected('certificate/astray')
      const failed = astray.story?.steps.filter(({is}) => is === 'failed') ?? []
      expect(failed).to.have.length(3)
      const [order, validation] = ['order/', 'challenge/'].map(word =>
        failed.find(({detail}) => detail.startsWith(word)),
      )
      expect(order?.detail).to.match(/: invalid$/)
      expect(validation?.detail).to.match(
        /for astray\.corp\.test\): invalid, Error accepting authorization: acme: .*refused/,
      )
      const stored = (await of('orders')).find(({metadata: {name}}) => name.startsWith('astray-'))
      expect(order?.at, 'when it failed, not when it was made').to.equal(stored?.status.failureTime)
      expect(Date.parse(validation?.at ?? '')).to.be.at.least(Date.parse(stored?.metadata.creationTimestamp ?? ''))
      expect(astray.story?.steps.at(-1)?.is).to.equal('retries')
      const messages = astray.order?.conditions.map(({message}) => message) ?? []
      expect(messages.some(message => message.endsWith('order is in "invalid" state'))).to.equal(true)
    })

    it('tells of one for which there is no solver what cert-manager only says in an event', async () => {
      const star = await inspected('certificate/star')
      expect(steps(star, 'pending').join('\n')).to.match(
        /^pending order\/star-1-\*: pending, .*no configured challenge solvers/m,
      )
    })

    it('doctor leads there: an order says that it failed, and not why', async () => {
      const finding = findingOf(await doctorReport(bed()), 'PKI112')
      expect(finding.message).to.match(/order is in "invalid" state; the next attempt is in /)
      const {run} = finding.remedy[0] ?? {}
      expect(run).to.deep.equal(['kubectl', 'pki', 'inspect', 'certificate/astray', '-n', 'app'])
      const {stdout} = await runPki(bed(), run?.slice(2) ?? [])
      expect(stdout).to.match(/connection refused/)
    })
  },
)
