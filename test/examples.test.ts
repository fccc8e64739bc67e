import {readFileSync} from 'node:fs'
import {join} from 'node:path'
import {Ajv2020} from 'ajv/dist/2020.js'
import {expect} from 'chai'
import {consult} from '../src/app/consult.ts'
import {doctorFacts} from '../src/app/doctor-defaults.ts'
import type {Finding, Report} from '../src/core/doctor/report.ts'
import {scrubText} from '../src/core/kube/door/scrub/scrub.ts'
import {rules} from '../src/rules/index.ts'
import {manifests} from '../src/sources/manifests/manifests.ts'
import {saved} from '../src/sources/saved/saved.ts'

const ROOT = join(import.meta.dirname, '..')
const SNAPSHOT = join(ROOT, 'examples', 'goldentooth.snapshot.json')

const nameOf = ({rule, subject}: Finding): string => `${rule} ${subject?.kind}/${subject?.name}`
const rootsOf = ({findings}: Report): readonly string[] =>
  findings
    .filter(({causedBy}) => causedBy.length === 0)
    .map(nameOf)
    .sort()

describe('examples/goldentooth.snapshot.json', () => {
  let report: Report
  before(async () => {
    report = (await consult(saved(SNAPSHOT), {rules, shows: [], ...doctorFacts})).report
  })

  it('obeys the schema of snapshots', () => {
    const schema = JSON.parse(readFileSync(join(ROOT, 'schemas', 'snapshot.v1.json'), 'utf8'))
    const validate = new Ajv2020({strict: false, formats: {'date-time': true}}).compile(schema)
    expect(validate(JSON.parse(readFileSync(SNAPSHOT, 'utf8'))), JSON.stringify(validate.errors?.slice(0, 3))).to.equal(
      true,
    )
  })

  it('holds no key material in any form', () => {
    expect(scrubText(readFileSync(SNAPSHOT, 'utf8')).forms).to.deep.equal([])
  })

  it('shows each problem once, as a root', () => {
    const errors = {...report, findings: report.findings.filter(({rule}) => !/^PKI[14]19$/.test(rule))}
    for (const root of [
      'PKI112 Certificate/cart',
      'PKI206 StepClusterIssuer/step-ca-edge',
      'PKI217 HelmRelease/step-ca',
      'PKI218 HelmRelease/step-ca',
      'PKI301 StepIssuer/billing',
      'PKI303 ClusterIssuer/partner-ca',
      'PKI304 CertificateRequest/test-1',
      'PKI311 CertificateRequestPolicy/payments',
      'PKI402 Bundle/corporate-roots',
      'PKI411 Deployment/shop',
      'PKI602 Ingress/admin',
    ]) {
      expect(
        rootsOf(errors).filter(name => name === root),
        root,
      ).to.have.length(1)
    }
    expect(rootsOf(errors).filter(name => name.startsWith('PKI501 '))).to.have.length(1)
  })

  it('folds what hangs on them', () => {
    const consequences = report.findings.filter(({causedBy}) => causedBy.length > 0).map(nameOf)
    expect(consequences).to.include.members([
      'PKI114 Certificate/payments',
      'PKI312 CertificateRequest/payments-1',
      'PKI201 StepClusterIssuer/step-ca-edge',
      'PKI401 Bundle/corporate-roots',
      'PKI602 Ingress/wiki',
      'PKI112 Certificate/test',
    ])
  })

  it('has a part that is healthy', () => {
    const worth = report.findings.filter(({severity}) => severity !== 'info')
    const ill = new Set(worth.map(({subject}) => `${subject?.namespace}/${subject?.name}`))
    for (const name of ['web/web', 'cert-test/canary', 'cert-manager/internal-ca'])
      expect(ill.has(name), name).to.equal(false)
    expect(report.summary.fine).to.be.at.least(10)
  })
})

describe('examples/gitops', () => {
  it('shows its mistakes before anything is applied, and nothing else', async () => {
    const paths = [join(ROOT, 'examples', 'gitops')]
    const source = manifests({
      paths,
      complete: true,
      stdin: process.stdin,
      env: {},
      clock: () => new Date('2026-11-22T12:00:00Z'),
    })
    const {report} = await consult(source, {rules, shows: [], ...doctorFacts})
    const found = report.findings.map(({rule, at}) => `${rule} ${at?.file.replace(/^.*examples\/gitops\//, '')}`)
    expect(found.sort()).to.deep.equal([
      'PKI206 infrastructure/pki/01-issuers/step-cluster-issuer.yaml',
      'PKI217 infrastructure/pki/00-foundations/step-ca/release.yaml',
      'PKI218 infrastructure/pki/00-foundations/step-ca/release.yaml',
      'PKI220 infrastructure/pki/00-foundations/step-ca/release.yaml',
      'PKI311 infrastructure/pki/01-issuers/certificate-request-policy.yaml',
      'PKI902 infrastructure/pki/02-tests/flux-kustomization.yaml',
      'PKI903 infrastructure/pki/00-foundations/flux-kustomization.yaml',
    ])
  })
})
