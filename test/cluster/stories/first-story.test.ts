import {expect} from 'chai'
import type {Report} from '../../../src/core/doctor/report.ts'
import type {Bed} from '../bed/bed.ts'
import type {KubeBody} from '../bed/kube-api.ts'
import {describeOnBed} from '../describe-on-bed.ts'
import {waitForDecision} from '../play/wait-for-decision.ts'
import {consequencesOf, doctorReport, findingOf, follow, rootsOf, runPki} from '../run-doctor.ts'
import {certificates, clusterIssuer, grantToSomebodyElse, POLICY, policy, RELEASE} from './step-ca-objects.ts'

const issuers = '/apis/certmanager.step.sm/v1beta1/stepclusterissuers'
const requests = '/apis/cert-manager.io/v1/namespaces/cert-test/certificaterequests'

const ready = (object: KubeBody | undefined): string | undefined =>
  object?.status?.conditions?.find(({type}: {type: string}) => type === 'Ready')?.status

const options = {with: ['cert-manager', 'trust-manager', 'step', 'kwok'], approver: 'policy', stepCa: RELEASE} as const

/** Everything that hangs on a request that nobody decides. */
const STUCK = [
  'PKI114 certificate/cert-test/canary-certificate',
  'PKI114 certificate/cert-test/test-certificate',
  'PKI312 certificaterequest/cert-test/canary-certificate-1',
  'PKI312 certificaterequest/cert-test/test-certificate-1',
]

/**
 * step-ca, step-issuer and approver-policy, in the order in which things went wrong. Each stage ends with what doctor says
 * about it, root causes and consequences and nothing else, and each cause is mended by doing what its finding says.
 */
describeOnBed('the first story', options, bed => {
  const judged = (): Promise<Report> => doctorReport(bed(), {inMinutes: 10})
  const mend = async (report: Report, rule: string, steps: readonly number[] = [0]): Promise<void> => {
    const {remedy} = findingOf(report, rule)
    for (const step of steps) await follow(bed(), remedy[step] ?? {say: `step ${step} of ${rule}`})
  }
  let report: Report

  it('1: the Service has another name than the certificate of the CA', async () => {
    await bed().apply(await clusterIssuer(bed()), ...certificates())
    await bed().waitFor('the requests', async () => (await bed().api.list(requests)).length === 2)
    await bed().waitFor('the issuer to fail', async () => ready((await bed().api.list(issuers))[0]) === 'False')
    report = await judged()
    expect(rootsOf(report)).to.deep.equal(['PKI206 stepclusterissuer/step-ca', 'PKI301 stepclusterissuer/step-ca'])
    expect(consequencesOf(report)).to.deep.equal([
      ...STUCK.slice(0, 2),
      'PKI201 stepclusterissuer/step-ca',
      ...STUCK.slice(2),
    ])
  })

  it('2: the alias that the remedy names mends it, and nobody approves', async () => {
    await mend(report, 'PKI206', [0, 1])
    await bed().waitFor('the issuer to be ready', async () => ready((await bed().api.list(issuers))[0]) === 'True', {
      seconds: 120,
    })
    report = await judged()
    expect(rootsOf(report)).to.deep.equal(['PKI301 stepclusterissuer/step-ca'])
    expect(consequencesOf(report)).to.deep.equal(STUCK)
  })

  it('3: approver-policy comes, without a policy for the issuer', async () => {
    await bed().install('approver-policy')
    report = await judged()
    expect(rootsOf(report)).to.deep.equal(['PKI303 stepclusterissuer/step-ca'])
    expect(consequencesOf(report)).to.deep.equal(STUCK)
  })

  it('4: the policy comes, and nobody is granted its use', async () => {
    await bed().apply(policy())
    report = await judged()
    expect(rootsOf(report)).to.deep.equal([`PKI302 certificaterequestpolicy/${POLICY}`])
    expect(consequencesOf(report)).to.deep.equal(STUCK)
  })

  it('5: its use is granted to a ServiceAccount that does not exist', async () => {
    await bed().apply(...grantToSomebodyElse())
    report = await judged()
    expect(rootsOf(report)).to.deep.equal([`PKI311 certificaterequestpolicy/${POLICY}`])
    expect(consequencesOf(report)).to.deep.equal(STUCK)
  })

  it('6: the right ServiceAccount is bound: the canary is issued, the organization is denied', async () => {
    await mend(report, 'PKI311')
    await waitForDecision(bed(), 'both decisions', async () => {
      const all = await bed().api.list(requests)
      return all.every(({status}) =>
        status?.conditions?.some(({type}: {type: string}) => type === 'Approved' || type === 'Denied'),
      )
    })
    await settled(bed())
    report = await judged()
    expect(rootsOf(report)).to.deep.equal(['PKI304 certificaterequest/cert-test/test-certificate-1'])
    expect(consequencesOf(report)).to.deep.equal([
      'PKI112 certificate/cert-test/test-certificate',
      'PKI309 certificaterequest/cert-test/test-certificate-1',
    ])
  })

  it('7: the policy allows the organization, and the denied request is still in the way', async () => {
    await mend(report, 'PKI304')
    report = await judged()
    expect(rootsOf(report)).to.deep.equal(['PKI309 certificaterequest/cert-test/test-certificate-1'])
    expect(consequencesOf(report)).to.deep.equal(['PKI112 certificate/cert-test/test-certificate'])
  })

  it('8: without it a renewal succeeds, and step-ca leaves the organization out', async () => {
    await mend(report, 'PKI309', [0, 1])
    await settled(bed())
    report = await doctorReport(bed())
    expect(rootsOf(report)).to.deep.equal(['PKI113 certificate/cert-test/test-certificate'])
    expect(consequencesOf(report)).to.deep.equal([])
  })

  it('9: it is no longer asked for, and nothing is left to say', async () => {
    const path = '/apis/cert-manager.io/v1/namespaces/cert-test/certificates/test-certificate'
    await bed().api.patch(path, {spec: {subject: null}})
    await bed().waitFor('the next revision', async () => (await bed().api.get(path)).status.revision === 2)
    await settled(bed())
    report = await doctorReport(bed())
    expect(report.findings).to.deep.equal([])
    const {stderr, exit} = await runPki(bed(), ['doctor'])
    expect(stderr).to.match(/\d+ rules fine/)
    expect(exit).to.equal(0)
  })
})

/** Nobody is issuing anything. */
const settled = (bed: Bed): Promise<unknown> =>
  bed.waitFor('certificates to be at rest', async () => {
    const all = await bed.api.list('/apis/cert-manager.io/v1/certificates')
    return all.every(
      ({status}) =>
        status?.conditions !== undefined &&
        !status.conditions.some(
          ({type, status}: {type: string; status: string}) => type === 'Issuing' && status === 'True',
        ),
    )
  })
