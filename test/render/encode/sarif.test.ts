import {existsSync, readFileSync} from 'node:fs'
import {join} from 'node:path'
import {Ajv2020} from 'ajv/dist/2020.js'
import {expect} from 'chai'
import {artifactUri} from '../../../src/render/encode/sarif/artifact-uri.ts'
import {reportFormats} from '../../../src/render/index.ts'
import {answerOf, answersOf, EVERYTHING, HOSTILE, withReport} from '../../support/answers.ts'

const PLAIN = {width: 80, color: false, unicode: true}
const OFFICIAL = join(process.env.KUBECTL_PKI_CONFORMANCE ?? '/nonexistent', 'sarif-2.1.0.json')

const folder = join(import.meta.dirname, '../../../schemas')
const ours = JSON.parse(readFileSync(join(folder, 'sarif-profile.json'), 'utf8'))
const validate = new Ajv2020({
  strict: true,
  strictRequired: false,
  allErrors: true,
  formats: {'date-time': true},
}).compile(ours)

// biome-ignore lint/suspicious/noExplicitAny: a document of another standard
const sarif = (...args: Parameters<typeof answersOf>): any =>
  JSON.parse(reportFormats.sarif.draw(answersOf(...args), PLAIN))

const everything = answerOf(EVERYTHING)
const forbidden = {reason: 'forbidden', detail: 'you may not list secrets'} as const

const hostile = withReport(everything, {
  findings: everything.report.findings.map(each => ({
    ...each,
    message: HOSTILE,
    subject: each.subject && {...each.subject, name: HOSTILE},
    at: {file: HOSTILE, line: 1},
  })),
})

const DOCUMENTS = {
  everything: sarif(everything),
  nothing: sarif(answerOf('')),
  forbidden: sarif(answerOf(EVERYTHING, {world: 'open', none: {'core/secrets': forbidden}})),
  hostile: sarif(hostile),
  several: sarif(withReport(everything, {context: 'prod/eu west'}), {
    several: true,
    unanswered: [{context: 'down', code: 'E_CLUSTER_UNREACHABLE', message: 'no answer', fix: 'Try again.', exit: 3}],
  }),
}

describe('a report as SARIF', () => {
  for (const [name, document] of Object.entries(DOCUMENTS)) {
    it(`holds only what SARIF 2.1.0 has, where it has it: ${name}`, () => {
      validate(document)
      expect(validate.errors ?? []).to.deep.equal([])
    })
  }

  const where = existsSync(OFFICIAL) ? it : () => {}
  where('obeys the schema of OASIS, where that is at hand', () => {
    const official = new Ajv2020({
      strict: false,
      logger: false,
      formats: {'date-time': true, uri: true, 'uri-reference': true},
    })
    const check = official.compile(JSON.parse(readFileSync(OFFICIAL, 'utf8')))
    for (const document of Object.values(DOCUMENTS))
      expect(check(document), JSON.stringify(check.errors)).to.equal(true)
  })

  it('lists every rule that ran, and each result points at its own', () => {
    const [run] = DOCUMENTS.everything.runs
    expect(run.tool.driver.rules.map((rule: {id: string}) => rule.id)).to.deep.equal(everything.rules.map(({id}) => id))
    expect(run.results.length).to.equal(everything.report.findings.length).and.be.above(40)
    for (const {ruleId, ruleIndex} of run.results) expect(run.tool.driver.rules[ruleIndex].id).to.equal(ruleId)
  })

  it('has files as physical locations, objects as logical ones, and our fingerprint', () => {
    const [finding] = everything.report.findings
    const [result] = DOCUMENTS.everything.runs[0].results
    expect(result.locations[0].physicalLocation.region.startLine).to.equal(finding?.at?.line)
    expect(result.locations[0].logicalLocations[0].name).to.equal(finding?.subject?.name)
    expect(result.partialFingerprints['kubectlPkiFinding/v1']).to.equal(finding?.fingerprint)
    const live = sarif(
      withReport(everything, {findings: everything.report.findings.map(each => ({...each, at: null}))}),
    )
    expect(live.runs[0].results[0].locations[0]).to.have.all.keys('logicalLocations')
  })

  it('names the causes of a consequence', () => {
    const at = everything.report.findings.findIndex(({causedBy}) => causedBy.length > 0)
    expect(DOCUMENTS.everything.runs[0].results[at].relatedLocations[0].message.text).to.match(/^Caused by PKI\d{3}: ./)
  })

  it('tells of rules that could not look, and that one crashed', () => {
    const [run] = DOCUMENTS.forbidden.runs
    const notifications = run.invocations[0].toolExecutionNotifications
    const skipped = notifications.find(({descriptor}: {descriptor: {id: string}}) => descriptor.id === 'skipped')
    expect(skipped.message.text).to.equal(
      `not checked: you may not list secrets (${skipped.properties.rules.join(' ')})`,
    )
    expect(skipped.properties.rules.length).to.be.above(3)
    expect(skipped).to.not.have.property('associatedRule')
    const texts = notifications.map(({message}: {message: {text: string}}) => message.text)
    expect(new Set(texts).size).to.equal(texts.length)
    const alone = notifications.filter(({associatedRule}: {associatedRule?: object}) => associatedRule !== undefined)
    expect(alone).to.not.deep.equal([])
    for (const {associatedRule, properties} of alone) {
      expect(run.tool.driver.rules[associatedRule.index].id).to.equal(associatedRule.id)
      expect(properties.rules).to.deep.equal([associatedRule.id])
    }
    const {summary, rules} = everything.report
    const crashed = sarif(
      withReport(everything, {
        summary: {...summary, crashed: 1},
        rules: rules.map((run, index) => (index === 0 ? {...run, outcome: 'crashed', error: 'TypeError: x'} : run)),
      }),
    )
    expect(crashed.runs[0].invocations[0].executionSuccessful).to.equal(false)
    expect(crashed.runs[0].invocations[0].toolExecutionNotifications[0].level).to.equal('error')
  })

  it('tells what could not be read from what was read and is not judged', () => {
    const unreadable = [
      {what: 'a.yaml', detail: 'no YAML'},
      {what: 'b.yaml', line: 2, detail: 'it stands twice', wasRead: true},
    ] as const
    const [run] = sarif(withReport(everything, {unreadable})).runs
    const told = run.invocations[0].toolExecutionNotifications.slice(-2)
    expect(told.map((each: {message: {text: string}}) => each.message.text)).to.deep.equal([
      'a.yaml could not be read: no YAML',
      'b.yaml:2: it stands twice',
    ])
    const ids = told.map((each: {descriptor: {id: string}}) => each.descriptor.id)
    expect(ids).to.deep.equal(['unreadable', 'unjudged'])
    expect(run.tool.driver.notifications.map(({id}: {id: string}) => id)).to.include.members(ids)
  })

  it('has a run for each context', () => {
    expect(DOCUMENTS.several.runs[0].automationDetails.id).to.equal('kubectl-pki/prod%2Feu%20west/')
    expect(DOCUMENTS.several.properties.unanswered[0].context).to.equal('down')
  })

  it('shows nothing that deceives its reader', () => {
    expect(JSON.stringify(DOCUMENTS.hostile)).to.not.match(/[\u202e]|\\u001b|\\u0000|\\ud800/)
  })
})

describe('artifactUri', () => {
  it('makes relative files relative to the sources, and absolute ones URIs', () => {
    expect(artifactUri('./a b/ü#1.yaml')).to.deep.equal({uri: 'a%20b/%C3%BC%231.yaml', uriBaseId: '%SRCROOT%'})
    expect(artifactUri('/etc/x.yaml')).to.deep.equal({uri: 'file:///etc/x.yaml'})
    expect(artifactUri('C:\\gitops\\x.yaml')).to.deep.equal({uri: 'file:///C:/gitops/x.yaml'})
    expect(artifactUri('\ud800')).to.deep.equal({uri: '%EF%BF%BD', uriBaseId: '%SRCROOT%'})
  })
})
