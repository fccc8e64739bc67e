import {expect} from 'chai'
import type {Report} from '../../src/core/doctor/report.ts'
import type {Kind} from '../../src/core/kube/kind.ts'
import {rules} from '../../src/rules/index.ts'
import type {Bed} from './bed/bed.ts'
import {describeOnBed} from './describe-on-bed.ts'
import {doctorReport, runPki} from './run-doctor.ts'

interface Served {
  readonly group: string
  readonly plural: string
  readonly kind: string
  readonly versions: readonly string[]
  readonly scope?: 'Namespaced' | 'Cluster'
}

/** A CustomResourceDefinition of any shape in these versions. */
const crdOf = ({group, plural, kind, versions, scope = 'Namespaced'}: Served): object => ({
  ...{apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition', metadata: {name: `${plural}.${group}`}},
  spec: {
    ...{group, scope, names: {plural, kind, singular: kind.toLowerCase(), listKind: `${kind}List`}},
    versions: versions.map((name, index) => ({
      ...{name, served: true, storage: index === 0},
      schema: {openAPIV3Schema: {type: 'object', 'x-kubernetes-preserve-unknown-fields': true}},
    })),
  },
})

const serve = async (bed: Bed, ...all: readonly Served[]): Promise<void> => {
  await bed.apply(...all.map(crdOf))
  const names = all.map(({plural, group}) => `crd/${plural}.${group}`)
  await bed.kubectl(['wait', '--for=condition=Established', ...names])
  await bed.waitFor('discovery', async () => {
    const groups = await bed.api.get('/apis')
    return all.every(({group}) => groups.groups.some(({name}: {name: string}) => name === group))
  })
}

/** Rules about a kind that claim to have looked at all of it. */
const sureOf = (report: Report, kind: Kind): readonly string[] =>
  rules
    .filter(({each}) => each.of.includes(kind))
    .map(({id}) => report.rules.find(({rule}) => rule === id))
    .flatMap(run => (run === undefined || run.outcome === 'skipped' || run.notLookedAt.length > 0 ? [] : [run.rule]))

const UNKNOWN: readonly (readonly [Served, string])[] = [
  [
    {group: 'cert-manager.io', plural: 'certificates', kind: 'Certificate', versions: ['v2']},
    'the API server has cert-manager.io/certificates as v2; this program reads v1',
  ],
  [
    {group: 'cert-manager.io', plural: 'issuers', kind: 'Issuer', versions: ['v1alpha3', 'v1alpha2']},
    'the API server has cert-manager.io/issuers as v1alpha3, v1alpha2; this program reads v1',
  ],
  [
    {
      ...{group: 'policy.cert-manager.io', plural: 'certificaterequestpolicies', kind: 'CertificateRequestPolicy'},
      ...{versions: ['v1beta1'], scope: 'Cluster'},
    },
    'the API server has policy.cert-manager.io/certificaterequestpolicies as v1beta1; this program reads v1alpha1',
  ],
  [
    {group: 'trust.cert-manager.io', plural: 'bundles', kind: 'Bundle', versions: ['v1alpha2'], scope: 'Cluster'},
    'the API server has trust.cert-manager.io/bundles as v1alpha2; this program reads v1alpha1',
  ],
]

const REQUESTS = {group: 'cert-manager.io', plural: 'certificaterequests', kind: 'CertificateRequest'}

describeOnBed('served versions', {}, bed => {
  let report: Report

  before('serve other versions than those that are read', async () => {
    await serve(bed(), ...UNKNOWN.map(([served]) => served), {...REQUESTS, versions: ['v2', 'v1', 'v1alpha2']})
    const body = {apiVersion: 'cert-manager.io/v2', kind: 'Certificate', metadata: {name: 'web', namespace: 'default'}}
    await bed().apply({...body, spec: {secretName: 'web-tls', issuerRef: {name: 'absent'}, dnsNames: ['web']}})
    const request = {apiVersion: 'cert-manager.io/v2', kind: 'CertificateRequest', metadata: {name: 'web-1'}}
    await bed().apply({...request, spec: {issuerRef: {name: 'absent'}, request: ''}})
    report = await doctorReport(bed(), {inMinutes: 60})
  })

  for (const [{group, plural}, sentence] of UNKNOWN) {
    it(`that nobody knows of ${plural} are said, and nothing is claimed about them`, () => {
      const kind: Kind = `${group}/${plural}`
      expect(report.unreadable.filter(({what}) => what === kind)).to.deep.equal([{what: kind, detail: sentence}])
      expect(sureOf(report, kind)).to.deep.equal([])
    })
  }

  it('of which one is known are read in that one', async () => {
    expect(report.unreadable.filter(({what}) => what.includes('certificaterequests'))).to.deep.equal([])
    const subjects = [...report.findings, ...report.doubts].map(({subject}) => subject)
    expect(subjects.filter(subject => subject?.name === 'web-1')).to.not.deep.equal([])
    for (const subject of subjects.filter(each => each?.name === 'web-1')) {
      expect(subject?.apiVersion).to.equal('cert-manager.io/v1')
    }
  })

  it('are no reason to call anything healthy', async () => {
    const {stdout, exit} = await runPki(bed(), ['doctor', '--strict'])
    expect(stdout).to.contain('this program reads v1')
    expect(exit).to.equal(1)
  })

  it('are read again when a known one is served', async () => {
    const [[certificates]] = UNKNOWN as [[Served, string]]
    await serve(bed(), {...certificates, versions: ['v2', 'v1']})
    await bed().waitFor('v1', async () => {
      const {unreadable} = await doctorReport(bed(), {inMinutes: 60})
      return !unreadable.some(({what}) => what === 'cert-manager.io/certificates')
    })
  })
})
