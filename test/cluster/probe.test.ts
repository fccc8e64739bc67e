import {readFileSync} from 'node:fs'
import path from 'node:path'
import {expect} from 'chai'
import type {Doubt, Report} from '../../src/core/doctor/report.ts'
import {makePki} from '../fixtures/make-pki.ts'
import {type StepCa, stepCaOf} from './bed/components/step-ca.ts'
import {describeOnBed} from './describe-on-bed.ts'
import {consequencesOf, doctorReport, findingOf, rootsOf} from './run-doctor.ts'

const OTHER_ROOT = makePki({now: new Date(), seed: 'another'}).ca({CN: 'Another Root'}).pem

describeOnBed('doctor --probe', {with: ['cert-manager', 'step'], approver: 'builtin'}, bed => {
  let ca: StepCa
  let port: number

  const issuer = (name: string, {host = '127.0.0.1', root = ca.rootPem} = {}): object => ({
    ...{apiVersion: 'certmanager.step.sm/v1beta1', kind: 'StepIssuer', metadata: {name, namespace: 'app'}},
    spec: {
      ...{url: `https://${host}:${port}`, caBundle: Buffer.from(root).toString('base64')},
      provisioner: {name: 'admin', kid: ca.kid, passwordRef: {name: 'step-password', key: 'password'}},
    },
  })

  const apply = async (wanted: object, status: 'True' | 'False'): Promise<void> => {
    await bed().apply(wanted)
    const condition = ['-n', 'app', 'stepissuer/corp', `--for=condition=Ready=${status}`]
    await bed().waitFor('what step-issuer says', () => bed().kubectl(['wait', '--timeout=10s', ...condition]))
  }
  const judged = (...words: readonly string[]) => doctorReport(bed(), {words})
  /** Of the two rules that a handshake can decide. */
  const undecidedIn = ({doubts}: Report): readonly Doubt[] =>
    doubts.filter(({rule}) => ['PKI206', 'PKI207'].includes(rule))
  const undecided = async () => undecidedIn(await judged()).map(({rule}) => rule)

  before('a step-ca of which nothing stands in the cluster any more, as one that runs elsewhere', async () => {
    ca = await stepCaOf(bed())
    const file = path.join(bed().ground.run, `${ca.namespace}-${ca.fullName}`, 'config', 'ca.json')
    port = Number(JSON.parse(readFileSync(file, 'utf8')).address.split(':').at(-1))
    const {data} = await bed().api.get(`/api/v1/namespaces/${ca.namespace}/secrets/${ca.passwordSecret}`)
    await bed().kubectl(['delete', 'namespace', ca.namespace])
    await bed().kubectl(['create', 'namespace', 'app'])
    await bed().apply({
      ...{apiVersion: 'v1', kind: 'Secret', metadata: {name: 'step-password', namespace: 'app'}},
      data: {password: data.password},
    })
  })

  beforeEach('an issuer anew', () => bed().kubectl(['-n', 'app', 'delete', 'stepissuer', '--all']))

  it('says nothing of an issuer that has the root and the name of its CA', async () => {
    await apply(issuer('corp'), 'True')
    const report = await judged('--probe')
    expect([rootsOf(report), undecidedIn(report)]).to.deep.equal([[], []])
  })

  it('sees that another root stands in the caBundle, which nothing in the cluster shows', async () => {
    await apply(issuer('corp', {root: OTHER_ROOT}), 'False')
    expect(await undecided()).to.include('PKI207')
    const report = await judged('--probe')
    expect(rootsOf(report)).to.deep.equal(['PKI207 stepissuer/app/corp'])
    expect(consequencesOf(report)).to.deep.equal(['PKI201 stepissuer/app/corp'])
    expect(findingOf(report, 'PKI207').message).to.match(
      /^127\.0\.0\.1 shows a certificate from .* Root CA, which nothing in caBundle \(Another Root\) has issued$/,
    )
    expect(undecidedIn(report)).to.deep.equal([])
  })

  it('sees that the certificate of the CA is not for the host of the URL, which nothing in the cluster shows', async () => {
    await apply(issuer('corp', {host: 'localhost'}), 'False')
    expect(await undecided()).to.include('PKI206')
    const report = await judged('--probe')
    expect(rootsOf(report)).to.deep.equal(['PKI206 stepissuer/app/corp'])
    expect(findingOf(report, 'PKI206').message).to.match(
      /^localhost shows a certificate for .*127\.0\.0\.1.*, not for itself$/,
    )
    expect(undecidedIn(report)).to.deep.equal([])
  })

  it('says of a CA that does not answer that it could not be looked at', async () => {
    await apply(issuer('corp'), 'True')
    await bed().process('step-ca').stop()
    const report = await judged('--probe')
    expect(undecidedIn(report).map(({because: {detail}}) => detail)).to.deep.equal([
      `127.0.0.1:${port} showed no certificate: the connection was refused`,
    ])
    expect(rootsOf(report)).to.deep.equal([])
  })
})
