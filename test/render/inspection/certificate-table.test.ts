import {expect} from 'chai'
import type {CertificateRow} from '../../../src/core/inspect/certificate-row.ts'
import type {InspectionDocument} from '../../../src/core/inspect/inspection.ts'
import {drawListNotes, inspectionFormats} from '../../../src/render/inspection-formats.ts'
import type {Terminal} from '../../../src/render/terminal.ts'
import {HOSTILE} from '../../support/answers.ts'

const terminal: Terminal = {width: 140, color: false, unicode: true}

const row = (name: string, more: Partial<CertificateRow> = {}): CertificateRow => ({
  subject: {apiVersion: 'cert-manager.io/v1', kind: 'Certificate', namespace: 'shop', name},
  name: `${name}.corp`,
  issuer: 'ClusterIssuer/ca',
  notBefore: '2026-11-01T00:00:00Z',
  notAfter: '2027-01-30T00:00:00Z',
  effectiveNotAfter: '2027-01-30T00:00:00Z',
  labels: {},
  ...more,
})

const listOf = (...certificates: readonly CertificateRow[]): InspectionDocument => ({
  schema: 'kubectl-pki/inspection.v1',
  source: 'prod (live)',
  takenAt: '2026-11-22T12:00:00.000Z',
  inspections: [],
  certificates,
  gaps: [],
})

const drawn = (document: InspectionDocument, more: Partial<Terminal> = {}): readonly string[] =>
  inspectionFormats
    .tree(document, {...terminal, ...more})
    .trimEnd()
    .split('\n')

describe('the table of all certificates', () => {
  it('has a line for each, as kubectl shows objects', () => {
    const bundle = {apiVersion: 'trust.cert-manager.io/v1alpha1', kind: 'Bundle', name: 'roots'}
    const {notAfter: _, effectiveNotAfter: __, ...none} = row('none', {ready: false})
    const lines = drawn(
      listOf(
        row('web', {ready: true, effectiveNotAfter: '2026-11-24T12:00:00Z'}),
        row('old', {effectiveNotAfter: '2026-11-20T12:00:00Z', problem: 'expired'}),
        none,
        row('ca', {subject: bundle}),
      ),
    )
    expect(lines).to.deep.equal([
      'NAMESPACE   NAME               FOR         ISSUER             EXPIRES      LEFT      READY   PROBLEM',
      'shop        certificate/web    web.corp    ClusterIssuer/ca   2026-11-24   2 days    True    -',
      'shop        certificate/old    old.corp    ClusterIssuer/ca   2026-11-20   -2 days   -       expired',
      'shop        certificate/none   none.corp   ClusterIssuer/ca   -            -         False   -',
      '-           bundle/roots       ca.corp     ClusterIssuer/ca   2027-01-30   69 days   -       -',
    ])
  })

  it('tells with -o wide where each stands and what it is', () => {
    const document = listOf(
      row('web', {store: 'web-tls', at: 'combined.pem', key: 'ECDSA P-256', isCa: false, fingerprint: 'sha256:ab'}),
      row('ca', {at: 'ca.crt', others: 3, isCa: true}),
      row('roots', {others: 1}),
    )
    const text = inspectionFormats.wide(document, terminal)
    expect(text).to.include('web-tls combined.pem').and.to.include('sha256:ab').and.to.include('ECDSA P-256')
    expect(text).to.include('ca.crt, and in 3 other objects').and.to.include('also in 1 other object')
  })

  it('shows nothing of a name that a terminal would obey', () => {
    const text = drawn(listOf(row('web', {name: HOSTILE, issuer: HOSTILE, problem: HOSTILE}))).join('\n')
    expect(text).to.not.match(/[\u0000-\u0009\u000b-\u001f\u202e]/)
  })

  it('marks what has ended and what ends late in its life', () => {
    const late = row('late', {effectiveNotAfter: '2026-11-23T00:00:00Z'})
    const text = drawn(listOf(row('old', {effectiveNotAfter: '2026-11-20T12:00:00Z'}), late, row('web')), {color: true})
    const [red, yellow] = ['31', '33'].map(code => `${String.fromCharCode(27)}[${code}m`)
    expect(text.map(line => [line.includes(red ?? ''), line.includes(yellow ?? '')])).to.deep.equal([
      [false, false],
      [true, false],
      [false, true],
      [false, false],
    ])
  })

  it('comes with a summary, and with what was not looked at', () => {
    const because = {reason: 'forbidden', detail: 'you may not list them'} as const
    const document = {
      ...listOf(
        row('old', {effectiveNotAfter: '2026-11-20T12:00:00Z', problem: 'expired'}),
        row('none', {problem: 'no certificate yet'}),
        row('late', {effectiveNotAfter: '2026-11-23T00:00:00Z'}),
      ),
      gaps: [{part: 'Secrets in shop', because}],
    }
    expect(drawListNotes(document, terminal).split('\n')).to.deep.equal([
      '? Secrets in shop not looked at: you may not list them',
      '3 certificates, 1 expired, 1 with another problem, 1 with less than a sixth of life left',
    ])
    const {certificates: _, ...others} = document
    expect(drawListNotes(others, terminal)).to.equal('')
  })
})
