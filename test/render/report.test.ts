import {readFileSync} from 'node:fs'
import {join} from 'node:path'
import {Ajv2020} from 'ajv/dist/2020.js'
import {expect} from 'chai'
import {parse} from 'yaml'
import {doctorFacts} from '../../src/app/doctor-defaults.ts'
import {examine} from '../../src/core/doctor/engine.ts'
import type {Report} from '../../src/core/doctor/report.ts'
import {KINDS} from '../../src/core/kube/kind.ts'
import {viewOf} from '../../src/core/kube/view.ts'
import {type ReportFormat, reportFormats} from '../../src/render/index.ts'
import {saySummary} from '../../src/render/say/summary.ts'
import {rules} from '../../src/rules/index.ts'
import {SCENE_NOW} from '../support/placeholders.ts'
import {scene} from '../support/scene.ts'

const PLAIN = {width: 80, color: false, unicode: true}
const schema = JSON.parse(readFileSync(join(import.meta.dirname, '../../schemas/report.v1.json'), 'utf8'))
const validate = new Ajv2020({strict: true, formats: {'date-time': true}, allowUnionTypes: true}).compile(schema)

const report = (yaml: string, options: Parameters<typeof scene>[1] = {}): Report =>
  examine(viewOf(scene(yaml, options)), {rules, now: SCENE_NOW, ...doctorFacts})

/** Of no object, where some of each kind may stand in what could not be read. */
const unreadReport = (detailOf: (kind: string) => string): Report =>
  report('', {
    extra: {
      coverage: KINDS.map(({kind}) => ({kind, world: 'open', unread: {reason: 'unreadable', detail: detailOf(kind)}})),
    },
  })

const draw = (format: ReportFormat, one: Report, terminal = PLAIN): string =>
  reportFormats[format].draw(
    {several: false, answers: [{report: one, rules}], unanswered: [], version: '0.0.0', failOn: 'error'},
    terminal,
  )

const badExamples = rules.map(({examples: {given, bad}}) =>
  [given, bad].filter(part => part !== undefined).join('\n---'),
)

const WAITING = `
apiVersion: apps/v1
kind: Deployment
metadata: {name: approver-policy, namespace: cert-manager}
spec: {template: {spec: {containers: [{image: quay.io/jetstack/cert-manager-approver-policy:v0.27.0}]}}}
---
apiVersion: policy.cert-manager.io/v1alpha1
kind: CertificateRequestPolicy
metadata: {name: web}
spec: {selector: {issuerRef: {}}}
---
apiVersion: cert-manager.io/v1
kind: CertificateRequest
metadata: {name: web-1, namespace: shop, creationTimestamp: "{{now -10m}}"}
spec: {issuerRef: {name: step-ca, kind: StepClusterIssuer, group: certmanager.step.sm}, username: jane}`

describe('a report as JSON', () => {
  it('obeys its schema, for every rule', () => {
    for (const yaml of badExamples) {
      const valid = validate(JSON.parse(draw('json', report(yaml), PLAIN)))
      expect(validate.errors ?? []).to.deep.equal([])
      expect(valid).to.equal(true)
    }
  })

  it('obeys it with doubts, skipped and unreadable parts', () => {
    const none = {'core/secrets': {reason: 'forbidden', detail: 'you may not list secrets'}} as const
    const twice = {what: 'b.yaml', detail: 'it stands twice', wasRead: true as const}
    const extra = {unreadable: [{what: 'a.yaml', line: 3, detail: 'no YAML'}, twice]}
    for (const yaml of badExamples) {
      expect(validate(JSON.parse(draw('json', report(yaml, {world: 'open', none, extra}), PLAIN)))).to.equal(true)
    }
  })

  it('is the same value as the YAML', () => {
    const one = report(badExamples.join('\n---\n'))
    expect(parse(draw('yaml', one, PLAIN))).to.deep.equal(JSON.parse(draw('json', one, PLAIN)))
  })
})

describe('a report as text', () => {
  it('folds what hangs on a problem under it', () => {
    const text = draw('text', report(WAITING), PLAIN)
    expect(text).to.match(/^✗ PKI302 {2}Nobody is granted the use of a policy +blocks 1$/m)
    expect(text).to.match(/^ {2}so {2}│ certificaterequest shop\/web-1 +Waiting 10 min/m)
    expect(text.match(/PKI312/)).to.equal(null)
  })

  it('says what was not looked at, and never that all is well', () => {
    const because = {reason: 'forbidden', detail: 'you may not list certificaterequests'} as const
    const blind = report(WAITING, {none: {'cert-manager.io/certificaterequests': because}})
    expect(draw('text', blind, PLAIN)).to.match(/^\? \d+ rules not checked .*PKI312/m)
    expect(saySummary(blind, PLAIN))
      .to.match(/not checked/)
      .and.not.match(/^✓/)
  })

  it('says in two lines what a user who may see next to nothing did not see', () => {
    const none = Object.fromEntries(
      rules
        .flatMap(({each}) => each.of)
        .map((kind: string) => [
          kind,
          {reason: 'forbidden' as const, detail: `you may not list ${kind.split('/')[1]}`},
        ]),
    )
    const text = draw('text', report('', {none}), {...PLAIN, width: 400})
    expect(text).to.match(
      /^\? \d+ rules not checked \(PKI1\d\d .* and \d+ more\): you may not list \w+, .*, and \d+ more kinds$/m,
    )
    expect(text).to.contain('kubectl pki rbac doctor --for WHO')
    expect(text.trim().split('\n').length).to.be.at.most(4)
  })

  it('says in one line what may stand in files that could not be read', () => {
    const report = unreadReport(kind => `some may stand in ${kind === 'core/secrets' ? 'a' : 'b'}.yaml`)
    const line = /^\? (\d+) rules checked in part \(PKI1.* and \d+ more\): some of what they judge may stand in .*$/
    expect(draw('text', report, {...PLAIN, width: 400}).trim()).to.match(line)
    const one = unreadReport(() => 'some may stand in a.yaml')
    expect(draw('text', one, {...PLAIN, width: 400}).trim()).to.match(/more\): some may stand in a\.yaml$/)
    expect(draw('wide', one, {...PLAIN, width: 4000}).trim()).to.match(
      /^\? \d+ rules [^\n]*: some may stand in a\.yaml$/,
    )
    expect(saySummary(one, PLAIN))
      .to.match(/ checked in part/)
      .and.not.match(/^✓/)
  })

  it('is one line where all is well', () => {
    const well = report('')
    expect(draw('text', well, PLAIN)).to.equal('')
    expect(saySummary(well, PLAIN)).to.match(/^✓ /)
  })

  it('keeps within the width, but for what is to be pasted and words that are longer', () => {
    for (const width of [60, 80, 200]) {
      for (const line of draw('text', report(badExamples.join('\n---\n')), {...PLAIN, width}).split('\n')) {
        const isPaste = line.startsWith('        ')
        const isLongWord = line
          .trim()
          .split(' ')
          .some(word => word.length > width - 16)
        if (!isPaste && !isLongWord) expect(line.length, line).to.be.at.most(width)
      }
    }
  })

  it('uses only ASCII where the terminal wants it', () => {
    expect(draw('text', report(badExamples.join('\n---\n')), {...PLAIN, unicode: false})).to.match(/^[\x00-\x7f]*$/)
  })
})

describe('hostile text', () => {
  const HOSTILE = '\u001b[31mred\u202egnihtyna\u0007\nok'
  const yaml = `
apiVersion: cert-manager.io/v1
kind: CertificateRequest
metadata: {name: web-1, namespace: shop}
spec: {issuerRef: {name: ca}}
status: {conditions: [{type: Denied, status: "True", reason: ${JSON.stringify(HOSTILE)}, message: ${JSON.stringify(HOSTILE)}}]}`

  it('shows escaped in every format, and machines get it back', () => {
    const one = report(yaml)
    for (const format of ['text', 'wide', 'json', 'yaml'] as const) {
      expect(draw(format, one, PLAIN), format).to.not.match(/[\u001b\u202e\u0007]/)
    }
    expect(draw('text', one, PLAIN)).to.contain('\\u{1b}[31mred\\u{202e}gnihtyna\\u{7}\\nok')
    expect(JSON.parse(draw('json', one, PLAIN)).findings[0].message).to.contain(HOSTILE)
  })
})
